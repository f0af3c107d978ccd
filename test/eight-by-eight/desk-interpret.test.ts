import assert from 'node:assert/strict'
import type { DeskHappening, DeskView } from '../../adapters/core/desk/desk.ts'
import { interpret, interpretSnapshot } from '../../adapters/eight-by-eight/desk/interpret.ts'
import { conversationSchema } from '../../adapters/eight-by-eight/schemas.ts'
import { accepted, acme, body, CONVERSATION, viewOf } from './desk-fixtures.ts'

const { profile } = acme()
const show = async () => ({ text: '[a file]' })
const agent = (change: 'joined' | 'left', id = 'agA') => ({ memberType: 'agent', change, id })
const said = (text: string, more: object = {}) => ({
  isEcho: false,
  sender: { id: 'agA', type: 'agent' },
  text,
  ...more,
})

/** A conversation on the desk, as core would see it through: reminders wait until they are due. */
class Course {
  readonly told: DeskHappening[] = []
  private readonly reminders = new Map<string, string>()
  private view: DeskView

  constructor(view = viewOf()) {
    this.view = view
  }

  async happens(type: string, at: number, data?: object, conversationId?: string): Promise<DeskHappening[]> {
    return this.apply(accepted(body(type, at, data, conversationId)))
  }

  async due(): Promise<void> {
    const waiting = [...this.reminders.values()]
    this.reminders.clear()
    const conversation = { channelId: '8x8', account: '', conversationId: CONVERSATION }
    for (const text of waiting) await this.apply(accepted(text, { type: 'reminder', conversation }))
  }

  get kinds(): string[] {
    return this.told.map(({ kind }) => kind)
  }

  get waits(): boolean {
    return this.reminders.size > 0
  }

  private async apply(event: ReturnType<typeof accepted>): Promise<DeskHappening[]> {
    const result = await interpret({ profile, show }, event, this.view)
    const told = result.happenings.filter(({ kind }) => kind !== 'ignored')
    this.told.push(...told)
    if (result.data !== undefined) this.view = { ...this.view, data: JSON.parse(JSON.stringify(result.data)) }
    for (const key of result.forget ?? []) this.reminders.delete(key)
    for (const { key, body, afterMs } of result.reminders ?? []) {
      assert.equal(afterMs, profile.endGraceMs)
      this.reminders.set(key, body)
    }
    return told
  }
}

const one = (type: string, data?: object, view?: DeskView) => new Course(view).happens(type, 1, data)
const waiting = viewOf({ session: { ready: false } })

