import { connectorKey } from '../../adapters/core/connector/receive.ts'
import { addressOf } from '../../adapters/genesys/address.ts'
import { type DeskCustomer, type DeskPeople, type DeskWords, type Handed, topicsIn, UNKNOWN } from './desk-people.ts'
import type { ConversationSnapshot, GenesysSimulator, MessageSnapshot, Participant } from './genesys/index.ts'
import type { HistoryLine, OwnerSeen, Tick } from './stage.ts'

/** Genesys Cloud's agents, for whoever plays one. They find a customer by the address the adapter gives their messages. */
export class GenesysPeople implements DeskPeople {
  readonly platform = 'Genesys Cloud'
  readonly queues: readonly string[]
  readonly remarks = [
    'What is said before a hand-off is mirrored, the bot’s words with BOT before them.',
    'Topics and attributes are participant data; the reason and notes stand in the message that hands over.',
  ]
  private readonly simulator: GenesysSimulator

  constructor(simulator: GenesysSimulator) {
    this.simulator = simulator
    this.queues = simulator.queues.map(({ name }) => name)
  }

  get board(): GenesysSimulator['faults'] {
    return this.simulator.faults
  }

  look(customer: DeskCustomer): Handed {
    const all = this.all(customer)
    const conversation = all.at(-1)
    if (conversation === undefined) return UNKNOWN
    const { topics = '', ...attributes } = conversation.attributes
    return {
      owner: this.ownerOf(conversation),
      ids: [conversation.customerId, ...all.flatMap(idsIn)],
      history: historyOf(all),
      topics: topicsIn(topics),
      attributes,
      facts: factsOf(conversation),
      words: all.flatMap(wordsIn),
    }
  }

  async take(customer: DeskCustomer): Promise<void> {
    await this.simulator.agentAccepts(this.newest(customer))
  }

  async says(customer: DeskCustomer, text: string): Promise<void> {
    await this.simulator.agentSays(this.newest(customer), text)
  }

  async types(customer: DeskCustomer): Promise<void> {
    await this.simulator.agentTypes(this.newest(customer))
  }

  async transfer(customer: DeskCustomer, queue: string): Promise<void> {
    await this.simulator.agentTransfers(this.newest(customer), { queue })
  }

  async leaves(customer: DeskCustomer): Promise<void> {
    await this.simulator.agentDisconnects(this.newest(customer))
  }

  private newest(customer: DeskCustomer): string {
    const conversation = this.all(customer).at(-1)
    if (conversation !== undefined) return conversation.id
    throw new Error('Genesys has no conversation of this customer: write as the customer first.')
  }

  private all({ channelId, conversationId }: DeskCustomer): ConversationSnapshot[] {
    return this.simulator.conversationsOf(addressOf(connectorKey(channelId, conversationId)))
  }

  private ownerOf({ owner, queue, agent }: ConversationSnapshot): OwnerSeen | undefined {
    if (owner === 'queue') return queue === undefined ? { who: 'queue' } : { who: 'queue', name: queue }
    if (owner !== 'agent') return undefined
    const name = this.simulator.agents.find(({ id }) => id === agent)?.name
    return name === undefined ? { who: 'agent' } : { who: 'agent', name }
  }
}

function idsIn({ id, participants }: ConversationSnapshot): string[] {
  return [id, ...participants.flatMap((one) => [one.id, one.communicationId])]
}

function factsOf({ id, customerId, owner, queue, participants, attributes, flowRuns }: ConversationSnapshot) {
  return [
    { name: 'Conversation', value: id },
    { name: 'From id', value: customerId },
    { name: 'Owner', value: owner },
    ...(queue === undefined ? [] : [{ name: 'Queue', value: queue }]),
    ...newestOfEach(participants).map((one) => ({ name: `Participant ${one.purpose}`, value: inWords(one) })),
    { name: 'Flow runs', value: String(flowRuns) },
    ...Object.entries(attributes).map(([name, value]) => ({ name: `Participant data ${name}`, value })),
  ]
}

/** Each run of the flow is a participant of its own: of each purpose the newest tells enough. */
function newestOfEach(participants: readonly Participant[]): Participant[] {
  return [...new Map(participants.map((one) => [one.purpose, one])).values()]
}

function inWords({ name, state, disconnectType, wrapupRequired }: Participant): string {
  const after = disconnectType === undefined ? '' : ` by ${disconnectType}`
  return `${name === undefined ? '' : `${name}, `}${state}${after}${wrapupRequired ? ', after-call work' : ''}`
}

/** How the adapter's summary begins, as its profile has it. */
const SUMMARY = 'Handed over by the bot'

/** What the agent reads when the customer comes: all up to the message that hands over. */
function historyOf(all: readonly ConversationSnapshot[]): HistoryLine[] | undefined {
  const isSummary = ({ from, text }: MessageSnapshot): boolean => from === 'customer' && !!text?.startsWith(SUMMARY)
  const handed = all.findLast(({ messages }) => messages.some(isSummary))
  if (handed === undefined) return undefined
  const { messages } = handed
  return messages
    .slice(0, messages.findLastIndex(isSummary) + 1)
    .map(({ from, text, content }) => ({ from, text: text ?? content.map(shown).join('\n') }))
}

function shown({ contentType, attachment }: MessageSnapshot['content'][number]): string {
  const { filename } = (attachment ?? {}) as { filename?: string }
  return `[${filename ?? contentType}]`
}

const TICKS: Readonly<Partial<Record<MessageSnapshot['status'], Tick>>> = {
  queued: 'sent',
  sent: 'sent',
  'delivery-success': 'delivered',
  failed: 'failed',
  'delivery-failed': 'failed',
}

function wordsIn({ messages, participants }: ConversationSnapshot): DeskWords[] {
  return messages.flatMap(({ id, from, text = '', time, participantId, status }) => {
    if (from !== 'agent' && from !== 'flow') return []
    const author = participants.find((one) => one.id === participantId)?.name
    const tick = TICKS[status]
    return [
      {
        id,
        text,
        at: new Date(time),
        ...(author === undefined ? {} : { author }),
        ...(tick === undefined ? {} : { tick }),
      },
    ]
  })
}
