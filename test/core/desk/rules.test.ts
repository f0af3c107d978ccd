import assert from 'node:assert/strict'
import { type ConversationRecord, NEW_CONVERSATION, type Owner } from '../../../adapters/core/conversation.ts'
import { applyDeskHappening, failed } from '../../../adapters/core/desk/apply-desk.ts'
import type { DeskHappening } from '../../../adapters/core/desk/desk.ts'
import {
  beginSession,
  type DeskSessionRecord,
  deskViewOf,
  endSession,
  isKnown,
  withPast,
  withSession,
} from '../../../adapters/core/desk/desk-record.ts'

const session = (changes: Partial<DeskSessionRecord> = {}): DeskSessionRecord => ({
  number: 1,
  open: true,
  ready: true,
  opened: true,
  accepted: false,
  openedBy: 'command-1',
  since: '2026-03-01T12:00:00.000Z',
  conversationId: 'd1',
  ...changes,
})

const record = (owner: Owner, desk?: Partial<DeskSessionRecord>): ConversationRecord => ({
  ...NEW_CONVERSATION,
  epoch: 1,
  tenure: 3,
  owner,
  ...(desk === undefined ? {} : { desk: { session: session(desk) } }),
})

const over = { open: false, ready: false, accepted: true }
const had = { accepted: true }
const ann = { id: 'ann', name: 'Ann' }

/** Before, what happens, and: who has the customer, what is open on the desk, what the bot or the customer is told. */
type Row = [
  string,
  ConversationRecord,
  DeskHappening,
  { owner: Owner; open: boolean | undefined; told?: unknown[]; tenure?: number },
]

const status = (state: string, more: object = {}): unknown => ({ name: 'handoff.status', value: { state, ...more } })

const rows: Row[] = [
  ['ready, queued', record('queue', { ready: false }), { kind: 'ready' }, { owner: 'queue', open: true }],
  ['ready, over', record('bot', over), { kind: 'ready' }, { owner: 'bot', open: false }],
  ['queued again', record('queue', {}), { kind: 'queued' }, { owner: 'queue', open: true }],
  ['passed on', record('agent', had), { kind: 'queued' }, { owner: 'queue', open: true, tenure: 4 }],
  ['queued after the end', record('bot', over), { kind: 'queued' }, { owner: 'queue', open: true, tenure: 4 }],
  ['queued, never handed off', record('bot'), { kind: 'queued' }, { owner: 'bot', open: undefined }],
  [
    'accepted',
    record('queue', {}),
    { kind: 'accepted', agent: ann },
    { owner: 'agent', open: true, tenure: 4, told: [status('accepted', { agent: ann })] },
  ],
  ['another agent', record('agent', had), { kind: 'accepted', agent: ann }, { owner: 'agent', open: true }],
  [
    'accepted after the end',
    record('bot', over),
    { kind: 'accepted' },
    { owner: 'agent', open: true, tenure: 4, told: [status('accepted')] },
  ],
  ['accepted, never handed off', record('bot'), { kind: 'accepted' }, { owner: 'bot', open: undefined }],
  ['accepted, customer gone', record('closed', over), { kind: 'accepted' }, { owner: 'closed', open: true }],
  [
    'ended by the agent',
    record('agent', had),
    { kind: 'ended', why: 'solved' },
    { owner: 'bot', open: false, tenure: 4, told: [status('completed', { owner: 'bot', why: 'solved' })] },
  ],
  [
    'ended before anybody came',
    record('queue', {}),
    { kind: 'ended' },
    {
      owner: 'bot',
      open: false,
      tenure: 4,
      told: [status('failed', { owner: 'bot', why: 'nobody took the customer' })],
    },
  ],
  [
    'ended after a transfer',
    record('queue', had),
    { kind: 'ended' },
    { owner: 'bot', open: false, tenure: 4, told: [status('completed', { owner: 'bot' })] },
  ],
  ['ended twice', record('bot', over), { kind: 'ended' }, { owner: 'bot', open: false }],
  ['ended, customer gone', record('closed', had), { kind: 'ended' }, { owner: 'closed', open: false }],
  ['ended, never handed off', record('bot'), { kind: 'ended' }, { owner: 'bot', open: undefined }],
  [
    'failed',
    record('queue', {}),
    { kind: 'failed', why: 'full' },
    { owner: 'bot', open: false, tenure: 4, told: [status('failed', { owner: 'bot', why: 'full' })] },
  ],
  ['failed twice', record('bot', over), { kind: 'failed', why: 'full' }, { owner: 'bot', open: false }],
  ['failed, customer gone', record('closed', {}), { kind: 'failed', why: 'x' }, { owner: 'closed', open: false }],
  ['typing', record('agent', had), { kind: 'typing' }, { owner: 'agent', open: true, told: [{}] }],
  ['typing after the end', record('bot', over), { kind: 'typing' }, { owner: 'bot', open: false }],
  [
    'a receipt',
    record('bot', over),
    { kind: 'delivery', value: { read: 1 } },
    { owner: 'bot', open: false, told: [{ name: 'contactcenter.delivery', value: { read: 1 } }] },
  ],
  ['late words', record('bot', over), { kind: 'said', id: 's' }, { owner: 'bot', open: false, told: [{}] }],
  ['ignored', record('agent', had), { kind: 'ignored', why: 'x' }, { owner: 'agent', open: true }],
]