describe('8x8 desk: what events mean', () => {
  const table: [string, string, object | undefined, DeskHappening[]][] = [
    ['created', 'CONVERSATION_UPDATE', { state: 'created' }, []],
    ['active', 'CONVERSATION_UPDATE', { state: 'ACTIVE' }, [{ kind: 'ready' }]],
    [
      'in a queue',
      'QUEUED',
      { queueId: '214', queueName: 'Parcel desk' },
      [{ kind: 'ready' }, { kind: 'queued', queue: { id: '214', name: 'Parcel desk' } }],
    ],
    ['an agent', 'MEMBERS_CHANGED', agent('joined'), [{ kind: 'ready' }, { kind: 'accepted', agent: { id: 'agA' } }]],
    [
      'an assigned agent',
      'CONVERSATION_UPDATE',
      { assignment: { type: 'agent', id: 'agA' } },
      [{ kind: 'accepted', agent: { id: 'agA' } }],
    ],
    ['the customer', 'MEMBERS_CHANGED', { memberType: 'user', change: 'joined' }, []],
    [
      'an agent typing',
      'ACTIVITY',
      { name: 'typing', value: { users: [{ id: 'x', type: 'agent' }] } },
      [{ kind: 'typing' }],
    ],
    ['nobody typing', 'ACTIVITY', { name: 'typing', value: { users: [] } }, []],
    ['the customer typing', 'ACTIVITY', { name: 'typing', value: { users: [{ id: 'user', type: 'user' }] } }, []],
    ['receipts', 'ACTIVITY', { name: 'read-receipts', value: [{ timestamp: 1, users: [] }] }, []],
    ['an unknown activity', 'ACTIVITY', { name: 'dance', value: 1 }, []],
    ['an echo', 'MESSAGE', said('x', { isEcho: true }), []],
    ['the customer’s words', 'MESSAGE', said('x', { sender: { id: 'user', type: 'user' } }), []],
    ['the bot’s words', 'MESSAGE', said('x', { sender: { type: 'Bot' } }), []],
    ['an unknown type', 'SOMETHING', {}, []],
    [
      'idle without an agent',
      'CONVERSATION_UPDATE',
      { state: 'idle' },
      [
        {
          kind: 'failed',
          why: 'the conversation ended before an agent came: the queue is closed, or nobody was there',
        },
      ],
    ],
    ['a transfer', 'TRANSFER', undefined, [{ kind: 'queued' }]],
  ]
  for (const [what, type, data, happenings] of table) {
    it(`${what}: ${happenings.map(({ kind }) => kind).join(', ') || 'nothing'}`, async () => {
      assert.deepEqual(await one(type, data, waiting), happenings)
    })
  }

  it('an agent’s words, by one whose coming was not told', async () => {
    const [joined, words] = await one('MESSAGE', said('Grüezi'))
    assert.deepEqual(joined, { kind: 'accepted', agent: { id: 'agA' } })
    assert(words?.kind === 'said')
    const { kind, text, agent: by, at, id } = words
    assert.deepEqual([kind, text, by, at], ['said', 'Grüezi', { id: 'agA' }, '2026-08-04T09:33:21.000Z'])
    assert.match(id, /^key-/)
  })

  it('the desk’s own texts are words of no agent', async () => {
    const told = await one('MESSAGE', said('You are number 3', { sender: { type: 'system' } }))
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['said'],
    )
    assert(told[0]?.kind === 'said' && told[0].agent === undefined)
  })

  it('cards and files', async () => {
    const evil = { type: 'Action.OpenUrl', title: 'x', url: 'javascript:alert(1)' }
    const fine = { type: 'Action.OpenUrl', title: 'y', url: 'https://example.org' }
    const told = await one(
      'MESSAGE',
      said('Look', {
        attachments: [{ id: 'f' }],
        cards: [
          {
            contentType: 'application/vnd.microsoft.card.adaptive',
            content: {
              type: 'AdaptiveCard',
              body: [{ type: 'Image', url: 'file:///etc/passwd' }],
              actions: [evil, fine],
            },
          },
          {
            contentType: 'application/8x8.quick.replies',
            content: { options: [{ title: 'Yes', data: { postback: 'y' } }, { title: 'No' }] },
          },
          { contentType: 'Carousel', content: {} },
        ],
      }),
    )
    const words = told.at(-1)
    assert(words?.kind === 'said')
    assert.equal(words.text, 'Look\n[a file]\n[Carousel]')
    assert.deepEqual(words.attachments, [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: { type: 'AdaptiveCard', body: [{ type: 'Image' }], actions: [fine] },
      },
    ])
    assert.deepEqual(
      words.suggestedActions?.actions.map(({ title, value }) => [title, value]),
      [
        ['Yes', 'y'],
        ['No', 'No'],
      ],
    )
  })

  it('a message with nothing in it says nothing', async () => {
    assert.deepEqual(
      await one('MESSAGE', said('', { sender: { type: 'agent' } })).then((told) => told.map(({ kind }) => kind)),
      ['accepted'],
    )
  })

  describe('the end', () => {
    const served = async (): Promise<Course> => {
      const course = new Course()
      await course.happens('QUEUED', 0, { queueId: '214' })
      await course.happens('MEMBERS_CHANGED', 1, agent('joined'))
      return course
    }
    const last = (course: Course): string | undefined => course.kinds.at(-1)

    it('is idle', async () => {
      const course = await served()
      await course.happens('MEMBERS_CHANGED', 9, agent('left'))
      assert.equal(last(course), 'accepted')
      await course.happens('CONVERSATION_UPDATE', 9.1, { state: 'idle' })
      await course.due()
      assert.deepEqual(course.kinds, ['queued', 'accepted', 'ended'])
    })

    it('is the grace period with nothing in it', async () => {
      const course = await served()
      await course.happens('MEMBERS_CHANGED', 9, agent('left'))
      assert.equal(course.waits, true)
      await course.due()
      assert.equal(last(course), 'ended')
      await course.happens('CONVERSATION_UPDATE', 20, { state: 'idle' })
      assert.deepEqual(course.kinds, ['queued', 'accepted', 'ended'])
    })

    const saves: [string, string, object | undefined][] = [
      ['a transfer', 'TRANSFER', undefined],
      ['a queue', 'QUEUED', { queueId: '215' }],
      ['another agent', 'MEMBERS_CHANGED', agent('joined', 'agB')],
      ['the same agent', 'MEMBERS_CHANGED', agent('joined')],
    ]
    for (const [what, type, data] of saves) {
      it(`is none where ${what} follows in time`, async () => {
        const course = await served()
        await course.happens('MEMBERS_CHANGED', 9, agent('left'))
        await course.happens(type, 11, data)
        assert.equal(course.waits, false)
        await course.due()
        assert(!course.kinds.includes('ended'))
      })
    }

    it('is none where a transfer came just before', async () => {
      const course = await served()
      await course.happens('TRANSFER', 8)
      await course.happens('MEMBERS_CHANGED', 9, agent('left'))
      assert.equal(course.waits, false)
    })

    it('is one again where the transfer was long ago, or somebody has come since', async () => {
      const course = await served()
      await course.happens('TRANSFER', 8)
      await course.happens('MEMBERS_CHANGED', 9, agent('left'))
      await course.happens('MEMBERS_CHANGED', 10, agent('joined', 'agB'))
      await course.happens('MEMBERS_CHANGED', 12, agent('left', 'agB'))
      await course.due()
      assert.equal(last(course), 'ended')
      const other = await served()
      await other.happens('TRANSFER', 8)
      await other.happens('MEMBERS_CHANGED', 100, agent('left'))
      await other.due()
      assert.equal(last(other), 'ended')
    })

    it('waits for the last of several agents', async () => {
      const course = await served()
      await course.happens('MEMBERS_CHANGED', 5, agent('joined', 'agB'))
      await course.happens('MEMBERS_CHANGED', 9, agent('left'))
      assert.equal(course.waits, false)
      await course.happens('MEMBERS_CHANGED', 12, agent('left', 'agB'))
      assert.equal(course.waits, true)
    })

    it('is the customer’s leaving, too', async () => {
      const course = await served()
      assert.deepEqual(await course.happens('MEMBERS_CHANGED', 9, { memberType: 'user', change: 'left' }), [
        { kind: 'ended', why: 'the customer left the conversation' },
      ])
    })

    it('was none where the conversation comes to life again', async () => {
      const course = await served()
      await course.happens('CONVERSATION_UPDATE', 9, { state: 'idle' })
      await course.happens('QUEUED', 20, { queueId: '214' })
      await course.happens('MEMBERS_CHANGED', 25, agent('joined'))
      assert.deepEqual(course.kinds, ['queued', 'accepted', 'ended', 'queued', 'accepted'])
    })

    it('was none where a transfer turns out after the grace period', async () => {
      const course = await served()
      await course.happens('MEMBERS_CHANGED', 9, agent('left'))
      await course.due()
      await course.happens('TRANSFER', 8.9)
      assert.equal(last(course), 'queued')
    })

    it('does not come back by an assignment that is old', async () => {
      const course = await served()
      await course.happens('MEMBERS_CHANGED', 9, agent('left'))
      await course.happens('CONVERSATION_UPDATE', 10, { state: 'active', assignment: { type: 'agent', id: 'agA' } })
      await course.happens('MESSAGE', 10, said('Bye'))
      assert.equal(course.waits, true)
      assert.deepEqual(course.kinds, ['queued', 'accepted', 'said'])
    })
  })

  describe('in any order', () => {
    const orders = <T>(items: T[]): T[][] =>
      items.length < 2
        ? [items]
        : items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
    type Happened = [string, number, object?]

    it('a transfer is no end', async () => {
      const events: Happened[] = [
        ['MEMBERS_CHANGED', 1, agent('joined')],
        ['TRANSFER', 10],
        ['MEMBERS_CHANGED', 10.1, agent('left')],
        ['QUEUED', 10.2, { queueId: '215' }],
        ['MEMBERS_CHANGED', 15, agent('joined', 'agB')],
      ]
      for (const order of orders(events)) {
        const course = new Course()
        for (const event of order) await course.happens(...event)
        await course.due()
        const name = order.map(([type, at]) => `${type} ${at}`).join(', ')
        assert(!course.kinds.includes('ended'), name)
        await course.happens('MEMBERS_CHANGED', 60, agent('left', 'agB'))
        await course.due()
        assert.equal(course.kinds.at(-1), 'ended', name)
      }
    })

    it('an end is one, and all that was said is told', async () => {
      const events: Happened[] = [
        ['QUEUED', 0, { queueId: '214' }],
        ['MEMBERS_CHANGED', 1, agent('joined')],
        ['MESSAGE', 5, said('Hello')],
        ['MEMBERS_CHANGED', 10, agent('left')],
        ['CONVERSATION_UPDATE', 10.1, { state: 'idle' }],
      ]
      for (const order of orders(events)) {
        const course = new Course()
        for (const event of order) await course.happens(...event)
        await course.due()
        const name = order.map(([type]) => type).join(', ')
        const { kinds } = course
        assert.equal(kinds.filter((kind) => kind === 'said').length, 1, name)
        const end = kinds.findLastIndex((kind) => kind === 'ended' || kind === 'failed')
        assert(
          end >= 0 && !kinds.slice(end).some((kind) => kind === 'queued' || kind === 'accepted'),
          `${name}: ${kinds}`,
        )
      }
    })
  })

  it('of an earlier conversation only words and signs of life are told, and nothing is remembered', async () => {
    const view = viewOf({ session: { conversationId: 'newer' } })
    const told = async (type: string, data?: object) => {
      const result = await interpret({ profile, show }, accepted(body(type, 1, data)), view)
      assert.deepEqual([result.data, result.reminders, result.forget], [undefined, undefined, undefined])
      return result.happenings.filter(({ kind }) => kind !== 'ignored').map(({ kind }) => kind)
    }
    assert.deepEqual(await told('MESSAGE', said('Bye')), ['accepted', 'said'])
    assert.deepEqual(await told('CONVERSATION_UPDATE', { state: 'idle' }), [])
    assert.deepEqual(await told('ACTIVITY', { name: 'typing', value: { users: [{ type: 'agent' }] } }), [])
    assert.deepEqual(await told('QUEUED', {}), ['queued'])
  })

  it('a conversation that is looked at', () => {
    const look = (conversation: object | undefined, view = viewOf()) =>
      interpretSnapshot(profile, conversation && conversationSchema.parse(conversation), CONVERSATION, view)
        .happenings.filter(({ kind }) => kind !== 'ignored')
        .map(({ kind }) => kind)
    assert.deepEqual(look({ state: 'created' }, waiting), [])
    assert.deepEqual(look({ state: 'active', assignment: { type: 'queue', id: '1' } }, waiting), ['ready'])
    assert.deepEqual(look({ state: 'active', assignment: { type: 'agent', id: 'a' } }, waiting), ['ready', 'accepted'])
    assert.deepEqual(look({ state: 'idle' }), ['failed'])
    assert.deepEqual(look({ state: 'odd' }), [])
    assert.deepEqual(look(undefined, waiting), [])
    assert.deepEqual(look(undefined), ['failed'])
  })

  it('makes nothing of reminders it did not ask for', async () => {
    for (const text of ['{}', 'x', '{"leftAt":5}']) {
      const event = { ...accepted('{}', { type: 'reminder' }), body: text }
      const { happenings } = await interpret({ profile, show }, event, viewOf())
      assert.deepEqual(
        happenings.map(({ kind }) => kind),
        ['ignored'],
      )
    }
  })
})
