import assert from 'node:assert/strict'
import type { Attachment } from 'botbuilder'
import type { TranscriptLine } from '../../adapters/core/commands.ts'
import { conversationBody } from '../../adapters/eight-by-eight/desk/open.ts'
import { EightByEightDesk } from '../../adapters/eight-by-eight/desk.ts'
import { languageOf } from '../../adapters/eight-by-eight/languages.ts'
import { openStub, type Stub } from '../core/http-stub.ts'
import { acme, given, request, SIGNAL, viewOf } from './desk-fixtures.ts'

const settings = { ...acme(), channelId: 'chan-1' }
const bodyOf = (
  handOff: Parameters<typeof request>[0] = {},
  customer = viewOf().customer,
  profile = settings.profile,
) => conversationBody({ ...settings, profile }, '214', request(handOff), { customer })
const propertiesOf = (body: ReturnType<typeof bodyOf>) =>
  Object.fromEntries((body.user.additionalProperties ?? []).map(({ key, value }) => [key, value]))
const line = (text: string, more: Partial<TranscriptLine> = {}): TranscriptLine => ({
  at: '',
  from: 'customer',
  text,
  ...more,
})
const messagesOf = (...transcript: TranscriptLine[]) => bodyOf({ transcript }).history?.messages ?? []

describe('8x8 desk: a new conversation', () => {
  it('tells who it is, where to, and what was said', () => {
    assert.deepEqual(bodyOf({ transcript: [line('Hi'), line('Hello', { from: 'bot' })] }), {
      channelId: 'chan-1',
      assignment: { type: 'queue', id: '214' },
      user: {
        name: 'Nadia Okoye',
        userId: 'dl-7731',
        language: 'en',
        additionalProperties: [{ key: 'handoff_id', value: 'open-1a2b' }],
      },
      history: {
        messages: [
          { authorType: 'user', text: 'Hi' },
          { authorType: 'bot', text: 'Hello' },
        ],
      },
    })
    assert.equal(bodyOf().history, undefined)
  })

  it('puts what the bot found out into fields and properties', () => {
    const body = bodyOf({
      reason: 'a refund',
      context: { order: { id: 7 }, tier: 'silver', empty: '' },
      collected: {
        topics: ['Billing', 'Refund', 'Billing'],
        notes: ['one', 'two'],
        contact: {
          name: 'N. Okoye',
          email: 'nadia@example.org',
          phone: '+44',
          company: 'Acme',
          userId: 'crm-1',
          caseId: 9,
          language: 'zh-Hans',
          tier: 'gold',
          gone: null,
        },
        conversation: { vip: true },
      },
    })
    const { additionalProperties: _, ...fields } = body.user
    assert.deepEqual(fields, {
      name: 'N. Okoye',
      email: 'nadia@example.org',
      phone: '+44',
      company: 'Acme',
      userId: 'crm-1',
      caseId: '9',
      language: 'zh-CN',
    })
    assert.deepEqual(propertiesOf(body), {
      handoff_id: 'open-1a2b',
      reason: 'a refund',
      topics: 'Billing, Refund',
      notes: 'one\ntwo',
      vip: 'true',
      tier: 'gold',
      order: '{"id":7}',
      'context.tier': 'silver',
    })
  })

  it('sends nothing that 8x8 would refuse: it becomes a property', () => {
    const body = bodyOf(
      { collected: { contact: { email: 'nobody', language: 'tlh' } } },
      { id: 'u', locale: 'eo', channel: 'x' },
    )
    assert.deepEqual([body.user.email, body.user.language, body.user.name], [undefined, undefined, undefined])
    assert.deepEqual(propertiesOf(body), { handoff_id: 'open-1a2b', email: 'nobody', language: 'tlh' })
  })

  it('tells in the history what exceeds thirty properties', () => {
    const contact = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`key${n}`, n]))
    const transcript = Array.from({ length: 250 }, (_, n) => line(`${n}`))
    const body = bodyOf({ collected: { contact }, transcript })
    assert.equal(body.user.additionalProperties?.length, 30)
    const messages = body.history?.messages ?? []
    assert.equal(messages.length, 200)
    assert.equal(messages[0]?.text, '51')
    assert.equal(messages.at(-1)?.authorType, 'bot')
    assert.match(messages.at(-1)?.text ?? '', /key29: 29\n.*key39: 39$/s)
  })

  it('keeps adaptive cards of 1.3 and before; all else becomes text', () => {
    const card = (version?: string): Attachment => ({
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        type: 'AdaptiveCard',
        ...(version && { version }),
        body: [{ type: 'TextBlock', text: `v${version}` }],
      },
    })
    const [first, second, third, file, agent] = messagesOf(
      line('Look', { from: 'bot', attachments: [card('1.3'), card('1.5')] }),
      line('', { from: 'bot', attachments: [card()] }),
      line('', {
        from: 'bot',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.hero',
            content: { title: 'Pick', buttons: [{ type: 'imBack', title: 'One', value: '1' }] },
          },
        ],
      }),
      line('', {
        attachments: [
          { contentType: 'application/pdf', contentUrl: 'https://x.example/a.pdf', name: 'a.pdf' },
          { contentType: 'image/png', contentUrl: 'data:image/png;base64,AA==', name: 'shot.png' },
        ],
      }),
      line('Hello', { from: 'agent', name: 'Mara' }),
      line('  '),
    )
    assert.equal(first?.cards?.length, 1)
    assert.equal(first?.text, 'Look\nv1.5')
    assert.deepEqual(second, { authorType: 'bot', text: 'vundefined' })
    assert.deepEqual(third, { authorType: 'bot', text: 'Pick\n- One' })
    assert.deepEqual(file, { authorType: 'user', text: 'a.pdf: https://x.example/a.pdf\n[shot.png]' })
    assert.deepEqual(agent, { authorType: 'bot', text: 'Mara: Hello' })
    assert.equal(messagesOf(line(' ')).length, 0)
  })

  const languages: [string | undefined, string | undefined][] = [
    ['en-GB', 'en'],
    ['EN_us', 'en'],
    ['zh-Hans', 'zh-CN'],
    ['zh-Hans-SG', 'zh-CN'],
    ['zh-Hant-HK', 'zh-TW'],
    ['zh-TW', 'zh-TW'],
    ['zh', 'zh-CN'],
    ['nb-NO', 'no'],
    ['pt-BR', 'pt'],
    ['fi', undefined],
    ['constructor', undefined],
    ['', undefined],
    [undefined, undefined],
  ]
  for (const [tag, language] of languages) {
    it(`${tag} is ${language}`, () => assert.equal(languageOf(tag, settings.profile), language))
  }

  describe('over HTTP', () => {
    let stub: Stub
    let desk: EightByEightDesk
    const up = (changes: Parameters<typeof given>[0] = {}) => {
      desk = new EightByEightDesk(given({ baseUrl: stub.url, requestsPerSecond: 1_000, ...changes }))
      return desk
    }
    beforeEach(async () => {
      stub = await openStub()
      stub.on(/conversations$/, () => ({ status: 202, body: { conversationId: 'c-1', createdAt: '' } }))
    })
    afterEach(async () => {
      await desk.stop()
      await stub.stop()
    })
    const open = (queue?: string) =>
      desk.open(request(queue === undefined ? {} : { queue }), viewOf({ session: null }), SIGNAL)

    it('sends key and tenant, and is not ready before it is active', async () => {
      up({ tenant: 'acme01' })
      assert.deepEqual(await open('billing'), { conversationId: 'c-1', ready: false })
      const call = stub.calls.at(-1)!
      assert.equal(call.path, '/chat-gateway/v1/conversations')
      assert.equal(call.headers['x-api-key'], 'eght_test')
      assert.equal(call.headers['x-8x8-tenant'], 'acme01')
      assert.equal(JSON.parse(call.body.toString()).assignment.id, '215')
      up({ profile: { readyOn: 'created' } })
      assert.equal((await open()).ready, true)
    })

    it('goes on where schedule and statistics cannot be read, unless the profile says otherwise', async () => {
      stub.on(/\/cc\/v1/, () => ({ status: 403 }))
      up({ scheduleId: '71' })
      assert.equal((await open()).conversationId, 'c-1')
      assert.deepEqual(await desk.queueStatus(undefined, SIGNAL), {})
      up({ scheduleId: '71', profile: { onScheduleError: 'closed' } })
      await assert.rejects(open(), { code: 'desk-closed' })
      up({ profile: { onStatisticsError: 'closed' } })
      await assert.rejects(open(), { code: 'desk-closed' })
    })

    it('knows what schedules say', async () => {
      let status: unknown
      stub.on(/schedules\/71\/status/, () => ({ status: 200, body: { 'schedule-status': { status } } }))
      up({ scheduleId: '71', profile: { closedChoices: [2] } })
      for (const [said, opens] of [
        [0, true],
        ['0', true],
        [-1, false],
        ['-1', false],
        ['Choice #1', true],
        ['Choice #2', false],
        ['?', true],
      ] as const) {
        status = said
        if (opens) await open()
        else await assert.rejects(open(), /outside opening hours/, String(said))
      }
    })

    it('takes missing and negative numbers for no sign of nobody', async () => {
      const none = {
        'agent-count-busy': 0,
        'agent-count-waitTransact': 0,
        'agent-count-workOffline': 0,
        'agent-count-onBreak': 0,
      }
      let queue: object = none
      stub.on(/stats\/rt\/queue\/214$/, () => ({ status: 200, body: { queue } }))
      up()
      await assert.rejects(open(), /no agent is there in queue 214/)
      for (const more of [
        { 'agent-count-busy': 1 },
        { 'agent-count-onBreak': -1 },
        { 'agent-count-workOffline': undefined },
      ]) {
        queue = { ...none, ...more }
        await open()
      }
      queue = { ...none, 'queue-size': 3, 'thirty-min-avg-wait-time': 61, 'agent-count-waitTransact': 2 }
      assert.deepEqual(await desk.queueStatus(undefined, SIGNAL), {
        agentsAvailable: 2,
        waiting: 3,
        expectedWaitSeconds: 61,
      })
    })

    it('is closed where the queue is unknown or 8x8 is not set up', async () => {
      stub.on(/conversations$/, () => ({
        status: 400,
        body: { message: 'Queue 214 unknown', errors: [{ code: 'invalid_queue', message: 'x' }] },
      }))
      up()
      await assert.rejects(open(), /8x8 knows no queue 214/)
      await assert.rejects(open('nowhere'), { code: 'desk-closed' })
      up({ channelId: undefined })
      await assert.rejects(open(), /EIGHT_BY_EIGHT_CHANNEL_ID/)
      assert.deepEqual(await desk.queueStatus('nowhere', SIGNAL), { open: false })
    })

    const refusals: [number, unknown, RegExp][] = [
      [400, { message: 'Bad', errors: [{ code: 'a', message: 'b' }] }, /Bad; a: b/],
      [400, { message: 'Bad', errors: { code: 'a', message: 'b' }, referenceId: '1' }, /Bad; a: b/],
      [403, { message: 'No', errors: ['Header does not match'] }, /No; Header does not match/],
      [400, { message: 'Bad', validations: [{ field: 'user', message: 'is odd' }] }, /Bad; user: is odd/],
      [400, { errors: ['name: may not be empty'], validations: ['name: may not be empty'] }, /: name|; name/],
      [401, { ErrorCode: 'invalid_request', Error: 'Unsupported' }, /invalid_request: Unsupported/],
      [404, 'Not found.', /Not found/],
      [415, undefined, /answered 415/],
      [400, { errors: null, message: 7 }, /answered 400/],
    ]
    for (const [status, body, words] of refusals) {
      it(`says what 8x8 says: ${words.source}`, async () => {
        stub.on(/conversations$/, () => ({ status, body: body ?? '' }))
        up()
        await assert.rejects(
          open(),
          (error: Error & { status?: number }) => words.test(error.message) && error.status === status,
        )
      })
    }

    describe('found again', () => {
      const found = () => desk.findOpened(request(), viewOf({ session: null }), SIGNAL)
      const items = (from: number, count: number) =>
        Array.from({ length: count }, (_, n) => ({
          id: `c-${from + n}`,
          state: 'created',
          user: { additionalProperties: [{ key: 'other', value: 'open-1a2b' }] },
        }))
      const ours = {
        id: 'c-ours',
        state: 'active',
        user: { additionalProperties: [{ key: 'handoff_id', value: 'open-1a2b' }] },
      }

      it('among the newest of the channel', async () => {
        up()
        stub.on(/conversations\?/, () => ({
          status: 200,
          body: { _embedded: { conversations: [...items(0, 3), ours] }, page: { number: 0, totalPages: 1 } },
        }))
        assert.deepEqual(await found(), { conversationId: 'c-ours', ready: true })
        const { searchParams } = new URL(stub.calls[0]!.path, stub.url)
        assert.deepEqual(Object.fromEntries(searchParams), {
          page: '0',
          size: '50',
          sort: 'createdAt:desc',
          filter: 'channelId==wY3kq0Chan7',
        })
      })

      it('where neither sort nor filter is taken, from both ends and no further', async () => {
        up({ profile: { find: { pages: 2 } } })
        stub.on(/conversations\?/, ({ path }) => {
          if (/sort|filter/.test(path)) return { status: 400, body: { message: 'no such field' } }
          const page = Number(new URL(path, stub.url).searchParams.get('page'))
          return {
            status: 200,
            body: { _embedded: { conversations: items(page * 50, 50) }, page: { number: page, totalPages: 9 } },
          }
        })
        assert.equal(await found(), undefined)
        assert.deepEqual(
          stub.calls.slice(2).map(({ path }) => new URL(path, stub.url).searchParams.get('page')),
          ['0', '1', '8', '7'],
        )
      })

      it('in no empty list', async () => {
        up()
        stub.on(/conversations\?/, () => ({ status: 200, body: {} }))
        assert.equal(await found(), undefined)
      })
    })

    it('relays words, buttons and submitted cards as text', async () => {
      up()
      const sent = async (words: object) => {
        stub.calls.length = 0
        await desk.relay({ id: 'r', text: '', at: '', ...words }, viewOf(), SIGNAL)
        return stub.calls.map(({ body }) => JSON.parse(body.toString()))
      }
      assert.deepEqual(await sent({ text: 'Hi' }), [{ authorType: 'user', text: 'Hi' }])
      assert.deepEqual(await sent({ value: 'yes' }), [{ authorType: 'user', text: 'yes' }])
      assert.deepEqual(await sent({ text: 'Yes', value: 'yes' }), [{ authorType: 'user', text: 'Yes' }])
      assert.deepEqual(await sent({ value: { street: 'Elm Row 4', floor: 2 } }), [
        { authorType: 'user', text: 'street: Elm Row 4\nfloor: 2' },
      ])
      assert.deepEqual(await sent({}), [])
      const html = { contentType: 'text/html', content: '<p>Hi</p>' }
      assert.deepEqual(await sent({ text: 'Hi', attachments: [html] }), [{ authorType: 'user', text: 'Hi' }])
    })

    it('gives words back that reach a conversation which is over', async () => {
      up()
      stub.on(/messages$/, () => ({ status: 404 }))
      stub.on(/conversations\/[^/]+$/, () => ({ status: 200, body: { state: 'idle' } }))
      await assert.rejects(desk.relay({ id: 'r', text: 'Hi', at: '' }, viewOf(), SIGNAL), { code: 'desk-closed' })
      stub.on(/conversations\/[^/]+$/, () => ({ status: 200, body: { state: 'active' } }))
      await assert.rejects(desk.relay({ id: 'r', text: 'Hi', at: '' }, viewOf(), SIGNAL), { code: 'refused' })
    })
  })
})
