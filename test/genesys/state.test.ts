import assert from 'node:assert/strict'
import { seenIn } from '../../adapters/genesys/happenings.ts'
import { conversationAnswer } from '../../adapters/genesys/schemas.ts'
import { goneIn, type Part, partsOf, stateOf } from '../../adapters/genesys/state.ts'
import { CONVERSATION, profile, SINCE, session, viewWith } from './fixtures.ts'

const customer = { id: 'c', purpose: 'customer', state: 'connected' }
const gone = { id: 'c', purpose: 'customer', state: 'disconnected', disconnectType: 'peer' }
const flow = (state = 'disconnected', disconnectType = 'transfer') => ({
  id: 'w',
  purpose: 'workflow',
  state,
  ...(state === 'connected' ? {} : { disconnectType }),
})
const acd = (state = 'connected', disconnectType = 'transfer') => ({
  id: 'q',
  purpose: 'ACD',
  state,
  queue: { id: 'q1' },
  ...(state === 'connected' ? {} : { disconnectType }),
})
const agent = (state = 'connected', more: object = {}) => ({
  id: 'a',
  purpose: 'agent',
  state,
  user: { id: 'u1' },
  name: 'Priya',
  connectedTime: '2026-03-02T10:16:00.000Z',
  ...more,
})
const parts = (...participants: object[]): Part[] => partsOf(conversationAnswer.parse({ participants }).participants)

describe('Genesys: state from the participants', () => {
  const cases: [string, object[], object][] = [
    ['nobody but the customer', [customer], { state: 'nobody' }],
    ['the flow at work', [customer, flow('connected')], { state: 'flow' }],
    ['a bot flow at work', [customer, { ...flow('connected'), purpose: 'botflow' }], { state: 'flow' }],
    ['on the way to the queue', [customer, flow()], { state: 'moving' }],
    ['waiting', [customer, flow(), acd()], { state: 'queued', queue: { id: 'q1' } }],
    ['ringing', [customer, acd('disconnected'), agent('alerting', { connectedTime: undefined })], { state: 'queued' }],
    [
      'an agent has it',
      [customer, flow(), acd('disconnected'), agent()],
      { state: 'accepted', agent: { id: 'u1', name: 'Priya' } },
    ],
    [
      'the agent hung up',
      [customer, acd('disconnected'), agent('disconnected', { disconnectType: 'client' })],
      { state: 'ended', why: 'client' },
    ],
    [
      'everybody hung up',
      [gone, acd('disconnected'), agent('disconnected', { disconnectType: 'peer' })],
      { state: 'ended', why: 'peer' },
    ],
    [
      'on the way to another agent',
      [customer, agent('disconnected', { disconnectType: 'transfer.notconsult' })],
      { state: 'moving' },
    ],
    [
      'back in the queue',
      [customer, agent('disconnected', { disconnectType: 'transfer' }), { ...acd(), id: 'q2' }],
      { state: 'queued', queue: { id: 'q1' } },
    ],
    [
      'with the second agent',
      [
        customer,
        agent('disconnected', { disconnectType: 'transfer' }),
        agent('connected', { id: 'b', user: { id: 'u2' }, name: 'Tom' }),
      ],
      { state: 'accepted', agent: { id: 'u2', name: 'Tom' } },
    ],
    [
      'a transfer that the customer left',
      [gone, agent('disconnected', { disconnectType: 'transfer' })],
      { state: 'ended', why: 'transfer' },
    ],
    [
      'not answered, and dropped',
      [
        customer,
        flow(),
        acd('disconnected', 'system'),
        agent('disconnected', { connectedTime: undefined, disconnectType: 'system' }),
      ],
      { state: 'nobody', why: 'system' },
    ],
    ['dropped by the flow', [customer, flow('disconnected', 'client')], { state: 'nobody', why: 'client' }],
    ['agentless messages', [customer, { id: 'x', purpose: 'api', state: 'connected' }], { state: 'nobody' }],
  ]
  for (const [name, participants, expected] of cases) {
    it(name, () => assert.deepEqual(JSON.parse(JSON.stringify(stateOf(parts(...participants), new Set()))), expected))
  }

  it('leaves out who had gone before the hand-off', () => {
    const before = parts(customer, flow(), agent('disconnected', { disconnectType: 'client' }))
    assert.deepEqual(goneIn(before), ['w', 'a'])
    assert.deepEqual(stateOf(before, new Set(goneIn(before))), { state: 'nobody' })
    const timed = parts(
      customer,
      agent('disconnected', { disconnectType: 'client', endTime: '2026-03-02T09:00:00.000Z' }),
    )
    assert.equal(stateOf(timed, new Set(), SINCE).state, 'nobody')
  })

  it('takes whatever comes', () => {
    assert.deepEqual(parts(), [])
    assert.equal(conversationAnswer.parse({ participants: null }).participants.length, 0)
    assert.equal(stateOf(parts({}, { purpose: 7 }, { purpose: 'agent' }), new Set()).state, 'nobody')
  })
})