describe('The rules of hand-off and return', () => {
  for (const [name, before, happening, { owner, open, told = [], tenure = 3 }] of rows) {
    it(`${name}: ${before.owner} → ${owner}`, () => {
      const frozen = structuredClone(before)
      const { record: after, effects } = applyDeskHappening(before, happening)
      assert.deepEqual(before, frozen)
      assert.deepEqual([after.owner, after.desk?.session?.open, after.tenure], [owner, open, tenure])
      const seen = effects.map((effect) => (effect.kind === 'event' ? { name: effect.name, value: effect.value } : {}))
      assert.deepEqual(seen, told)
    })
  }

  it('name no agent any more once the customer is the bot’s', () => {
    const before = { ...record('agent', had), agent: ann }
    assert.equal(applyDeskHappening(before, { kind: 'ended' }).record.agent, undefined)
    assert.equal(failed(before).record.agent, undefined)
  })

  it('make a conversation that never said so ready when somebody has taken it', () => {
    const { record: after } = applyDeskHappening(record('queue', { ready: false }), { kind: 'accepted' })
    assert.deepEqual([after.desk?.session?.ready, after.desk?.session?.accepted], [true, true])
  })
})

describe('What is kept of a customer’s conversations on the desk', () => {
  it('is the newest one, and the ids of those before', () => {
    let now = beginSession(record('bot'), session())
    assert.equal(now.desk?.past, undefined)
    now = beginSession(withSession(now, { open: false }), session({ number: 2, conversationId: undefined as never }))
    now = beginSession(now, session({ number: 3, conversationId: 'd3' }))
    assert.deepEqual([now.desk?.past, now.desk?.session?.number], [['d1'], 3])
    assert.deepEqual(
      ['d1', 'd3', 'd2'].map((id) => isKnown(now, id)),
      [true, true, false],
    )
  })

  it('is bounded, and names each once', () => {
    let now = record('bot')
    for (let n = 0; n < 20; n++) now = withPast(now, `d${n}`)
    now = withPast(now, 'd15')
    assert.deepEqual(now.desk?.past, ['d12', 'd13', 'd14', 'd16', 'd17', 'd18', 'd19', 'd15'])
  })

  it('keeps the desk’s own part over all of them', () => {
    const before = { ...record('bot', over), desk: { session: session(), data: { thread: 7 } } }
    const view = deskViewOf(
      { channelId: 'x', account: '', conversationId: 'c' },
      beginSession(before, session()),
      () => ({
        id: 'cora',
        channel: 'webchat',
      }),
    )
    assert.deepEqual([view.data, view.customer.id, view.owner], [{ thread: 7 }, 'cora', 'bot'])
  })

  it('changes nothing where there is none', () => {
    const none = record('bot')
    assert.equal(withSession(none, { ready: true }), none)
    assert.equal(endSession(none), none)
  })
})
