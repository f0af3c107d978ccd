import { noContent, notFound, ok } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { type ApiError, badRequest, created, refusal } from '../answers.ts'
import { supportedTypes } from '../content.ts'
import {
  assign,
  assigneeRefused,
  closeConversation,
  conversationById,
  customerWaits,
  reopen,
  setStatus,
} from '../conversations.ts'
import { addNote, addTopics, changeAttributes, type KeyValue, removeTopic } from '../labels.ts'
import type { Assignee } from '../types.ts'
import { type Conversation, shownConversation, type World } from '../world.ts'

/** Gladly API reference, Conversations: get, update, items, topics, notes, freeform topics. */
export function conversationRoutes(world: World): Route[] {
  const at = (id: string) => conversationById(world, id)
  return [
    {
      method: 'GET',
      path: '/api/v1/conversations/:id',
      handle: ({ params }) => ok(shownConversation(at(params.id!))),
    },
    {
      method: 'PATCH',
      path: '/api/v1/conversations/:id',
      handle({ params, json }) {
        const conversation = world.conversations.get(params.id!)
        if (!conversation) throw refusal(404, [{ code: 'not_exist', detail: 'conversation does not exist' }])
        update(world, conversation, readUpdate(world, conversation, json()))
        return noContent()
      },
    },
    {
      method: 'GET',
      path: '/api/v1/conversations/:id/items',
      handle({ params, query }) {
        const session = query.get('sessionId')
        const all = at(params.id!).items.filter(({ shown }) => {
          return supportedTypes.has(shown.content.type) && (!session || shown.content.sessionId === session)
        })
        const items = all.slice(0, world.settings.itemsLimit).map(({ shown }) => shown)
        return ok(items, limitedData(world, all.length > items.length))
      },
    },
    {
      method: 'GET',
      path: '/api/v1/customers/:customerId/conversations',
      handle({ params }) {
        const ids = world.customers.get(params.customerId!)?.conversationIds ?? []
        const conversations = ids.slice(0, 100).map((id) => world.conversations.get(id))
        const shown = conversations.filter((one) => one !== undefined).map(shownConversation)
        return ok(shown, limitedData(world, ids.length > 100))
      },
    },
    {
      method: 'POST',
      path: '/api/v1/conversations/:id/topics',
      handle({ params, json }) {
        const conversation = at(params.id!)
        const { topicIds } = json()
        if (!Array.isArray(topicIds) || topicIds.length === 0) {
          throw badRequest({ attr: 'topicIds', code: 'blank', detail: 'topicIds cannot be blank' })
        }
        if (topicIds.some((id) => typeof id !== 'string')) {
          throw badRequest({ attr: 'topicIds', code: 'invalid', detail: 'topicIds must be strings' })
        }
        addTopics(world, conversation, topicIds, world.apiUser)
        return noContent()
      },
    },
    {
      method: 'DELETE',
      path: '/api/v1/conversations/:id/topics/:topicId',
      handle({ params }) {
        removeTopic(world, at(params.id!), params.topicId!, world.apiUser)
        return noContent()
      },
    },
    {
      method: 'POST',
      path: '/api/v1/conversations/:id/notes',
      handle({ params, json }) {
        const conversation = at(params.id!)
        const note = addNote(world, conversation, readNote(world, json()), world.apiUser)
        return created(`/api/v1/conversations/${conversation.id}/notes/${note.shown.id}`)
      },
    },
    {
      method: 'GET',
      path: '/api/v1/conversations/:id/notes/:noteId',
      handle({ params }) {
        const note = at(params.id!).items.find(({ shown }) => shown.id === params.noteId)
        if (note?.shown.content.type !== 'CONVERSATION_NOTE') throw notFound(`note ${params.noteId}`)
        return ok(note.shown)
      },
    },
    {
      method: 'POST',
      path: '/api/v1/customer-history/:customerId/conversations/:id/custom-attributes',
      handle({ params, json }) {
        const conversation = at(params.id!)
        if (conversation.customerId !== params.customerId) throw notFound(`conversation ${params.id} of the customer`)
        changeAttributes(world, conversation, readAttributes(json()), world.apiUser)
        return noContent()
      },
    },
  ]
}

function limitedData(world: World, cut: boolean): Record<string, string> {
  return cut || world.settings.limitedDataHeader === 'always' ? { 'Gladly-Limited-Data': String(cut) } : {}
}

interface ConversationUpdate {
  assignee?: Assignee
  status?: { value: 'OPEN' | 'CLOSED'; force: boolean }
}

