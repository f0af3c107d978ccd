import { notFound, ok } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { badRequest, created } from '../answers.ts'
import type { AttachmentHost } from '../attachment-host.ts'
import { replyTypes, supportedTypes } from '../content.ts'
import { conversationById } from '../conversations.ts'
import { trimConversation } from '../forgetting.ts'
import { send } from '../messages.ts'
import { readReply } from '../reply.ts'
import type { Item, World } from '../world.ts'

/** Gladly API reference, Conversation Items: get, attachment, reply. */
export function itemRoutes(world: World, attachments: AttachmentHost): Route[] {
  const at = (id: string): Item => {
    const item = world.items.get(id)
    if (!item) throw notFound(`item ${id}`)
    return item
  }
  return [
    {
      method: 'GET',
      path: '/api/v1/conversation-items/:id',
      handle({ params }) {
        const { shown } = at(params.id!)
        if (supportedTypes.has(shown.content.type)) return ok(shown)
        const detail = `Conversation item with id [${shown.id}] exists but is not supported by the API.`
        throw badRequest({ code: 'invalid', detail })
      },
    },
    {
      method: 'GET',
      path: '/api/v1/conversation-items/:id/attachments/:attachmentId',
      handle({ params }) {
        const { files } = at(params.id!)
        if (files.length === 0) {
          throw badRequest({ code: 'invalid', detail: 'conversation item content does not contain attachments' })
        }
        const file = files.find((one) => one.id === params.attachmentId)
        if (!file) throw notFound(`attachment ${params.attachmentId}`)
        return { status: 303, headers: { Location: attachments.urlOf(file) } }
      },
    },
    {
      method: 'POST',
      path: '/api/v1/conversation-items/:id/reply',
      handle: ({ params, json }) => reply(world, at(params.id!), json()),
    },
  ]
}

/** Gladly API reference, Reply to message. */
function reply(world: World, to: Item, body: Record<string, unknown>) {
  const conversation = conversationById(world, to.shown.conversationId)
  if (conversation.status === 'CLOSED') {
    throw badRequest({ code: 'invalid', detail: 'you cannot reply to items in closed conversations' })
  }
  if (to.shown.initiator?.type !== 'CUSTOMER') {
    throw badRequest({ code: 'invalid', detail: 'you can only reply to customer messages' })
  }
  const answered = to.shown.content.type
  if (!replyTypes.has(answered)) throw badRequest({ code: 'invalid', detail: `type [${answered}] is not supported` })
  const { type, text, options } = readReply(world.settings, answered, body)
  const quickReply = options && { messageType: 'QUICK_REPLY_REQUEST', messageData: { options } }
  const chat = quickReply ?? { messageType: 'TEXT' }
  const sent = send(world, { conversation, to, by: world.apiUser, text, chat, agentId: world.botAgentId })
  conversation.replies.push({ itemId: sent.shown.id, text, type, options, answers: to.shown.id, at: sent.at })
  trimConversation(world, conversation)
  return created(`/api/v1/conversation-items/${sent.shown.id}`)
}
