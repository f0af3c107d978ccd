import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { NotSupportedError } from '../../adapters/core/errors.ts'
import { createImiconnectPlatform, type ImiconnectSettings } from '../../adapters/imiconnect/index.ts'
import { ACME } from './fixtures.ts'
import { type InboundUrl, openInboundUrl } from './inbound-url.ts'

describe('IMIconnect: calls', () => {
  let inbound: InboundUrl
  before(async () => {
    inbound = await openInboundUrl()
  })
  afterEach(() => inbound.reset())
  after(() => inbound.stop())

  describe('a reply', () => {
    it('is event 1001, spelt exactly so, to the generated URL as it is', async () => {
      const delivered = await inbound.deliver({})
      assert.deepEqual(delivered, { platformId: 't-1' })
      const [call] = inbound.calls
      assert.equal(`${call?.method} ${call?.url}`, 'POST /events/GENERATED1234?sig=9f31aa02bc')
      assert.equal(call?.headers['content-type'], 'application/json')
      assert.equal(
        call?.text,
        '{"eventid":"1001","conversation_id":"cv-7b21e0","message":"Leeds opens at 08:30 on weekdays.","Messagetype":"text","Timestamp":"2024-03-09 17:05:42.118"}',
      )
    })

    it('takes along what the bot adds, but never another event or conversation', async () => {
      const extra = {
        customparam1: 'a',
        EventId: '1002',
        'conversation-id': 'cv-2',
        eventid: '1002',
        message: 'instead',
      }
      const body = await inbound.sent({ body: { message: 'x', type: 'text', extra } })
      assert.deepEqual(body, {
        eventid: '1001',
        conversation_id: 'cv-7b21e0',
        message: 'instead',
        Messagetype: 'text',
        Timestamp: '2024-03-09 17:05:42.118',
        customparam1: 'a',
      })
    })

    it('has its file in the field of the profile', async () => {
      const profile = { message: { mediaField: 'Media', messageTypes: { image: 'IMAGE' } } }
      const body = await inbound.sent(
        { body: { message: '', type: 'image', media: 'https://x.example/a.png' } },
        { profile },
      )
      assert.equal(body.Media, 'https://x.example/a.png')
      assert.equal(body.Messagetype, 'IMAGE')
    })
  })

  describe('a hand-off', () => {
    const transcript = [
      { at: '2024-03-09T17:05:41.370Z', from: 'customer' as const, text: 'My bill\nis wrong' },
      { at: '2024-03-09T17:05:42.000Z', from: 'bot' as const, text: 'I get you a person.' },
    ]

    it('is event 1002, with what agents and rules should know in numbered parameters', async () => {
      const body = { queue: 'billing', reason: 'Customer disputes invoice 5521', transcript }
      const collected = { topics: ['Billing'], contact: { tier: 'gold', old: null }, conversation: { order: 1182 } }
      assert.deepEqual(await inbound.sent({ kind: 'hand-off', body: { ...body, collected } }), {
        eventid: '1002',
        conversation_id: 'cv-7b21e0',
        Timestamp: '2024-03-09 17:05:42.118',
        customparam1: 'billing',
        customparam2: 'Customer disputes invoice 5521',
        customparam3: 'cv-7b21e0',
        customparam4: 'customer: My bill / is wrong\nbot: I get you a person.',
        customparam5: 'Billing',
        customparam6: 'tier=gold; order=1182',
      })
    })

    it('leaves out what there is not, and keeps the numbers', async () => {
      assert.deepEqual(await inbound.sent({ kind: 'hand-off', body: {} }), {
        eventid: '1002',
        conversation_id: 'cv-7b21e0',
        Timestamp: '2024-03-09 17:05:42.118',
        customparam3: 'cv-7b21e0',
      })
    })

    it('sends empty ones where the profile says so', async () => {
      const body = await inbound.sent({ kind: 'hand-off', body: {} }, { profile: { params: { empty: 'empty' } } })
      assert.equal(body.customparam1, '')
      assert.equal(Object.keys(body).length, 9)
    })

    it('has the parameters and the event of the profile', async () => {
      const profile = {
        handover: {
          constants: { eventtype: 'Handover' },
          customParams: [
            '=bot',
            'attribute:tier',
            'context:order',
            'context:topics',
            'topics',
            'attribute:toString',
            'notes',
          ],
        },
      }
      const context = { order: { id: 7 }, topics: ['Returns', 'Billing'], attributes: { tier: 'silver' } }
      const collected = { topics: ['Billing'], notes: ['one', 'two'] }
      assert.deepEqual(await inbound.sent({ kind: 'hand-off', body: { context, collected } }, { profile }), {
        eventtype: 'Handover',
        conversation_id: 'cv-7b21e0',
        Timestamp: '2024-03-09 17:05:42.118',
        customparam1: 'bot',
        customparam2: 'silver',
        customparam3: '{"id":7}',
        customparam4: '["Returns","Billing"]',
        customparam5: 'Billing, Returns',
        customparam7: 'one\ntwo',
      })
    })

    it('cuts what is long, and of the transcript the oldest lines', async () => {
      const lines = Array.from({ length: 200 }, (_, n) => ({ at: '', from: 'customer' as const, text: `line ${n}` }))
      const body = await inbound.sent({ kind: 'hand-off', body: { reason: 'r'.repeat(5_000), transcript: lines } })
      assert.equal((body.customparam2 as string).length, 1_024)
      const kept = body.customparam4 as string
      assert.ok(kept.length <= 1_024 && kept.length > 900)
      assert.ok(kept.endsWith('customer: line 199'))
      assert.ok(kept.startsWith('customer: line '))
      const long = await inbound.sent({
        kind: 'hand-off',
        body: { transcript: [{ ...lines[0]!, text: 'x'.repeat(3_000) }] },
      })
      assert.equal((long.customparam4 as string).length, 1_024)
    })
  })

  describe('other commands', () => {
    it('closing is our own affair, without a call', async () => {
      assert.deepEqual(await inbound.deliver({ kind: 'resolve', body: {} }), {})
      assert.equal(inbound.calls.length, 0)
    })

    it('closing is an event where the profile knows it', async () => {
      const profile = {
        close: { mode: 'event' as const, constants: { eventtype: 'Close' }, customParams: ['=resolved'] },
      }
      assert.deepEqual(await inbound.sent({ kind: 'resolve', body: {} }, { profile }), {
        eventtype: 'Close',
        conversation_id: 'cv-7b21e0',
        Timestamp: '2024-03-09 17:05:42.118',
        customparam1: 'resolved',
      })
    })

    it('topics, attributes and notes are events where the profile knows them, and nothing else', async () => {
      const constants = { eventtype: 'Milestone Reached' }
      const profile = {
        customEvents: {
          'add-topics': { constants, customParams: ['command', 'topics'] },
          'set-attributes': { constants, customParams: ['scope', 'attributes', 'attribute:gone'] },
        },
      }
      const topics = await inbound.sent({ kind: 'add-topics', body: { topics: ['A', 'B'] } }, { profile })
      assert.deepEqual(
        [topics.eventtype, topics.customparam1, topics.customparam2],
        ['Milestone Reached', 'add-topics', 'A, B'],
      )
      inbound.calls.length = 0
      const attributes = { scope: 'contact', attributes: { tier: 'gold', gone: null } }
      const set = await inbound.sent({ kind: 'set-attributes', body: attributes }, { profile })
      assert.deepEqual(
        [set.customparam1, set.customparam2, set.customparam3],
        ['contact', 'tier=gold; gone=', undefined],
      )
      const error = await inbound.refusal({ kind: 'add-note', body: { text: 'x' } }, { profile })
      assert.ok(error instanceof NotSupportedError)
      const { capabilities } = createImiconnectPlatform({ ...ACME, profile })
      assert.deepEqual(
        [capabilities.topics, capabilities.contactAttributes, capabilities.notes],
        ['mapped', 'mapped', 'mapped'],
      )
    })
  })

  describe('who we are', () => {
    const headersWith = async (settings: Partial<ImiconnectSettings>) => {
      await inbound.deliver({}, settings)
      return inbound.calls[0]!.headers
    }

    it('is nobody by default: the URL is the secret', async () => {
      const headers = await headersWith({})
      assert.equal(headers.key, undefined)
      assert.equal(headers.authorization, undefined)
    })

    it('is told by the service key', async () => {
      assert.equal((await headersWith({ serviceKey: 'k-1' })).key, 'k-1')
      inbound.calls.length = 0
      const profile = { inboundAuth: { type: 'serviceKey' as const, header: 'X-Key' } }
      assert.equal((await headersWith({ serviceKey: 'k-1', profile }))['x-key'], 'k-1')
    })

    it('is told by a JWT over the decoded secret, which wins over the key', async () => {
      const serviceSecret = Buffer.from('the service’s secret').toString('base64')
      for (const header of [undefined, 'key']) {
        inbound.calls.length = 0
        const profile = { inboundAuth: { type: 'jwt' as const, serviceId: 'svc-1', serviceSecret, header } }
        const headers = await headersWith({ serviceKey: 'k-1', profile })
        const token =
          header === undefined ? /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] : String(headers.key)
        const [head, claims, signature] = token!.split('.') as [string, string, string]
        const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
        assert.deepEqual(read(head), { alg: 'HS256', typ: 'JWT' })
        assert.equal(read(claims).iss, 'svc-1')
        assert.ok(Number.isInteger(read(claims).iat) && Math.abs(read(claims).iat - Date.now() / 1_000) < 5)
        const own = createHmac('sha256', 'the service’s secret').update(`${head}.${claims}`).digest('base64url')
        assert.equal(signature, own)
        if (header === undefined) assert.equal(headers.key, undefined)
      }
    })
  })

  it('says no more of itself than it can', () => {
    const platform = createImiconnectPlatform(ACME)
    assert.equal(platform.serviceUrl, 'https://hooks.uk.webexconnect.io')
    assert.equal(createImiconnectPlatform({ ...ACME, inboundUrl: undefined }).serviceUrl, 'urn:imiconnect')
    assert.deepEqual(platform.capabilities, {
      buttons: 'text',
      typing: 'unsupported',
      attachments: 'mapped',
      topics: 'mapped',
      contactAttributes: 'mapped',
      conversationAttributes: 'mapped',
      notes: 'mapped',
      handOff: 'native',
      resolve: 'mapped',
      proactive: true,
      handoffStatus: ['failed', 'completed'],
      textLimit: 0,
    })
    const linked = { profile: { fields: { linkedConversation: ['Parent'] } } }
    assert.ok(createImiconnectPlatform({ ...ACME, ...linked }).capabilities.handoffStatus.includes('accepted'))
    const plain = { profile: { handover: { customParams: ['queue'] } } }
    assert.equal(createImiconnectPlatform({ ...ACME, ...plain }).needsTranscript, false)
    assert.equal(platform.typing, undefined)
    assert.equal(platform.askOwner, undefined)
    assert.equal(platform.lookUp, undefined)
  })
})
