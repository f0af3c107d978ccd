import type { Route } from '../../simulator/router.ts'
import { createConversation, reassign } from '../conversations.ts'
import { type ApiCall, hal, type Operation, operation } from '../http.ts'
import { listAnswer } from '../lists.ts'
import { invalid } from '../problem.ts'
import { changeSchema, creationSchema, read, replacementSchema } from '../requests.ts'
import { timestamp } from '../timestamps.ts'
import type { Assignment, UserData } from '../types.ts'
import { type Channel, type Conversation, conversationById, startOf, type World } from '../world.ts'

const BASE = '/chat-gateway/v1/conversations'

/** Creating, listing, reading and changing conversations. */
export function conversationRoutes(world: World): Route<Operation>[] {
  const { settings } = world
  const one = ({ params }: ApiCall) => conversationById(world, params.id!)
  return [
    operation('POST', BASE, (call) => create(world, call)),
    operation('GET', BASE, (call) => {
      const all = [...world.conversations.values()].map(shownConversation)
      return listAnswer(settings, call, all, {
        name: 'conversations',
        sort: 'id:asc',
        sortable: ['id', 'state', 'channelId'],
      })
    }),
    operation('GET', `${BASE}/:id`, (call) => hal(shownConversation(one(call)))),
    operation('PUT', `${BASE}/:id`, (call) => {
      const conversation = one(call)
      const sent = read(replacementSchema(settings), call.json())
      const channel = sent.channelId === undefined ? undefined : channelFor(world, sent.channelId)
      if (channel && channel.type !== conversation.channelType) throw invalidChannel(channel.id)
      const change = assignmentChange(world, conversation, sent.assignment)
      if (channel) conversation.channelId = channel.id
      return changed(world, conversation, change, () => sent.user ?? {})
    }),
    operation('PATCH', `${BASE}/:id`, (call) => {
      const conversation = one(call)
      const sent = read(changeSchema(settings), call.json())
      if (!sent.user && !sent.assignment) throw invalid('invalid_parameter', 'assignment or user is required')
      const { user } = sent
      const change = assignmentChange(world, conversation, sent.assignment)
      const patched = () => ({ ...(settings.userPatch === 'merge' && conversation.user), ...user })
      return changed(world, conversation, change, user && patched)
    }),
    operation('GET', `${BASE}/:id/interactions`, (call) => {
      const shown = one(call).interactions.map(({ id: interaction, startTime, endTime }) => ({
        id: interaction,
        startTime: timestamp(startTime),
        ...(endTime && { endTime: timestamp(endTime) }),
      }))
      return listAnswer(settings, call, shown, { name: 'interactions', pages: false, filters: false })
    }),
  ]
}

function create(world: World, call: ApiCall) {
  const sent = read(creationSchema(world.settings), call.json())
  const channel = channelFor(world, sent.channelId)
  if (channel.type !== 'ChatAPI') throw invalidChannel(channel.id)
  const history = sent.history?.messages ?? []
  if (history.some(({ attachments = [] }) => attachments.length > 0)) {
    throw invalid('invalid_attachment', 'Attachments of another conversation cannot be used.', 'history.messages')
  }
  mustExist(world, sent.assignment ?? startOf(channel))
  const conversation = createConversation(world, { channel, user: sent.user, assignment: sent.assignment, history })
  return hal({ conversationId: conversation.id, createdAt: timestamp(conversation.createdAt) }, 202)
}

function channelFor(world: World, channelId: string): Channel {
  const channel = world.channels.get(channelId)
  if (!channel) throw invalidChannel(channelId)
  return channel
}

function invalidChannel(channelId: string): Error {
  return invalid('invalid_channel', `Channel ID ${channelId} is invalid.`, 'channelId', channelId)
}

/** Throws 400 for a queue or a script that does not exist; what is not known may be taken, as the setting says. */
function mustExist(world: World, { type, id: named }: Assignment): boolean {
  const known = type === 'queue' ? world.queues.has(named) : scriptIds(world).has(named)
  if (known) return true
  if (type === 'queue' && world.settings.unknownQueue === 'accept') return false
  const what = type === 'queue' ? 'Queue' : 'Script'
  throw invalid(`invalid_${type}`, `${what} ID ${named} is invalid.`, 'assignment.id', named)
}

function scriptIds({ channels }: World): Set<string> {
  return new Set([...channels.values()].flatMap(({ scriptId = [] }) => scriptId))
}

/** What changes the assignment, after a while; undefined where nothing is to be changed, or nothing comes of it. */
function assignmentChange(world: World, conversation: Conversation, wanted?: Assignment): (() => void) | undefined {
  if (!wanted || !mustExist(world, wanted)) return undefined
  const { over } = conversation
  return () => {
    world.agenda.after(world.settings.assignmentDelayMs, () => {
      // One that ended in between is not opened again by what was asked before.
      if (conversation.over === over) reassign(world, conversation, wanted)
    })
  }
}

/** 202, with the old assignment still: the new one comes later. */
function changed(world: World, conversation: Conversation, change?: () => void, user?: () => UserData) {
  if (user) {
    conversation.user = structuredClone(user())
    world.events.update(conversation)
  }
  change?.()
  return hal(shownConversation(conversation), 202)
}

function shownConversation({ id: own, state, channelId, assignment: assigned, user }: Conversation) {
  return structuredClone({ id: own, state, channelId, assignment: assigned, user })
}
