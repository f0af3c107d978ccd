import { z } from 'zod'
import { type Answer, noContent, ok } from '../../simulator/answers.ts'
import type { Conversation } from '../conversations.ts'
import { badRequest, unknown } from '../errors.ts'
import { findQueue } from '../flow.ts'
import { isLive, liveOnes } from '../lifecycle.ts'
import { on, type RestParts, type RestRequest, type RestRoute, valid } from '../rest.ts'
import type { Participant } from '../types.ts'
import { conversationView, messageConversationView, messageView } from '../views.ts'

const MESSAGES = '/conversations/messages/:id'
const VIEW = 'conversation:message:view'
const DISCONNECT = 'conversation:communication:disconnect'

const ids = z.array(z.string()).min(1).max(100)
const attributes = z.strictObject({ attributes: z.record(z.string(), z.string()) })
const disconnected = z.strictObject({ state: z.literal('disconnected') })
const wrapup = z.strictObject({
  code: z.string().min(1),
  notes: z.string().optional(),
  durationSeconds: z.int().min(0).optional(),
  name: z.string().optional(),
})
const changed = z
  .strictObject({ state: z.literal('disconnected').optional(), wrapup: wrapup.optional() })
  .refine(({ state, wrapup }) => state !== undefined || wrapup !== undefined, { error: 'nothing to change' })
const toQueue = z.strictObject({ queueId: z.string(), transferType: z.literal('Unattended').optional() })

/** Conversations: reading, participant data, ending, transferring, wrapping up. */
export function conversationRoutes(parts: RestParts): RestRoute[] {
  return [...readingRoutes(parts), ...changingRoutes(parts)]
}

function readingRoutes({ conversations }: RestParts): RestRoute[] {
  return [
    on('GET', MESSAGES, undefined, ({ params }) => ok(messageConversationView(conversations.get(params.id!)))),
    on('GET', '/conversations/:id', 'conversation:communication:view', ({ params }) => {
      return ok(conversationView(conversations.get(params.id!)))
    }),
    on('GET', `${MESSAGES}/messages/:message`, VIEW, ({ params }) => {
      const message = conversations.message(params.message!)
      if (message.conversation !== conversations.get(params.id!)) throw unknown(`message ${params.message} there`)
      return ok(messageView(message))
    }),
    on('GET', '/conversations/messages/:message/details', VIEW, ({ params }) => {
      return ok(messageView(conversations.message(params.message!)))
    }),
    on('POST', `${MESSAGES}/messages/bulk`, VIEW, ({ params, json }) => {
      const wanted = valid(ids, json())
      const { messages } = conversations.get(params.id!)
      return ok({ entities: messages.filter(({ id }) => wanted.includes(id)).map(messageView) })
    }),
  ]
}

function changingRoutes(parts: RestParts): RestRoute[] {
  const { conversations } = parts
  const attribute = (request: RestRequest) => setAttributes(parts, request)
  return [
    on('PATCH', `${MESSAGES}/participants/:participant/attributes`, undefined, attribute),
    on('PATCH', '/conversations/:id/participants/:participant/attributes', undefined, attribute),
    on('PATCH', MESSAGES, DISCONNECT, ({ params, json }) => {
      const conversation = conversations.get(params.id!)
      valid(disconnected, json())
      parts.lifecycle.endSoon(conversation, parts.settings.disconnectDelayMs)
      return ok(messageConversationView(conversation))
    }),
    on('POST', '/conversations/:id/disconnect', DISCONNECT, ({ params }) => {
      parts.lifecycle.endSoon(conversations.get(params.id!), parts.settings.disconnectDelayMs)
      return noContent()
    }),
    on('PATCH', `${MESSAGES}/participants/:participant`, DISCONNECT, (request) => changeParticipant(parts, request)),
    on('POST', `${MESSAGES}/participants/:participant/communications/:communication/wrapup`, undefined, (request) =>
      wrapUp(parts, request),
    ),
    on(
      'POST',
      '/conversations/:id/participants/:participant/replace/queue',
      'conversation:communication:blindTransferQueue',
      (request) => replace(parts, request),
    ),
    on('POST', `${MESSAGES}/participants/:participant/replace`, 'conversation:communication:blindTransfer', (request) =>
      replace(parts, request),
    ),
  ]
}

function found({ conversations }: RestParts, { id, participant: wanted }: Record<string, string>) {
  const conversation = conversations.get(id!)
  const participant = conversation.participants.find((one) => one.id === wanted)
  if (!participant) throw unknown(`participant ${wanted}`)
  return { conversation, participant }
}

function setAttributes(parts: RestParts, { params, json }: RestRequest): Answer {
  const { conversation, participant } = found(parts, params)
  const sent = valid(attributes, json())
  parts.lifecycle.attribute(conversation, participant, sent.attributes)
  return ok({ attributes: { ...participant.attributes } })
}

function changeParticipant(parts: RestParts, { params, json }: RestRequest): Answer {
  const { conversation, participant } = found(parts, params)
  const sent = valid(changed, json())
  if (sent.wrapup) requireAgent(participant)
  if (sent.state) leave(parts, conversation, participant)
  if (sent.wrapup) parts.lifecycle.wrapUp(conversation, participant, sent.wrapup)
  return noContent()
}

/** Where the customer, or the agent who has it, leaves it is over for all; a queue or flow only stops. */
function leave({ lifecycle }: RestParts, conversation: Conversation, participant: Participant): void {
  const { purpose, state } = participant
  if (!isLive(participant)) return
  if (purpose === 'customer' || (purpose === 'agent' && state === 'connected'))
    lifecycle.endAll(conversation, 'client', participant)
  else lifecycle.end(conversation, participant, 'client')
}

function wrapUp(parts: RestParts, { params, json }: RestRequest): Answer {
  const { conversation, participant } = found(parts, params)
  if (participant.communicationId !== params.communication) throw unknown(`communication ${params.communication}`)
  requireAgent(participant)
  parts.lifecycle.wrapUp(conversation, participant, valid(wrapup, json()))
  return noContent()
}

function requireAgent({ purpose }: Participant): void {
  if (purpose !== 'agent') throw badRequest('only agents wrap up')
}

/** Only who is connected and not the customer can be replaced: not a flow that has disconnected. */
function replace(parts: RestParts, { params, json }: RestRequest): Answer {
  const { settings, lifecycle } = parts
  const { conversation, participant } = found(parts, params)
  const { queueId } = valid(toQueue, json())
  const queue = findQueue(settings.queues, queueId)
  if (queue?.id !== queueId) throw badRequest(`queueId: there is no queue ${queueId}`)
  const replaceable = ['workflow', 'acd', 'agent'].includes(participant.purpose) && participant.state === 'connected'
  if (!replaceable) throw badRequest(`participant ${participant.id} cannot be replaced`)
  lifecycle.end(conversation, participant, 'transfer')
  // Whom the former queue offered it to is not asked any more.
  for (const alerted of liveOnes(conversation, 'agent')) lifecycle.end(conversation, alerted, 'system')
  lifecycle.start(conversation, 'acd', { queueId: queue.id, name: queue.name })
  return { status: 202 }
}
