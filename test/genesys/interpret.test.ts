import assert from 'node:assert/strict'
import type { DeskHappening } from '../../adapters/core/desk/desk.ts'
import { interpretEvent } from '../../adapters/genesys/interpret.ts'
import { ownEvent } from '../../adapters/genesys/own-events.ts'
import { ADDRESS, accepted, CONVERSATION, outbound, ports, SINCE, session, viewWith, withAgent } from './fixtures.ts'

const meaning = (event: object, view = withAgent(), changes = {}) =>
  interpretEvent(accepted(event), view, ports(changes))
const first = async (event: object, view = withAgent(), changes = {}): Promise<DeskHappening> => {
  const { happenings } = await meaning(event, view, changes)
  return happenings[0]!
}
const structured = (content: object[], text?: string) =>
  outbound({ type: 'Structured', originatingEntity: 'Bot', text, content })
const said = async (event: object) => {
  const one = await first(event)
  assert.ok(one.kind === 'said')
  return one
}

describe('Genesys: agents’ words', () => {
  it('are said, with the agent’s name, the time, and what a receipt needs', async () => {
    assert.deepEqual(await first(outbound()), {
      kind: 'said',
      id: '0d6f2f3b9f0e4f6aa1c77f5d3f1a9b21',
      text: 'Hello, Priya speaking.',
      agent: { id: 'a1', name: 'Priya' },
      at: '2026-03-02T10:15:30.250Z',
      receipt: { id: '0d6f2f3b9f0e4f6aa1c77f5d3f1a9b21' },
    })
  })

  it('are no person’s where the flow wrote them, and prove nobody’s arrival', async () => {
    const view = viewWith({ session: session(), owner: 'queue' })
    const { happenings } = await meaning(outbound({ originatingEntity: 'Bot' }), view)
    assert.deepEqual(
      happenings.map(({ kind }) => kind),
      ['said'],
    )
    assert.equal((await said(outbound({ originatingEntity: 'Bot' }))).agent, undefined)
  })

  it('prove that a person has come, with the name where it can be had', async () => {
    const view = viewWith({ session: session(), owner: 'queue' })
    const { happenings } = await meaning(outbound(), view)
    assert.deepEqual(
      happenings.map(({ kind }) => kind),
      ['accepted', 'said'],
    )
    const user = { id: 'a2', name: 'Tom' }
    const look = async () => ({
      conversationId: CONVERSATION,
      at: '2026-03-02T10:15:31.000Z',
      parts: [{ id: 'p', role: 'agent' as const, live: true, connected: true, user }],
    })
    const known = await meaning(outbound(), view, { look })
    assert.deepEqual(known.happenings[0], { kind: 'accepted', agent: user })
    assert.deepEqual((known.happenings[1] as { agent?: unknown }).agent, user)
  })

  const echoes: [string, string, object, 'said' | 'ignored', object?][] = [
    ['our mirror, by its id or text', 'BOT Hi', withAgent(), 'ignored', { isEcho: () => true }],
    ['an agent’s BOTH', 'BOTH parcels are here', withAgent(), 'said'],
    ['an agent’s BOT and a blank, in an open session', 'BOT answers are odd', withAgent(), 'said'],
    ['the prefix, before any hand-off', 'BOT Hi', viewWith(), 'ignored'],
    ['the prefix, after the hand-off', 'BOT Hi', viewWith({ session: session({ open: false }) }), 'ignored'],
    ['BOTH, before any hand-off', 'BOTH', viewWith(), 'said'],
    [
      'a mirror of before the hand-off, delivered late',
      'BOT Hi',
      viewWith({ session: session({ since: '2026-03-02T10:15:30.900Z' }) }),
      'ignored',
    ],
  ]
  for (const [name, text, view, kind, changes] of echoes) {
    it(`are told from our own: ${name}`, async () => {
      assert.equal((await first(outbound({ text }), view as never, changes)).kind, kind)
    })
  }

  it('carry files, as the customer can fetch them', async () => {
    const attachment = {
      url: 'https://api-downloads.mypurecloud.ie/x',
      mime: 'application/pdf',
      filename: 'tariff.pdf',
      mediaType: 'File',
      text: 'The tariff',
    }
    const event = outbound({ text: undefined, content: [{ contentType: 'Attachment', attachment }] })
    const one = await said(event)
    assert.deepEqual(one.attachments, [
      { contentType: 'application/pdf', contentUrl: attachment.url, name: 'tariff.pdf' },
    ])
    assert.equal(one.text, 'The tariff')
    const named = await first(event, withAgent(), { file: async () => ({ text: '[tariff.pdf]' }) })
    assert.deepEqual(
      [(named as { text?: string }).text, (named as { attachments?: unknown }).attachments],
      ['The tariff\n[tariff.pdf]', undefined],
    )
  })

  it('with nothing in them are nothing', async () => {
    assert.equal((await first(outbound({ text: undefined }))).kind, 'ignored')
    assert.equal(
      (await first(outbound({ text: '', content: [null, 7, { contentType: 'Reactions' }] }))).kind,
      'ignored',
    )
  })
})

