import assert from 'node:assert/strict'
import type { ConversationRecord } from '../../../adapters/core/conversation.ts'
import type { AcceptedEvent } from '../../../adapters/core/engine/engine.ts'
import {
  agent,
  customer,
  event,
  HANDED_OVER,
  idle,
  queued,
  type ReadingOptions,
  story,
  transfer,
  update,
  WITH_BOT,
} from './fixtures.ts'

interface Case {
  name: string
  from?: Partial<ConversationRecord>
  events: AcceptedEvent[]
  owner: ConversationRecord['owner']
  got: string[]
  options?: ReadingOptions
}

/** Rules of the fact sheet, section 3.9, as far as they go for a bot inside the channel. */
const cases: Case[] = [
  {
    name: 'a customer who arrives is greeted with the first message',
    events: [update(0, 'script', { channel: 'WebChat' }), customer(1, 'hello')],
    owner: 'bot',
    got: ['conversation-update', 'message hello'],
  },
  {
    name: 'a customer who arrives is greeted at once, where the profile says so',
    events: [update(0, 'script', { channel: 'WebChat' }), customer(1, 'hello'), update(2, 'script')],
    options: { settings: { profile: { channel: { startOn: 'active' } } } },
    owner: 'bot',
    got: ['conversation-update', 'message hello'],
  },
  {
    name: 'a change of the user after our resolve is no arrival',
    from: { ...WITH_BOT, owner: 'closed', data: { told: { owner: 'bot', at: 1 } } },
    events: [update(5, 'script')],
    options: { settings: { profile: { channel: { startOn: 'active' } } } },
    owner: 'closed',
    got: [],
  },
  {
    name: 'a customer who comes back after the end arrives anew',
    events: [customer(0, 'hello'), idle(5), update(60, 'script'), customer(61, 'again')],
    options: { settings: { profile: { channel: { startOn: 'active' } } } },
    owner: 'bot',
    got: ['conversation-update', 'message hello', 'end', 'conversation-update', 'message again'],
  },
  {
    name: 'the way to an agent and back to the bot',
    from: HANDED_OVER,
    events: [
      update(11, 'queue'),
      queued(11),
      agent(12, 'joined'),
      update(12, 'agent'),
      customer(13, 'hi Mara'),
      agent(14, 'left'),
      update(14, 'script'),
      customer(15, 'thanks'),
    ],
    owner: 'bot',
    got: ['handoff.status accepted', 'overheard customer: hi Mara', 'handoff.status completed', 'message thanks'],
  },
  {
    name: 'the end after the agent',
    from: HANDED_OVER,
    events: [queued(11), agent(12, 'joined'), agent(14, 'left'), idle(15)],
    owner: 'closed',
    got: ['handoff.status accepted', 'handoff.status completed', 'end'],
  },
  {
    name: 'a transfer, the agent leaving first',
    from: HANDED_OVER,
    events: [
      queued(11),
      agent(12, 'joined'),
      agent(14, 'left'),
      transfer(14),
      queued(14),
      agent(20, 'joined', 'agTomas'),
    ],
    owner: 'agent',
    got: ['handoff.status accepted', 'handoff.status accepted'],
  },
  {
    name: 'a transfer, told first',
    from: HANDED_OVER,
    events: [queued(11), agent(12, 'joined'), transfer(14), agent(14, 'left'), queued(14)],
    owner: 'queue',
    got: ['handoff.status accepted'],
  },
  {
    name: 'the leaving of one of two agents',
    from: HANDED_OVER,
    events: [agent(12, 'joined'), agent(13, 'joined', 'agTomas'), agent(14, 'left'), customer(60, 'are you there?')],
    owner: 'agent',
    got: ['handoff.status accepted', 'overheard customer: are you there?'],
  },
  {
    name: 'events in the wrong order',
    from: HANDED_OVER,
    events: [agent(12, 'joined'), queued(11), update(11, 'queue')],
    owner: 'agent',
    got: ['handoff.status accepted'],
  },
  {
    name: 'an echo of our own change of the user after the hand-off is no return',
    from: HANDED_OVER,
    events: [update(12, 'script'), customer(13, 'anybody?')],
    owner: 'queue',
    got: ['overheard customer: anybody?'],
  },
  {
    name: 'an echo that is told late, after the queue, is none either',
    from: HANDED_OVER,
    events: [queued(12), update(11, 'script')],
    owner: 'queue',
    got: [],
  },
  {
    name: 'of a second hand-off, people of the first prove nothing',
    from: { ...HANDED_OVER, data: { told: { owner: 'bot', at: 0 } } },
    events: [update(11, 'script')],
    owner: 'queue',
    got: [],
  },
  {
    name: 'a return of which all but the last event was lost counts after a while',
    from: HANDED_OVER,
    events: [update(10 + 61, 'script')],
    owner: 'bot',
    got: ['handoff.status completed'],
  },
  {
    name: 'somebody else puts the conversation into a queue',
    from: WITH_BOT,
    events: [queued(5), customer(6, 'hello?')],
    owner: 'queue',
    got: ['overheard customer: hello?'],
  },
  {
    name: 'an agent who speaks has the conversation, should nobody have told',
    from: WITH_BOT,
    events: [event(5, 'MESSAGE', { isEcho: false, sender: { id: 'agMara01', type: 'agent' }, text: 'Mara here' })],
    owner: 'agent',
    got: ['handoff.status accepted', 'overheard agent: Mara here'],
  },
  {
    name: 'the customer leaves',
    from: WITH_BOT,
    events: [event(5, 'MEMBERS_CHANGED', { memberType: 'user', change: 'left', id: 'user' }), idle(6)],
    owner: 'closed',
    got: ['end'],
  },
  {
    name: 'an end that is told after the customer came back is old',
    events: [customer(0, 'hello'), customer(60, 'again'), idle(30)],
    owner: 'bot',
    got: ['conversation-update', 'message hello', 'message again'],
  },
  {
    name: 'words from before the end that come after it begin nothing',
    from: WITH_BOT,
    events: [idle(20), customer(10, 'wait')],
    owner: 'closed',
    got: ['end', 'overheard customer: wait'],
  },
  {
    name: 'an agent left and nothing followed: 8x8 is asked when the customer writes, and it is the bot’s',
    from: HANDED_OVER,
    events: [queued(11), agent(12, 'joined'), agent(14, 'left'), customer(30, 'hello?')],
    options: { truth: { owner: 'bot' } },
    owner: 'bot',
    got: ['handoff.status accepted', 'handoff.status completed', 'message hello?'],
  },
  {
    name: 'an agent left a moment ago: something may still follow',
    from: HANDED_OVER,
    events: [queued(11), agent(12, 'joined'), agent(14, 'left'), customer(16, 'hello?')],
    owner: 'agent',
    got: ['handoff.status accepted', 'overheard customer: hello?'],
  },
  {
    name: 'a long time without news: 8x8 is asked, and an agent still has it',
    from: HANDED_OVER,
    events: [queued(11), agent(12, 'joined'), customer(900, 'hello?'), customer(905, 'hm')],
    options: { truth: { owner: 'agent' } },
    owner: 'agent',
    got: ['handoff.status accepted', 'overheard customer: hello?', 'overheard customer: hm'],
  },
  {
    name: 'the end was lost: 8x8 says that it is over, and a new epoch begins',
    from: HANDED_OVER,
    events: [queued(11), customer(900, 'hello?')],
    options: { truth: { owner: 'closed' } },
    owner: 'bot',
    got: ['handoff.status completed', 'end', 'conversation-update', 'message hello?'],
  },
  {
    name: 'a closed conversation that went on with people is not the bot’s when the customer writes',
    from: { ...WITH_BOT, owner: 'closed' },
    events: [queued(5), customer(6, 'a person, please')],
    options: { truth: { owner: 'queue' } },
    owner: 'closed',
    got: ['overheard customer: a person, please'],
  },
  {
    name: 'a conversation somebody opened by API is none of the bot’s',
    events: [update(0, 'queue', { channel: 'ChatAPI' }), customer(1, 'hello'), agent(2, 'joined')],
    owner: 'closed',
    got: [],
  },
  {
    name: 'the flat events of Chat API v2',
    from: HANDED_OVER,
    events: [flat(11, 'QUEUED', { queueId: '214' }), flat(12, 'AGENT_JOINED', { agentId: 'a', agentName: 'Mara' })],
    owner: 'agent',
    got: ['handoff.status accepted'],
  },
]

function flat(seconds: number, eventType: string, fields: object): AcceptedEvent {
  const one = event(seconds, eventType)
  return { ...one, body: JSON.stringify({ ...JSON.parse(one.body), ...fields }) }
}

describe('who has a conversation inside an 8x8 channel', () => {
  for (const { name, from, events, options, owner, got } of cases) {
    it(name, async () => {
      const end = await story(events, from, options)
      assert.deepEqual(end.got, got)
      assert.equal(end.record.owner, owner)
    })
  }

  it('8x8 is not asked again right after it was', async () => {
    const asked = await story([queued(11), customer(900, 'hello?')], HANDED_OVER, { truth: { owner: 'agent' } })
    const { got } = await story([customer(905, 'hm')], asked.record)
    assert.deepEqual(got, ['overheard customer: hm'])
  })

  it('an agent goes by id, and by name where an event tells one', async () => {
    const { record } = await story([flat(12, 'AGENT_JOINED', { agentId: 'a', agentName: 'Mara' })], HANDED_OVER)
    assert.deepEqual(record.agent, { id: 'a', name: 'Mara' })
  })
})
