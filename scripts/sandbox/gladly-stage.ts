import { nextCustomerName } from './customers.ts'
import { faultsOf, type PlatformFaults } from './faults.ts'
import type { Channel, ConversationSnapshot, GladlySimulator } from './gladly/index.ts'
import { gladlyOwner, gladlyScene } from './gladly-scene.ts'
import type { FileSent, Scene, Stage } from './stage.ts'

const CHANNELS: Readonly<Record<string, Channel>> = {
  chat: 'CHAT',
  email: 'EMAIL',
  sms: 'SMS',
  whatsapp: 'WHATSAPP',
  facebook: 'FB_MESSENGER',
  instagram: 'INSTAGRAM_DIRECT',
}

/** A customer on the simulated Gladly, and its agent Amy. */
export class GladlyStage implements Stage {
  readonly platform = 'Gladly'
  readonly channels = Object.keys(CHANNELS)
  readonly faults: readonly string[]
  readonly queues: readonly string[]
  readonly remarks = ['Giving back brings the customer’s last message along, if nobody has answered it.']
  private readonly gladly: GladlySimulator
  private readonly ills: PlatformFaults
  private name = nextCustomerName()
  private channel: Channel = 'CHAT'
  private customerId: string | undefined
  /** Of this customer, the newest last. */
  private conversationIds: string[] = []

  constructor(gladly: GladlySimulator) {
    this.gladly = gladly
    this.ills = faultsOf(gladly.faults)
    this.faults = this.ills.names
    // The AI inbox is the bot's: giving back leads there.
    this.queues = inboxes(gladly).map(({ name }) => name)
  }

  get customer(): string {
    return this.name
  }

  async customerSays(text: string, optionId?: string): Promise<void> {
    await this.customerWrites(text, { quickReplyOptionId: optionId })
  }

  async customerSends({ name: filename, contentType, bytes }: FileSent): Promise<void> {
    await this.customerWrites('', { attachments: [{ filename, contentType, body: Buffer.from(bytes) }] })
  }

  useChannel(channel: string): void {
    const known = CHANNELS[channel]
    if (known === undefined) throw new Error(`There is no channel '${channel}'.`)
    this.channel = known
  }

  newCustomer(): void {
    this.name = nextCustomerName()
    this.customerId = undefined
    this.conversationIds = []
  }

  async agentSays(text: string): Promise<void> {
    if (gladlyOwner(this.gladly, this.conversation).who !== 'agent') await this.take()
    await this.gladly.agentSays(this.conversation.id, text)
  }

  async agentNotes(text: string): Promise<void> {
    await this.gladly.agentNotes(this.conversation.id, text)
  }

  async take(): Promise<void> {
    const { aiInboxId, handoffInboxId, humanAgentId } = this.gladly
    const { id, inboxId } = this.conversation
    // Out of the queue it waits in; from the bot, as agents do it: into theirs.
    await this.gladly.assign(id, { inboxId: inboxId === aiInboxId ? handoffInboxId : inboxId, agentId: humanAgentId })
  }

  async transfer(queue: string): Promise<void> {
    const inbox = inboxes(this.gladly).find(({ name }) => name === queue)
    if (inbox === undefined) throw new Error(`There is no inbox '${queue}'. Inboxes: ${this.queues.join(', ')}.`)
    await this.gladly.assign(this.conversation.id, { inboxId: inbox.id, agentId: null })
  }

  async giveBack(): Promise<void> {
    await this.gladly.assign(this.conversation.id, { inboxId: this.gladly.aiInboxId, agentId: null })
  }

  async close(): Promise<void> {
    await this.gladly.close(this.conversation.id)
  }

  async addTopic(topic: string): Promise<void> {
    await this.gladly.agentAddsTopic(this.conversation.id, topic)
  }

  async removeTopic(topic: string): Promise<void> {
    await this.gladly.agentRemovesTopic(this.conversation.id, topic)
  }

  async setAttribute(scope: 'customer' | 'conversation', name: string, value: string): Promise<void> {
    const { id, customerId } = this.conversation
    if (scope === 'customer') await this.gladly.agentSetsCustomerAttribute(customerId, name, value)
    else await this.gladly.agentSetsAttribute(id, name, value)
  }

  setFaults(faults: readonly string[]): void {
    this.ills.set(faults)
  }

  look(): Scene | undefined {
    const current = this.conversationIds.at(-1)
    return current === undefined ? undefined : gladlyScene(this.gladly, current, this.conversationIds.slice(0, -1))
  }

  private get conversation(): ConversationSnapshot {
    const current = this.conversationIds.at(-1)
    if (current === undefined) throw new Error('There is no conversation yet: write as the customer first.')
    return this.gladly.conversation(current)
  }

  private async customerWrites(
    text: string,
    more: Pick<NonNullable<Parameters<GladlySimulator['customerSays']>[1]>, 'quickReplyOptionId' | 'attachments'>,
  ): Promise<void> {
    this.customerId ??= this.gladly.createCustomer({ name: this.name })
    const { customerId, channel } = this
    const { conversationId } = await this.gladly.customerSays(text, { customerId, channel, ...more })
    if (this.conversationIds.at(-1) !== conversationId) this.conversationIds.push(conversationId)
  }
}

function inboxes(gladly: GladlySimulator) {
  return gladly.inboxes().filter(({ id, disabled }) => !disabled && id !== gladly.aiInboxId)
}
