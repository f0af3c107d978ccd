import type { ConversationSnapshot, GladlySimulator, ItemSnapshot } from './gladly/index.ts'
import type { EntrySeen, FileSeen, OwnerSeen, Scene } from './stage.ts'

/** One conversation as Gladly's agents see it. `earlier`: the customer's conversations before it. */
export function gladlyScene(gladly: GladlySimulator, conversationId: string, earlier: readonly string[]): Scene {
  const conversation = gladly.conversation(conversationId)
  const { id, customerId, topics, customAttributes } = conversation
  const items = gladly.items(id)
  return {
    conversationId: id,
    // Replies are sent to an item, and name nothing else.
    ids: [...new Set([id, customerId, ...earlier, ...items.map((item) => item.id)])],
    owner: gladlyOwner(gladly, conversation),
    entries: entriesOf(gladly, id, items),
    topics,
    customerAttributes: inWords(gladly.customer(customerId).customAttributes ?? {}),
    conversationAttributes: inWords(customAttributes),
    facts: factsOf(gladly, conversation, items),
  }
}

/** Who has a conversation. */
export function gladlyOwner(gladly: GladlySimulator, conversation: ConversationSnapshot): OwnerSeen {
  const { botAgentId, aiInboxId } = gladly
  const { status, inboxId, agentId } = conversation
  if (status === 'CLOSED') return { who: 'closed' }
  if (agentId === botAgentId || (agentId === undefined && inboxId === aiInboxId)) return { who: 'bot' }
  if (agentId !== undefined) return { who: 'agent', name: nameOf(gladly.agents(), agentId) }
  return { who: 'queue', name: nameOf(gladly.inboxes(), inboxId) }
}

function factsOf(gladly: GladlySimulator, conversation: ConversationSnapshot, items: readonly ItemSnapshot[]) {
  const { status, inboxId, agentId, customerId } = conversation
  const last = items.findLast(({ initiator }) => initiator?.type === 'CUSTOMER')
  return [
    { name: 'Status', value: status },
    { name: 'Inbox', value: nameOf(gladly.inboxes(), inboxId) },
    { name: 'Assignee', value: agentId === undefined ? 'nobody' : nameOf(gladly.agents(), agentId) },
    { name: 'Customer', value: customerId },
    ...(last === undefined ? [] : [{ name: 'Channel', value: last.content.type }]),
  ]
}

function entriesOf(gladly: GladlySimulator, conversationId: string, items: readonly ItemSnapshot[]): EntrySeen[] {
  const replies = new Map(gladly.botReplies(conversationId).map((reply) => [reply.itemId, reply]))
  const agents = gladly.agents()
  return items.flatMap((item): EntrySeen[] => {
    const { id, initiator } = item
    const at = new Date(item.timestamp)
    const reply = replies.get(id)
    if (reply !== undefined) return [{ id, kind: 'bot', text: reply.text, at, options: reply.options }]
    const kind = kindOf(item)
    if (kind === undefined) return []
    const text = String(item.content.content ?? item.content.body)
    if (kind !== 'customer') return [{ id, kind, text, at, author: nameOf(agents, initiator?.id ?? '') }]
    const files = filesOf(gladly, item)
    return [{ id, kind, text, at, ...(files.length === 0 ? {} : { files }) }]
  })
}

function kindOf({ content, initiator }: ItemSnapshot): 'customer' | 'agent' | 'note' | undefined {
  if (content.type === 'CONVERSATION_NOTE') return 'note'
  if (typeof content.content !== 'string') return undefined
  if (initiator?.type === 'CUSTOMER') return 'customer'
  return initiator?.type === 'AGENT' ? 'agent' : undefined
}

function filesOf(gladly: GladlySimulator, { id, content }: ItemSnapshot): FileSeen[] {
  const shown = (content.attachments ?? []) as { id: string; contentType: string; filename: string }[]
  return shown.map((file) => ({
    name: file.filename,
    contentType: file.contentType,
    url: gladly.attachmentUrl(id, file.id),
  }))
}

function nameOf(all: readonly { id: string; name: string }[], id: string): string {
  return all.find((one) => one.id === id)?.name ?? id
}

function inWords(attributes: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  )
}
