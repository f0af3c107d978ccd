import type { Channel, ConversationSnapshot, GladlySimulator, ItemSnapshot } from './gladly/index.ts'
import type { EntrySeen, OwnerSeen, Scene, Stage } from './stage.ts'

const CHANNELS: Readonly<Record<string, Channel>> = {
  chat: 'CHAT',
  email: 'EMAIL',
  sms: 'SMS',
  whatsapp: 'WHATSAPP',
  facebook: 'FB_MESSENGER',
  instagram: 'INSTAGRAM_DIRECT',
}
const FAULTS = ['429', '503'] as const

/** The simulated Gladly, with one customer on it and one agent. */
export class GladlyStage implements Stage {
  readonly platform = 'Gladly'
  readonly channels = Object.keys(CHANNELS)
  readonly faults = FAULTS
  readonly remarks = ['/back brings the customer’s last message along, if nobody has answered it.']
  private readonly gladly: GladlySimulator
  private channel: Channel = 'CHAT'
  private customerId: string | undefined
  private conversationId: string | undefined

  constructor(gladly: GladlySimulator) {
    this.gladly = gladly
  }

  async customerSays(text: string, optionId?: string): Promise<void> {
    const { customerId, channel } = this
    const said = await this.gladly.customerSays(text, { customerId, channel, quickReplyOptionId: optionId })
    this.customerId = said.customerId
    this.conversationId = said.conversationId
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
    if (this.owner(this.conversation).who !== 'agent') await this.take()
    await this.gladly.agentSays(this.conversation.id, text)
  }

  async take(): Promise<void> {
    const { aiInboxId, handoffInboxId, humanAgentId } = this.gladly
    const { id, inboxId } = this.conversation
    // Out of the queue it waits in; from the bot, as agents do it: into theirs.
    await this.gladly.assign(id, { inboxId: inboxId === aiInboxId ? handoffInboxId : inboxId, agentId: humanAgentId })
  }

  async giveBack(): Promise<void> {
    await this.gladly.assign(this.conversation.id, { inboxId: this.gladly.aiInboxId, agentId: null })
  }

  async close(): Promise<void> {
    await this.gladly.close(this.conversation.id)
  }

  setFault(fault: string | undefined): void {
    this.gladly.faults.clear()
    if (fault !== undefined) this.gladly.faults.api({ kind: 'status', status: Number(fault) })
  }

  look(): Scene | undefined {
    if (this.conversationId === undefined) return undefined
    const { conversation } = this
    const { customAttributes = {} } = this.gladly.customer(conversation.customerId)
    return {
      conversationId: conversation.id,
      owner: this.owner(conversation),
      entries: this.entries(conversation.id),
      topics: conversation.topics,
      customerAttributes: inWords(customAttributes),
      conversationAttributes: inWords(conversation.customAttributes),
    }
  }

  private get conversation(): ConversationSnapshot {
    if (this.conversationId === undefined) throw new Error('There is no conversation yet: write as the customer first.')
    return this.gladly.conversation(this.conversationId)
  }

  private owner({ status, inboxId, agentId }: ConversationSnapshot): OwnerSeen {
    const { botAgentId, aiInboxId, handoffInboxId, billingInboxId, humanAgentId } = this.gladly
    if (status === 'CLOSED') return { who: 'closed' }
    if (agentId === botAgentId || (agentId === undefined && inboxId === aiInboxId)) return { who: 'bot' }
    if (agentId !== undefined) return { who: 'agent', name: agentId === humanAgentId ? 'Amy Agent' : agentId }
    const names = { [handoffInboxId]: 'Handoff Inbox', [billingInboxId]: 'Billing Inbox' }
    return { who: 'queue', name: names[inboxId] ?? inboxId }
  }

  private entries(conversationId: string): EntrySeen[] {
    const replies = new Map(this.gladly.botReplies(conversationId).map((reply) => [reply.itemId, reply]))
    return this.gladly.items(conversationId).flatMap((item): EntrySeen[] => {
      const reply = replies.get(item.id)
      if (reply !== undefined) return [{ id: item.id, kind: 'bot', text: reply.text, options: reply.options }]
      const kind = kindOf(item)
      return kind === undefined ? [] : [{ id: item.id, kind, text: String(item.content.content ?? item.content.body) }]
    })
  }
}

function kindOf({ content, initiator }: ItemSnapshot): 'agent' | 'note' | undefined {
  if (content.type === 'CONVERSATION_NOTE') return 'note'
  return initiator?.type === 'AGENT' && typeof content.content === 'string' ? 'agent' : undefined
}

function inWords(attributes: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  )
}