describe('Genesys: structured messages', () => {
  it('quick replies are suggested actions, and remembered', async () => {
    const event = structured(
      [
        { contentType: 'QuickReply', quickReply: { text: 'Invoice', payload: 'topic_invoice', action: 'Message' } },
        { contentType: 'QuickReply', quickReply: { text: 'Outage', payload: 'topic_outage', action: 'Message' } },
      ],
      'Which topic?',
    )
    const { happenings, data } = await meaning(event)
    const one = happenings[0] as { text?: string; suggestedActions?: unknown }
    assert.equal(one.text, 'Which topic?')
    assert.deepEqual(one.suggestedActions, {
      to: [],
      actions: [
        { type: 'imBack', title: 'Invoice', value: 'topic_invoice' },
        { type: 'imBack', title: 'Outage', value: 'topic_outage' },
      ],
    })
    assert.deepEqual((data!.offered as { type: string }).type, 'QuickReply')
    const next = await meaning(outbound(), withAgent(data))
    assert.equal(next.data!.offered, undefined)
  })

  it('the newer quick replies have a title', async () => {
    const one = await said(
      structured([
        { contentType: 'QuickReplyV2', quickReplyV2: { title: 'Which?', actions: [{ text: 'A', payload: 'a' }] } },
      ]),
    )
    assert.deepEqual([one.text, one.suggestedActions?.actions.length], ['Which?', 1])
  })

  it('cards are hero cards, several a carousel', async () => {
    const cards = [
      {
        title: 'Fibre 500',
        description: '24 months',
        image: 'https://cdn.example.net/f500.png',
        actions: [
          { type: 'Postback', text: 'Order', payload: 'order_f500' },
          { type: 'Link', text: 'Details', url: 'https://example.net/f500' },
          { type: 'Link', text: 'Script', url: 'javascript:alert(1)' },
        ],
      },
      { title: 'Fibre 1000', actions: [{ type: 'Postback', text: 'Order', payload: 'order_f1000' }] },
    ]
    const one = await said(structured([{ contentType: 'Carousel', carousel: { cards } }]))
    assert.equal(one.attachmentLayout, 'carousel')
    assert.deepEqual(one.attachments![0], {
      contentType: 'application/vnd.microsoft.card.hero',
      content: {
        title: 'Fibre 500',
        text: '24 months',
        images: [{ url: 'https://cdn.example.net/f500.png' }],
        buttons: [
          { type: 'postBack', title: 'Order', value: 'order_f500' },
          { type: 'openUrl', title: 'Details', value: 'https://example.net/f500' },
        ],
      },
    })
    const single = await said(structured([{ contentType: 'Card', card: cards[1]! }]))
    assert.equal(single.attachmentLayout, undefined)
  })

  it('dates are offered, notifications and places are told', async () => {
    const dates = await said(
      structured([
        {
          contentType: 'DatePicker',
          datePicker: { title: 'When?', availableTimes: [{ dateTime: '2031-05-06T07:08:00.000Z', duration: 900 }] },
        },
      ]),
    )
    assert.equal(dates.text, 'When?')
    assert.deepEqual(dates.suggestedActions?.actions, [
      { type: 'imBack', title: '2031-05-06 07:08', value: '2031-05-06T07:08:00.000Z' },
    ])
    const template = {
      header: { text: 'Order' },
      body: { text: 'It is on its way', parameters: [] },
      footer: { text: 'Acme' },
    }
    assert.equal(
      (await said(structured([{ contentType: 'Notification', template }], 'It is on its way'))).text,
      'It is on its way\n\nOrder\n\nAcme',
    )
    const location = { text: 'Shop', address: 'Elm Road 1', latitude: 1.5, longitude: 2 }
    assert.equal((await said(structured([{ contentType: 'Location', location }]))).text, 'Shop\nElm Road 1\n1.5, 2')
    assert.equal(
      (await said(structured([{ contentType: 'Text', text: { type: 'Formatted', body: 'Hi' } }]))).text,
      'Hi',
    )
  })
})

