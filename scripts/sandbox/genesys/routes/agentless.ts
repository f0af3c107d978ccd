import { z } from 'zod'
import type { Answer } from '../../simulator/answers.ts'
import type { Conversation } from '../conversations.ts'
import { badRequest } from '../errors.ts'
import { on, type RestParts, type RestRequest, type RestRoute, valid } from '../rest.ts'
import type { Participant } from '../types.ts'

const LONGEST = 2000

const agentless = z.strictObject({
  fromAddress: z.string().min(1),
  toAddress: z.string().min(1),
  toAddressMessengerType: z.literal('open'),
  textBody: z.string().min(1).max(LONGEST),
  useExistingActiveConversation: z.boolean().default(false),
})

/** `POST /api/v2/conversations/messages/agentless`: a text to a customer from nobody. Our own webhook gets it. */
export function agentlessRoutes(parts: RestParts): RestRoute[] {
  return [
    on('POST', '/conversations/messages/agentless', 'conversation:message:create', (request) => send(parts, request)),
  ]
}

function send(parts: RestParts, { json }: RestRequest): Answer {
  const { settings, conversations, integrations, lifecycle, outbound } = parts
  const { fromAddress, toAddress, textBody, useExistingActiveConversation } = valid(agentless, json())
  if (integrations.find(fromAddress)?.createStatus !== 'Completed') {
    throw badRequest(`fromAddress ${fromAddress} is no integration`)
  }
  const active = useExistingActiveConversation ? conversations.active(fromAddress, toAddress) : undefined
  // One of its own, over at once: the customer's next message does not go there.
  const conversation = active ?? conversations.create(fromAddress, { id: toAddress, idType: 'Opaque' }, false)
  const participant = apiOf(parts, conversation)
  const said = { from: 'bot', entity: settings.agentlessEntity, participant, text: textBody } as const
  const message = outbound.say(conversation, said)
  if (!active) lifecycle.endAll(conversation, 'system')
  const body = {
    id: message.id,
    conversationId: conversation.id,
    fromAddress,
    toAddress,
    messengerType: 'open',
    useExistingActiveConversation,
    message: { id: message.id },
    timestamp: message.time,
    user: { id: settings.clientId },
    selfUri: `/api/v2/conversations/messages/${conversation.id}/messages/${message.id}`,
  }
  return { status: 202, body }
}

/** Who agentless messages are listed under: there only for as long as one takes. */
function apiOf({ lifecycle }: RestParts, conversation: Conversation): Participant {
  const known = conversation.participants.find(({ purpose }) => purpose === 'api')
  if (known) return known
  const added = lifecycle.start(conversation, 'api', { direction: 'outbound' })
  lifecycle.end(conversation, added, 'system')
  return added
}
