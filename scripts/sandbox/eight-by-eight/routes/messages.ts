import { z } from 'zod'
import { noContent } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { type ApiCall, hal, type Operation, operation } from '../http.ts'
import { listAnswer } from '../lists.ts'
import { postMessage } from '../messages.ts'
import { invalid, Problem, unknown } from '../problem.ts'
import { messageSchema, read } from '../requests.ts'
import { timestamp } from '../timestamps.ts'
import { type Conversation, conversationById, type Message, type World } from '../world.ts'

const BASE = '/chat-gateway/v1/conversations/:id/messages'
const CARDS = '/api/v1/tenant/:tenantId/conversations/:id/cards/:cardId'
const BY_TIME = { sort: 'createdAt:desc', sortable: ['createdAt'], filters: false }
const LISTED = { shapes: { 404: 'codes' } } as const

/** Posting messages, reading them and their cards, and what became of cards. */
export function messageRoutes(world: World): Route<Operation>[] {
  const { settings } = world
  const one = ({ params }: ApiCall) => conversationById(world, params.id!)
  const message = (call: ApiCall): [Conversation, Message] => {
    const conversation = one(call)
    const found = conversation.messages.find(({ id }) => id === call.params.messageId)
    if (!found) throw unknown('Message', call.params.messageId!)
    return [conversation, found]
  }
  return [
    operation(
      'POST',
      BASE,
      (call) => {
        const conversation = one(call)
        const posted = read(messageSchema(settings), call.json(), 'invalid_json_object')
        if (posted.externalProvider && conversation.channelType !== 'Twitter') {
          throw invalid('invalid_json_object', 'externalProvider is only supported for X')
        }
        postMessage(world, conversation, posted)
        return { status: 202 }
      },
      { shapes: { 400: 'object' } },
    ),
    operation(
      'GET',
      BASE,
      (call) => {
        const conversation = one(call)
        const shown = conversation.messages.map((each) => shownMessage(conversation, each))
        return listAnswer(settings, call, shown, { name: 'messages', ...BY_TIME, links: false })
      },
      LISTED,
    ),
    operation('GET', `${BASE}/:messageId`, (call) => hal(shownMessage(...message(call)))),
    operation(
      'GET',
      `${BASE}/:messageId/cards`,
      (call) => {
        const [, { cards }] = message(call)
        // Cards have no time of their own: they are as old as their message.
        return listAnswer(settings, call, structuredClone(cards), { name: 'cards', ...BY_TIME })
      },
      LISTED,
    ),
    cardAction(world, 'action-submit', 'actionSubmitted'),
    cardAction(world, 'action-execute', 'actionExecuted'),
  ]
}

function cardAction(world: World, action: string, done: 'actionSubmitted' | 'actionExecuted'): Route<Operation> {
  return operation(
    'PUT',
    `${CARDS}/${action}`,
    (call) => {
      const { tenantId, id, cardId } = call.params
      if (tenantId !== world.settings.tenantId) {
        throw new Problem(
          403,
          'forbidden',
          `Tenant ${tenantId} does not belong to customer ${world.settings.customerId}.`,
        )
      }
      read(z.object({ name: z.string().optional() }), call.json())
      const cards = conversationById(world, id!).messages.flatMap((message) => message.cards)
      const card = cards.find((each) => each.id === cardId)
      if (!card) throw unknown('Card', cardId!)
      card[done] = true
      return noContent()
    },
    { shapes: { 404: 'codes' }, listsTenant: false },
  )
}

function shownMessage({ user, participants }: Conversation, message: Message) {
  const { id, text, createdAt, author, attachments, cards, externalProvider } = message
  const removed = participants.some((one) => one.id === author.id && one.removed)
  const language = author.type === 'user' && { language: user.language ?? 'en' }
  return structuredClone({
    id,
    text,
    createdAt: timestamp(createdAt),
    author: { ...author, removed, ...language },
    attachments: attachments.map((one) => ({ id: one.id })),
    cards,
    ...(externalProvider && { externalProvider }),
  })
}
