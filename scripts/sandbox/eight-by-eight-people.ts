import { type DeskCustomer, type DeskPeople, type DeskWords, type Handed, topicsIn, UNKNOWN } from './desk-people.ts'
import type { ConversationSnapshot, EightByEightSimulator } from './eight-by-eight/index.ts'
import type { HistoryLine, OwnerSeen } from './stage.ts'

/** What the bot calls 8x8's queues, as the sandbox sets it up. */
const QUEUES = ['support', 'billing'] as const

/** 8x8's agents, for whoever plays one. They find a customer by the id that the hand-off names as `userId`. */
export class EightByEightPeople implements DeskPeople {
  readonly platform = '8x8'
  readonly queues = QUEUES
  readonly remarks = [
    'Each hand-off is a conversation of its own on 8x8; topics, notes and the reason are properties of the user.',
    'What a customer sends while agents have them is uploaded to 8x8; cards come back to agents as text.',
  ]
  private readonly simulator: EightByEightSimulator

  constructor(simulator: EightByEightSimulator) {
    this.simulator = simulator
  }

  get board(): EightByEightSimulator['faults'] {
    return this.simulator.faults
  }

  look({ customerId }: DeskCustomer): Handed {
    const all = this.simulator.conversationsOf(customerId)
    const conversation = all.at(-1)
    if (conversation === undefined) return UNKNOWN
    const properties = conversation.user.additionalProperties ?? []
    const { topics = '', ...attributes } = Object.fromEntries(properties.map(({ key, value }) => [key, value]))
    return {
      owner: this.ownerOf(conversation),
      ids: all.flatMap(({ id, interactions }) => [id, ...interactions.map((one) => one.id)]),
      history: conversation.history.map(lineOf),
      topics: topicsIn(topics),
      attributes,
      facts: this.factsOf(conversation),
      words: all.flatMap((one) => this.wordsIn(one)),
    }
  }

  async take(customer: DeskCustomer): Promise<void> {
    this.simulator.agentAccepts(this.newest(customer))
  }

  async says(customer: DeskCustomer, text: string): Promise<void> {
    this.simulator.agentSays(this.newest(customer), text)
  }

  async types(customer: DeskCustomer): Promise<void> {
    this.simulator.agentTypes(this.newest(customer))
  }

  async transfer(customer: DeskCustomer, queue: string): Promise<void> {
    const { queueId, billingQueueId } = this.simulator
    this.simulator.agentTransfers(this.newest(customer), queue === 'billing' ? billingQueueId : queueId)
  }

  async leaves(customer: DeskCustomer): Promise<void> {
    this.simulator.agentLeaves(this.newest(customer))
  }

  private newest({ customerId }: DeskCustomer): string {
    const conversation = this.simulator.conversationsOf(customerId).at(-1)
    if (conversation !== undefined) return conversation.id
    throw new Error('8x8 has no conversation of this customer: ask the bot for a person.')
  }

  private ownerOf({ owner, assignment, agentId = '' }: ConversationSnapshot): OwnerSeen | undefined {
    if (owner === 'agent') return { who: 'agent', name: this.nameOf(agentId) }
    if (owner !== 'queue') return undefined
    return { who: 'queue', name: assignment.id === this.simulator.billingQueueId ? 'billing' : 'support' }
  }

  private factsOf({ id, channelId, channelType, state, assignment, user, interactions }: ConversationSnapshot) {
    return [
      { name: 'Conversation', value: id },
      { name: 'Channel', value: `${channelId} (${channelType})` },
      { name: 'State', value: state },
      { name: 'Assignment', value: this.inWords(assignment) },
      { name: 'Interactions', value: String(interactions.length) },
      ...Object.entries(user).flatMap(([name, value]) =>
        typeof value === 'string' && value !== '' ? [{ name: `User ${name}`, value }] : [],
      ),
    ]
  }

  private inWords({ type, id }: ConversationSnapshot['assignment']): string {
    const queue = this.simulator.queues().find((one) => one.id === id)
    const name = type === 'agent' ? this.nameOf(id) : queue?.name
    return name === undefined ? `${type} ${id}` : `${type} ${id} (${name})`
  }

  private wordsIn({ messages }: ConversationSnapshot): DeskWords[] {
    return messages.flatMap(({ id, text, authorId, authorType, createdAt }) =>
      authorType === 'agent' ? [{ id, text, at: createdAt, author: this.nameOf(authorId) }] : [],
    )
  }

  private nameOf(agentId: string): string {
    return this.simulator.agents().find(({ id }) => id === agentId)?.name ?? agentId
  }
}

/** 8x8 calls the customer `user`. */
function lineOf({
  authorType,
  text,
  cards = [],
  attachments = [],
}: ConversationSnapshot['history'][number]): HistoryLine {
  const others = [...cards.map(() => '[card]'), ...attachments.map(() => '[file]')]
  return { from: authorType, text: [...(text === undefined ? [] : [text]), ...others].join('\n') }
}
