import { type Conversation, customerOf, type Message } from './conversations.ts'
import type { Integration } from './integrations.ts'
import { isLive, liveOnes } from './lifecycle.ts'
import type { GenesysSettings } from './settings.ts'
import type { ConversationSnapshot, MessageSnapshot, Owner, Participant } from './types.ts'

/** Who has a conversation now. */
export function ownerOf(conversation: Conversation): Owner {
  const agents = liveOnes(conversation, 'agent')
  if (agents.some(({ state }) => state === 'connected')) return 'agent'
  if (agents.length > 0 || liveOnes(conversation, 'acd').length > 0) return 'queue'
  return liveOnes(conversation, 'workflow').length > 0 ? 'flow' : 'closed'
}

/** A conversation to look at: a copy. */
export function snapshotOf(conversation: Conversation, { queues }: GenesysSettings): ConversationSnapshot {
  const [agent] = liveOnes(conversation, 'agent').toReversed()
  const [waiting] = liveOnes(conversation, 'acd').toReversed()
  const queueId = (waiting ?? agent)?.queueId
  const { id, integrationId, customer, flowRuns } = conversation
  return structuredClone({
    id,
    integrationId,
    customerId: customer.id,
    participants: conversation.participants,
    attributes: customerOf(conversation).attributes,
    owner: ownerOf(conversation),
    queue: queues.find((one) => one.id === queueId)?.name,
    agent: agent?.userId,
    messages: conversation.messages.map(messageSnapshotOf),
    flowRuns,
  })
}

function messageSnapshotOf({
  conversation: _,
  normalized: _n,
  originatingEntity: _o,
  ...own
}: Message): MessageSnapshot {
  return own
}

/** `GET /api/v2/conversations/messages/{id}`. */
export function messageConversationView(conversation: Conversation): object {
  return {
    id: conversation.id,
    participants: conversation.participants.map((one) => ({
      ...participantView(conversation, one),
      state: one.state,
      direction: one.direction,
      disconnectType: one.disconnectType,
      type: 'open',
      messages: messagesOf(conversation, one),
    })),
    selfUri: `/api/v2/conversations/messages/${conversation.id}`,
  }
}

/** `GET /api/v2/conversations/{id}`: the state is that of the communications in `messages`. */
export function conversationView(conversation: Conversation): object {
  const ended = conversation.participants.every((one) => !isLive(one))
  return {
    id: conversation.id,
    startTime: conversation.startTime,
    endTime: ended ? new Date(conversation.lastActivity) : undefined,
    participants: conversation.participants.map((one) => ({
      ...participantView(conversation, one),
      messages: [
        {
          id: one.communicationId,
          state: one.state,
          direction: one.direction,
          disconnectType: one.disconnectType,
          connectedTime: one.connectedTime,
          disconnectedTime: one.endTime,
          startAcwTime: one.startAcwTime,
          endAcwTime: one.endAcwTime,
          provider: 'PureCloud Messaging',
          type: 'open',
          messages: messagesOf(conversation, one),
        },
      ],
    })),
    selfUri: `/api/v2/conversations/${conversation.id}`,
  }
}

/** Details of one message. */
export function messageView(message: Message): object {
  const { id, conversation, from, status, time, text, normalized, receipts } = message
  const { integrationId, customer } = conversation
  const inbound = from === 'customer'
  return {
    id,
    conversationId: conversation.id,
    direction: inbound ? 'inbound' : 'outbound',
    fromAddress: inbound ? customer.id : integrationId,
    toAddress: inbound ? integrationId : customer.id,
    messengerType: 'open',
    status,
    textBody: text,
    timestamp: time,
    normalizedMessage: normalized,
    normalizedReceipts: receipts,
    selfUri: `/api/v2/conversations/messages/${conversation.id}/messages/${id}`,
  }
}

/** An Open Messaging integration, its secret token included. */
export function integrationView({ recipientId, flowId: _, ...integration }: Integration): object {
  return {
    ...integration,
    status: integration.createStatus === 'Completed' ? 'Active' : 'Inactive',
    recipient: { id: recipientId, selfUri: `/api/v2/routing/message/recipients/${recipientId}` },
    selfUri: `/api/v2/conversations/messaging/integrations/open/${integration.id}`,
  }
}

function participantView({ customer, integrationId }: Conversation, one: Participant): object {
  const theirs = { name: customer.nickname, addressNormalized: customer.id, addressRaw: customer.id }
  const ours = { addressNormalized: integrationId, addressRaw: integrationId }
  return {
    id: one.id,
    name: one.name,
    purpose: one.purpose,
    startTime: one.startTime,
    connectedTime: one.connectedTime,
    endTime: one.endTime,
    startAcwTime: one.startAcwTime,
    endAcwTime: one.endAcwTime,
    wrapupRequired: one.wrapupRequired,
    wrapup: one.wrapup,
    attributes: { ...one.attributes },
    user: one.userId === undefined ? undefined : { id: one.userId },
    userId: one.userId,
    queue: one.queueId === undefined ? undefined : { id: one.queueId },
    queueId: one.queueId,
    fromAddress: one.direction === 'inbound' ? theirs : ours,
    toAddress: one.direction === 'inbound' ? ours : theirs,
  }
}

function messagesOf({ messages }: Conversation, { id }: Participant): object[] {
  return messages
    .filter(({ participantId }) => participantId === id)
    .map(({ id: messageId, time: messageTime, status: messageStatus, content }) => {
      const files = content.flatMap(({ attachment }) => attachment ?? [])
      const media = files.length === 0 ? undefined : files
      return { messageId, messageTime, messageStatus, media }
    })
}
