import { nextCustomerName } from './customers.ts'
import { faultsOf, type PlatformFaults } from './faults.ts'
import type { ConversationSnapshot, ImiconnectSimulator } from './imiconnect/index.ts'
import { HANDOVER_PARAMS, imiconnectScene } from './imiconnect-scene.ts'
import type { FileSent, Scene, Stage } from './stage.ts'

const CHANNELS: Readonly<Record<string, string>> = { facebook: 'FB', whatsapp: 'WhatsApp', sms: 'SMS' }
/** Codes inside HTTP 200: an internal error, and the tenant's limit. */
const CODES = ['7005', '7020'] as const
/** Of the agents' software: IMIconnect does not know them. */
const QUEUES = ['Support', 'Billing'] as const

/**
 * What `IMICONNECT_PROFILE` names when one plays.
 *
 * `inFlightMs`: for 60 s after a hand-over the adapter takes a message of the bot's conversation for one that was on its
 * way, and leaves it unanswered. The simulated platform switches at once, so that none is, and who plays an agent is done
 * within seconds: with that window the customer's next words would meet silence, which looks like a bot that is broken.
 *
 * `customParams`: as by default, but the scene reads them by their places, so they are said here.
 */
export const IMICONNECT_PROFILE = {
  handover: { inFlightMs: 0, customParams: HANDOVER_PARAMS },
}

/** A customer on the simulated IMIconnect, and an agent. */
export class ImiconnectStage implements Stage {
  readonly platform = 'IMIconnect'
  readonly channels = Object.keys(CHANNELS)
  readonly faults: readonly string[]
  readonly queues = QUEUES
  readonly remarks = [
    'Each channel is a conversation of its own; none shows buttons, a number answers a list.',
    'Agents get a conversation from the bot only: ask the bot for a person. They cannot take it over.',
    'Giving back and closing are one: the agent closes, and the customer’s next message is the bot’s.',
    'Topics and attributes show with a hand-over that brings them along, the reason as a note.',
    'When the bot closes a conversation IMIconnect is not told: the next message begins a new one, under the same id.',
    'A message within 60 s of a hand-over counts as on its way and gets no answer; while you play, that is 0 s.',
  ]
  private readonly imiconnect: ImiconnectSimulator
  private readonly ills: PlatformFaults
  private name = nextCustomerName()
  private channel = CHANNELS.facebook
  private customerId: string | undefined
  /** The BOT conversation's. */
  private conversationId: string | undefined
  /** All that this customer's conversations were ever called. */
  private readonly ids = new Set<string>()

  constructor(imiconnect: ImiconnectSimulator) {
    this.imiconnect = imiconnect
    const code = (one: string) => () => void imiconnect.faults.api({ kind: 'code', code: one })
    this.ills = faultsOf(imiconnect.faults, Object.fromEntries(CODES.map((one) => [one, code(one)])))
    this.faults = this.ills.names
  }

  get customer(): string {
    return this.name
  }

  /** A press comes as a postback, whose payload is the option. */
  async customerSays(text: string, optionId?: string): Promise<void> {
    const { customerId, channel } = this
    if (optionId === undefined) this.wrote(await this.imiconnect.customerSays(text, { customerId, channel }))
    else this.wrote(await this.imiconnect.customerPresses(optionId, { customerId, channel }))
  }

  async customerSends(file: FileSent): Promise<void> {
    const { customerId, channel } = this
    this.wrote(await this.imiconnect.customerSays('', { customerId, channel, file }))
  }

  useChannel(channel: string): void {
    const known = CHANNELS[channel]
    if (known === undefined) throw new Error(`There is no channel '${channel}'.`)
    this.channel = known
  }

  newCustomer(): void {
    this.name = nextCustomerName()
    this.customerId = undefined
    this.conversationId = undefined
    this.ids.clear()
  }

  async agentSays(text: string): Promise<void> {
    await this.imiconnect.agentSays(this.handedOver.id, text)
  }

  async take(): Promise<void> {
    await this.imiconnect.agentTakes(this.handedOver.id)
  }

  async transfer(queue: string): Promise<void> {
    if (!(QUEUES as readonly string[]).includes(queue)) {
      throw new Error(`There is no queue '${queue}'. Queues: ${QUEUES.join(', ')}.`)
    }
    await this.imiconnect.agentTransfers(this.handedOver.id, queue)
  }

  /** Nothing else gives a customer back here, and nothing tells the bot of it but the customer's next message. */
  async giveBack(): Promise<void> {
    await this.imiconnect.agentCloses(this.handedOver.id)
  }

  async close(): Promise<void> {
    await this.imiconnect.agentCloses(this.handedOver.id)
  }

  setFaults(faults: readonly string[]): void {
    this.ills.set(faults)
  }

  look(): Scene | undefined {
    if (this.conversationId === undefined) return undefined
    const scene = imiconnectScene(this.imiconnect, this.conversationId, [...this.ids])
    for (const id of scene.ids) this.ids.add(id)
    return scene
  }

  private get conversation(): ConversationSnapshot {
    if (this.conversationId === undefined) throw new Error('There is no conversation yet: write as the customer first.')
    return this.imiconnect.conversation(this.conversationId)
  }

  private get handedOver(): ConversationSnapshot {
    const { conversation } = this
    if (conversation.ccspId === undefined) {
      throw new Error(
        'No agent has it: on IMIconnect agents get a conversation from the bot only. Ask the bot for a person.',
      )
    }
    // Looked at nowhere else, an agents' conversation that is over would leave no trace.
    this.ids.add(conversation.ccspId)
    return conversation
  }

  private wrote({ customerId, botConversationId }: { customerId: string; botConversationId: string }): void {
    this.customerId = customerId
    this.conversationId = botConversationId
    this.ids.add(botConversationId)
  }
}