describe('Genesys: other events', () => {
  it('typing is typing; a disconnect, should one ever come, is the end', async () => {
    assert.deepEqual(
      await first(
        outbound({ type: 'Event', events: [{ eventType: 'Typing', typing: { type: 'On', duration: 5000 } }] }),
      ),
      { kind: 'typing' },
    )
    const gone = outbound({ type: 'Event', events: [{ eventType: 'Presence', presence: { type: 'Disconnect' } }] })
    assert.equal((await first(gone)).kind, 'ended')
    assert.equal((await first(gone, viewWith())).kind, 'ignored')
    assert.equal((await first(outbound({ type: 'Event', events: [null, { eventType: 'Magic' }] }))).kind, 'ignored')
  })

  it('receipts are news only where something failed', async () => {
    for (const status of ['Sent', 'Delivered', 'Read', 'Published', undefined])
      assert.equal((await first(outbound({ type: 'Receipt', status }))).kind, 'ignored')
    const reasons = [{ code: 'MessageNotAllowed', message: 'not accepted' }]
    assert.deepEqual(await first(outbound({ id: 'm1', type: 'Receipt', status: 'Failed', reasons })), {
      kind: 'delivery',
      value: { state: 'failed', messageId: 'm1', why: 'MessageNotAllowed: not accepted', reasons },
    })
  })

  it('a hand-off’s conversation is not forgotten for an earlier one', async () => {
    const place = { account: '', address: ADDRESS }
    const own = (event: ReturnType<typeof ownEvent>) => accepted({}, { type: event.type, body: event.body })
    const view = viewWith({ session: session(), owner: 'queue' })
    const opened = await interpretEvent(
      own(ownEvent(place, 'genesys/opened', 'r', { conversationId: 'new', gone: ['p1'] })),
      view,
      ports(),
    )
    assert.deepEqual(opened.data, {
      conversationId: 'new',
      of: 1,
      gone: { conversationId: 'new', ids: ['p1'] },
      human: true,
    })
    const after = { ...view, data: opened.data! }
    const late = await interpretEvent(
      own(ownEvent(place, 'genesys/registered', 'x', { conversationId: 'old' })),
      after,
      ports(),
    )
    assert.equal(late.data!.conversationId, 'new')
    const early = outbound({ conversationId: 'old', originatingEntity: 'Bot' }, { time: '2026-03-02T10:14:00.000Z' })
    assert.ok('2026-03-02T10:14:00.000Z' < SINCE)
    assert.equal((await interpretEvent(accepted(early), after, ports())).data!.conversationId, 'new')
    assert.equal(
      (await interpretEvent(accepted(outbound({ conversationId: 'newest' })), after, ports())).data!.conversationId,
      'newest',
    )
  })
})
