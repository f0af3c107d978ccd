import type { ConversationSnapshot, ImiconnectSimulator, TranscriptEntry } from './imiconnect/index.ts'
import type { EntrySeen, OwnerSeen, Scene, Stage } from './stage.ts'

const CHANNELS: Readonly<Record<string, string>> = { facebook: 'FB', whatsapp: 'WhatsApp', sms: 'SMS' }
/** Codes inside HTTP 200, an internal error and the tenant's limit, and an outage. */
const FAULTS = ['7005', '7020', '503'] as const

/**
 * What `IMICONNECT_PROFILE` names when one plays.
 *
 * `inFlightMs`: for 60 s after a hand-over the adapter takes a message of the bot's conversation for one that was on its
 * way, and leaves it unanswered. The simulated platform switches at once, so that none is, and who plays an agent is done
 * within seconds: with that window the customer's next words would meet silence, which looks like a bot that is broken.
 *
 * `customParams`: as by default, but the stage reads them by their places, so they are said here.
 */
export const IMICONNECT_PROFILE = {
  handover: {
    inFlightMs: 0,
    customParams: ['queue', 'reason', 'conversation', 'transcript', 'topics', 'attributes'],
  },
}

/** The simulated IMIconnect, with one customer on it and one agent. */
export class ImiconnectStage implements Stage {
  readonly platform = 'IMIconnect'
  readonly channels = Object.keys(CHANNELS)
  readonly faults = FAULTS
  readonly remarks = [
    'Each channel is a conversation of its own; none shows buttons, a number answers a list.',
    'Agents get a conversation from the bot only: ask the bot for a person. They cannot take it over.',
    '/back and /close are one: the agent closes, and the customer’s next message is the bot’s.',
    'Topics and attributes show with a hand-over that brings them along, the reason as a note.',
    'When the bot closes a conversation IMIconnect is not told: the next message begins a new one, under the same id.',
    'A message within 60 s of a hand-over counts as on its way and gets no answer; while you play, that is 0 s.',
  ]
  private readonly imiconnect: ImiconnectSimulator
  private channel = CHANNELS.facebook
  private customerId: string | undefined
  /** The BOT conversation's. */
  private conversationId: string | undefined

  constructor(imiconnect: ImiconnectSimulator) {
    this.imiconnect = imiconnect
  }

  /** A press comes as a postback, whose payload is the option. */
  async customerSays(text: string, optionId?: string): Promise<void> {
    const { customerId, channel } = this
    const said =
      optionId === undefined
        ? await this.imiconnect.customerSays(text, { customerId, channel })
        : await this.imiconnect.customerPresses(optionId, { customerId, channel })
    this.customerId = said.customerId
    this.conversationId = said.botConversationId
  }

  useChannel(channel: string): void {
    const known = CHANNELS[channel]
    if (known === undefined) throw new Error(`There is no channel '${channel}'.`)
    this.channel = known
  }

  newCustomer(): void {
    this.customerId = undefined
    this.conversationId = undefined
  }

  async agentSays(text: string): Promise<void> {
    await this.imiconnect.agentSays(this.handedOver.id, text)
  }

  async take(): Promise<void> {
    await this.imiconnect.agentTakes(this.handedOver.id)
  }

  /** Nothing else gives a customer back here, and nothing tells the bot of it but the customer's next message. */
  async giveBack(): Promise<void> {
    await this.imiconnect.agentCloses(this.handedOver.id)
  }

  async close(): Promise<void> {
    await this.imiconnect.agentCloses(this.handedOver.id)
  }

  setFault(fault: string | undefined): void {
    const { faults } = this.imiconnect
    faults.clear()
    if (fault === undefined) return
    faults.api(fault === '503' ? { kind: 'status', status: 503 } : { kind: 'code', code: fault })
  }

  look(): Scene | undefined {
    if (this.conversationId === undefined) return undefined
    const { conversation } = this
    const { topics = '', attributes = '' } = parametersOf(conversation)
    return {
      conversationId: conversation.id,
      owner: ownerOf(conversation),
      entries: this.entries(conversation),
      topics: topics.split(', ').filter((topic) => topic !== ''),
      customerAttributes: {},
      // Of customer and conversation: a parameter does not tell one from the other.
      conversationAttributes: Object.fromEntries(
        attributes
          .split('; ')
          .filter((pair) => pair !== '')
          .map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]),
      ),
    }
  }

  private get conversation(): ConversationSnapshot {
    if (this.conversationId === undefined) throw new Error('There is no conversation yet: write as the customer first.')
    return this.imiconnect.conversation(this.conversationId)
  }

  private get handedOver(): ConversationSnapshot {
    const { conversation } = this
    if (conversation.ccspId !== undefined) return conversation
    throw new Error(
      'No agent has it: on IMIconnect agents get a conversation from the bot only. Ask the bot for a person.',
    )
  }

  private entries(conversation: ConversationSnapshot): EntrySeen[] {
    const said = this.imiconnect.transcript(conversation.id).flatMap(entryOf)
    const { handover } = conversation
    const { reason } = parametersOf(conversation)
    if (handover === undefined || reason === undefined) return said
    return [...said, { id: `handover-${handover.at.toISOString()}`, kind: 'note', text: `Handed over: ${reason}` }]
  }
}

/** What the last hand-over brought, by what each parameter holds. */
function parametersOf({ handover }: ConversationSnapshot): Partial<Record<string, string>> {
  const { customParams } = IMICONNECT_PROFILE.handover
  return Object.fromEntries(
    customParams.map((name, index) => [name, handover?.customparams[`customparam${index + 1}`]]),
  )
}

function ownerOf(conversation: ConversationSnapshot): OwnerSeen {
  const { owner } = conversation
  if (owner === 'agent') return { who: 'agent' }
  if (owner !== 'queue') return { who: owner }
  return { who: 'queue', name: parametersOf(conversation).queue }
}

function entryOf({ messageId: id, by, text }: TranscriptEntry): EntrySeen[] {
  return by === 'customer' ? [] : [{ id, kind: by, text }]
}