/** Blank parts are reported together, as the reference's example does. */
function readUpdate(world: World, conversation: Conversation, body: Record<string, unknown>): ConversationUpdate {
  const errors: ApiError[] = []
  const { assignee, status } = body as { assignee?: Record<string, unknown>; status?: Record<string, unknown> }
  if (assignee === undefined && status === undefined) {
    throw badRequest({ code: 'blank', detail: 'one of assignee, status must be present' })
  }
  if (assignee !== undefined && !assignee?.inboxId) {
    const detail = "'inboxId' cannot be blank when updating assignee"
    errors.push({ attr: 'assignee.inboxId', code: 'blank', detail })
  }
  if (status !== undefined && !status?.value) {
    const detail = "'value' cannot be blank when updating status"
    errors.push({ attr: 'status.value', code: 'blank', detail })
  } else if (status && status.value !== 'OPEN' && status.value !== 'CLOSED') {
    errors.push({ attr: 'status.value', code: 'invalid', detail: "'value' must be one of OPEN, CLOSED" })
  }
  if (status?.force !== undefined && typeof status.force !== 'boolean') {
    errors.push({ attr: 'status.force', code: 'invalid', detail: "'force' must be a boolean" })
  }
  if (assignee?.agentId && typeof assignee.agentId !== 'string') {
    errors.push({ attr: 'assignee.agentId', code: 'invalid', detail: "'agentId' must be a string" })
  }
  if (errors.length > 0) throw badRequest(...errors)
  return {
    assignee: assignee && { inboxId: String(assignee.inboxId), agentId: agentIn(world, conversation, assignee) },
    status: status && { value: status.value as 'OPEN' | 'CLOSED', force: status.force === true },
  }
}

/** `null` and `""` clear the agent; what leaving it out does is a setting. */
function agentIn(world: World, conversation: Conversation, assignee: Record<string, unknown>): string | undefined {
  if (assignee.agentId !== undefined) return (assignee.agentId as string | null) || undefined
  return world.settings.omittedAgent === 'keep' ? conversation.agentId : undefined
}

/** All or nothing: refusals first (Gladly API reference, Update conversation, 400). */
function update(world: World, conversation: Conversation, { assignee, status }: ConversationUpdate): void {
  const refused = assignee && assigneeRefused(world, conversation, assignee)
  if (refused) throw refused
  const closing = status?.value === 'CLOSED' && conversation.status !== 'CLOSED'
  if (closing && world.settings.topicsRequired && conversation.topicIds.length === 0) {
    throw badRequest({ code: 'invalid_state', detail: 'topics are required before closing of conversation' })
  }
  if (closing && !status.force && customerWaits(conversation)) {
    const detail = "cannot close conversation, customer waiting for response, set 'status.force' to true to override"
    throw badRequest({ code: 'invalid_state', detail })
  }
  if (assignee) assign(world, conversation, assignee, { reason: 'MANUAL', by: world.apiUser })
  if (closing) closeConversation(world, conversation, world.apiUser)
  if (status?.value === 'OPEN' && conversation.status === 'CLOSED') reopen(world, conversation, world.apiUser)
  else if (status?.value === 'OPEN') setStatus(world, conversation, 'OPEN')
}

/** The reference declares and exemplifies `content.body`, but lists `body`: a setting says which is right. */
function readNote(world: World, sent: Record<string, unknown>): string {
  const shape = world.settings.noteShape
  const nested = (sent.content as Record<string, unknown> | undefined | null)?.body
  const body = shape === 'content' ? nested : shape === 'body' ? sent.body : (nested ?? sent.body)
  if (typeof body === 'string' && body !== '') return body
  const attr = shape === 'body' ? 'body' : 'content'
  throw badRequest({ attr, code: 'blank', detail: `${attr} cannot be blank` })
}

function readAttributes(body: Record<string, unknown>): { add: KeyValue[]; remove: KeyValue[] } {
  if (body.add === undefined && body.remove === undefined) {
    throw badRequest({ code: 'blank', detail: 'one of add, remove must be present' })
  }
  return { add: keyValues('add', body.add), remove: keyValues('remove', body.remove) }
}

function keyValues(attr: string, list: unknown): KeyValue[] {
  if (list === undefined || list === null) return []
  const fine =
    Array.isArray(list) && list.every((one) => typeof one?.key === 'string' && typeof one?.value === 'string')
  if (!fine) throw badRequest({ attr, code: 'invalid', detail: `${attr} must be a list of {key, value} strings` })
  for (const { key, value } of list as KeyValue[]) {
    if (key === '' || value === '') throw badRequest({ attr, code: 'blank', detail: 'key and value cannot be blank' })
  }
  return list as KeyValue[]
}
