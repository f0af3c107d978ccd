import { nextCustomerName } from './customers.ts'
import { COMMON_FAULTS, faultsOf, type PlatformFaults, WEBHOOK_FAULTS } from './faults.ts'
import type { ConversationSnapshot, CustomerSaysOptions, HootsuiteSimulator } from './hootsuite/index.ts'
import { hootsuiteScene } from './hootsuite-scene.ts'
import type { FileSent, Scene, Stage } from './stage.ts'

/** Media by what one calls them. The first shows buttons. */
const CHANNELS: Readonly<Record<string, string>> = {
  web: 'rtm',
  whatsapp: 'whatsapp',
  facebook: 'fb',
  instagram: 'instagram',
}

/** Where what nobody has waits. */
const NEW = 'New'

/** A customer on the simulated Hootsuite Inbox 2.0, and its agent Amy. */
export class HootsuiteStage implements Stage {
  readonly platform: string
  readonly channels = Object.keys(CHANNELS)
  readonly faults: readonly string[]
  readonly queues = [NEW]
  readonly remarks = [
    'Each channel is a conversation of its own; only web shows buttons, the others numbered lists.',
    'Taking and closing tell the bot nothing. Giving back delegates to it, and it begins anew.',
    'Attributes are the customer’s, none the conversation’s; one that has a value keeps it.',
    'The bot is told nothing of a customer’s file.',
  ]
  private readonly hootsuite: HootsuiteSimulator
  private readonly ills: PlatformFaults
  private name = nextCustomerName()
  private medium = CHANNELS.web
  private customerId: string | undefined
  private conversationId: string | undefined
  /** All of this customer's: one for each medium, or more. */
  private readonly conversationIds = new Set<string>()

  /** `api`: whether the bot has credentials for the API; without, there are no calls to make ill. */
  constructor(hootsuite: HootsuiteSimulator, { api }: { api: boolean }) {
    this.hootsuite = hootsuite
    this.platform = `Hootsuite Inbox 2.0${api ? '' : ' without its API'}`
    // The webhook's answer gets lost on its way; the platform tries again.
    const lost = () => void hootsuite.faults.webhooks({ kind: 'reset-after' })
    this.ills = faultsOf(hootsuite.faults, { lost }, api ? COMMON_FAULTS : WEBHOOK_FAULTS)
    this.faults = this.ills.names
  }

  get customer(): string {
    return this.name
  }

  async customerSays(text: string, optionId?: string): Promise<void> {
    await this.customerWrites(text, { payload: optionId })
  }

  async customerSends({ name: filename, contentType, bytes }: FileSent): Promise<void> {
    await this.customerWrites('', { attachments: [{ filename, contentType, body: Buffer.from(bytes) }] })
  }

  useChannel(channel: string): void {
    const known = CHANNELS[channel]
    if (known === undefined) throw new Error(`There is no channel '${channel}'.`)
    this.medium = known
  }

  newCustomer(): void {
    this.name = nextCustomerName()
    this.customerId = undefined
    this.conversationId = undefined
    this.conversationIds.clear()
  }

  async agentSays(text: string): Promise<void> {
    await this.hootsuite.agentSays(this.conversation.id, text)
  }

  async agentNotes(text: string): Promise<void> {
    await this.hootsuite.agentNotes(this.conversation.id, text)
  }

  async take(): Promise<void> {
    await this.hootsuite.agentTakes(this.conversation.id)
  }

  async transfer(queue: string): Promise<void> {
    if (queue !== NEW) throw new Error(`There is no queue '${queue}': Hootsuite has one, ${NEW}.`)
    await this.hootsuite.agentReturns(this.conversation.id)
  }

  async giveBack(): Promise<void> {
    const { id, owner } = this.conversation
    if (owner === 'bot') throw new Error('The bot has it already.')
    await this.hootsuite.delegate(id)
  }

  async close(): Promise<void> {
    await this.hootsuite.agentResolves(this.conversation.id)
  }

  async addTopic(topic: string): Promise<void> {
    await this.hootsuite.agentAddsTopic(this.conversation.id, topic)
  }

  async removeTopic(topic: string): Promise<void> {
    await this.hootsuite.agentRemovesTopic(this.conversation.id, topic)
  }

  async setAttribute(scope: 'customer' | 'conversation', name: string, value: string): Promise<void> {
    if (scope === 'conversation') throw new Error('Hootsuite has no attributes of a conversation, only the customer’s.')
    await this.hootsuite.agentSetsAttribute(this.conversation.customerId, name, value)
  }

  setFaults(faults: readonly string[]): void {
    this.ills.set(faults)
  }

  look(): Scene | undefined {
    const { conversationId } = this
    return conversationId === undefined
      ? undefined
      : hootsuiteScene(this.hootsuite, conversationId, [...this.conversationIds])
  }

  private get conversation(): ConversationSnapshot {
    if (this.conversationId === undefined) throw new Error('There is no conversation yet: write as the customer first.')
    return this.hootsuite.conversation(this.conversationId)
  }

  private async customerWrites(text: string, more: Pick<CustomerSaysOptions, 'payload' | 'attachments'>) {
    const { customerId, medium, name } = this
    const said = await this.hootsuite.customerSays(text, { customerId, medium, name, ...more })
    this.customerId = said.customerId
    this.conversationId = said.conversationId
    this.conversationIds.add(said.conversationId)
  }
}