describe('Genesys: what a look means', () => {
  const look = (at: string, ...participants: object[]) => ({
    conversationId: CONVERSATION,
    at: `2026-03-02T${at}.000Z`,
    parts: parts(...participants),
  })
  const open = viewWith({ session: session(), owner: 'queue' })
  const rules = profile({ settleMs: 10_000 })

  it('is told once, and again when it is another', () => {
    let memory = {}
    const kinds: string[] = []
    const see = (...args: Parameters<typeof look>) => {
      const seen = seenIn(look(...args), open, memory, rules)
      memory = { ...memory, ...seen.change }
      kinds.push(...seen.happenings.map(({ kind }) => kind))
    }
    see('10:15:01', customer, flow('connected'))
    see('10:15:02', customer, flow(), acd())
    see('10:15:03', customer, flow(), acd())
    see('10:15:04', customer, acd('disconnected'), agent())
    see('10:15:05', customer, acd('disconnected'), agent())
    see('10:15:06', customer, agent('disconnected', { disconnectType: 'transfer' }))
    see('10:15:07', customer, agent('disconnected', { disconnectType: 'transfer' }), { ...acd(), id: 'q2' })
    see(
      '10:15:08',
      customer,
      agent('disconnected', { disconnectType: 'transfer' }),
      agent('connected', { id: 'b', user: { id: 'u2' } }),
    )
    see('10:15:09', customer, agent('disconnected', { id: 'b', disconnectType: 'client' }))
    assert.deepEqual(kinds, ['queued', 'accepted', 'queued', 'accepted', 'ended'])
  })

  it('is patient with flows and transfers, and not for ever', () => {
    assert.deepEqual(seenIn(look('10:15:05', customer), open, {}, rules).happenings, [])
    assert.deepEqual(
      seenIn(look('10:15:11', customer), open, {}, rules).happenings.map(({ kind }) => kind),
      ['failed'],
    )
    const moving = look('10:16:00', customer, agent('disconnected', { disconnectType: 'transfer' }))
    const seen = seenIn(moving, open, {}, rules)
    assert.deepEqual(seen.happenings, [])
    const later = look('10:16:11', customer, agent('disconnected', { disconnectType: 'transfer' }))
    assert.deepEqual(
      seenIn(later, open, seen.change, rules).happenings.map(({ kind }) => kind),
      ['ended'],
    )
  })

  it('is nothing where it is old, of another conversation, or nobody asked', () => {
    const now = look('10:16:00', customer, agent())
    for (const [view, memory] of [
      [viewWith(), {}],
      [viewWith({ session: session({ open: false }) }), {}],
      [viewWith({ session: session({ since: '2026-03-02T10:17:00.000Z' }) }), {}],
      [open, { conversationId: 'another' }],
      [open, { lookedAt: '2026-03-02T10:16:01.000Z' }],
    ] as const)
      assert.equal(seenIn(now, view, memory, rules).happenings[0]!.kind, 'ignored')
  })
})
