import { ok } from '../simulator/answers.ts'
import type { ActivityWriter } from './activities.ts'
import type { Attachments } from './attachments.ts'
import { type ConnectorRoute, connectorRoute as on, refusal } from './connector-answers.ts'
import type { Conversation, Conversations } from './conversations.ts'
import type { Account, WireActivity } from './types.ts'

/** What the connector service works on. */
export interface ConnectorParts {
  conversations: Conversations
  writer: ActivityWriter
  attachments: Attachments
  serviceUrl(): string
}

/** The REST API bots call under an activity's `serviceUrl` (Bot Connector, v3). */
export function conversationRoutes({ conversations, writer, serviceUrl }: ConnectorParts): ConnectorRoute[] {
  const of = (id: string | undefined) => known(conversations, id)
  const add = (conversation: Conversation, sent: WireActivity) => {
    const activity = writer.fromBot(conversation, sent)
    conversation.add('bot', activity)
    return { id: activity.id! }
  }
  return [
    on('POST', '/v3/conversations', ({ json }) => {
      const { members, bot, channelData, activity } = json()
      const customer = accountsIn(members)[0]
      if (!customer) throw refusal(400, 'BadArgument', 'Conversation needs a member')
      const conversation = conversations.start({ customer })
      if (accountsIn([bot])[0]) conversation.setBot(accountsIn([bot])[0]!)
      const first = activity ? add(conversation, { channelData, ...activityIn(activity) }) : undefined
      const answer = { id: conversation.id, serviceUrl: serviceUrl(), ...(first && { activityId: first.id }) }
      return { status: 201, body: answer }
    }),
    on('GET', '/v3/conversations', () =>
      ok({ conversations: conversations.all().map(({ id, members }) => ({ id, members })) }),
    ),
    on('POST', '/v3/conversations/:id/activities', ({ params, json }) => {
      const conversation = of(params.id)
      return ok(add(conversation, admitted(conversation, activityIn(json()))))
    }),
    on('POST', '/v3/conversations/:id/activities/history', ({ params, json }) => {
      const conversation = of(params.id)
      const { activities } = json()
      if (!Array.isArray(activities)) throw refusal(400, 'MissingProperty', 'Transcript needs activities')
      for (const activity of activities.map(activityIn)) add(conversation, activity)
      return ok({ id: conversation.id })
    }),
    on('POST', '/v3/conversations/:id/activities/:activityId', ({ params, json }) => {
      const conversation = of(params.id)
      // What is replied to need not be known any more: threads are for display only.
      const sent = { replyToId: params.activityId, ...activityIn(json()) }
      return ok(add(conversation, admitted(conversation, sent)))
    }),
    on('PUT', '/v3/conversations/:id/activities/:activityId', ({ params, json }) => {
      const conversation = of(params.id)
      const id = params.activityId!
      const activity = { ...writer.fromBot(conversation, admitted(conversation, activityIn(json()))), id }
      if (!conversation.update(id, activity)) throw noActivity(id)
      return ok({ id })
    }),
    on('DELETE', '/v3/conversations/:id/activities/:activityId', ({ params }) => {
      if (!of(params.id).remove(params.activityId!)) throw noActivity(params.activityId!)
      return { status: 200 }
    }),
    on('GET', '/v3/conversations/:id/activities/:activityId/members', ({ params }) => {
      const conversation = of(params.id)
      if (!conversation.has(params.activityId!)) throw noActivity(params.activityId!)
      return ok(conversation.members)
    }),
  ]
}

/** Who takes part, as bots may ask. */
export function memberRoutes({ conversations }: ConnectorParts): ConnectorRoute[] {
  const of = (id: string | undefined) => known(conversations, id)
  const noMember = (id: string) => refusal(404, 'MemberNotFoundInConversation', `Member ${id} not found`)
  return [
    on('GET', '/v3/conversations/:id/members', ({ params }) => ok(of(params.id).members)),
    on('GET', '/v3/conversations/:id/pagedmembers', ({ params }) => ok({ members: of(params.id).members })),
    on('GET', '/v3/conversations/:id/members/:memberId', ({ params }) => {
      const member = of(params.id).members.find(({ id }) => id === params.memberId)
      if (!member) throw noMember(params.memberId!)
      return ok(member)
    }),
    on('DELETE', '/v3/conversations/:id/members/:memberId', ({ params }) => {
      if (!of(params.id).removeMember(params.memberId!)) throw noMember(params.memberId!)
      return { status: 200 }
    }),
  ]
}

/** A conversation, or the connector's 404. */
export function known(conversations: Conversations, id: string | undefined): Conversation {
  const conversation = conversations.find(id ?? '')
  if (!conversation) throw refusal(404, 'ConversationNotFound', 'Conversation not found')
  return conversation
}

/** What was sent, as an activity; 400 where it has no type. */
function activityIn(sent: unknown): WireActivity {
  const { type } = (sent ?? {}) as Partial<WireActivity>
  if (typeof type !== 'string' || type === '') throw refusal(400, 'MissingProperty', 'Activity needs a type')
  return sent as WireActivity
}

/** The Agents Playground shows no events and no ends: it answers them with 400. */
function admitted({ channelId }: Conversation, activity: WireActivity): WireActivity {
  if (channelId === 'emulator' && (activity.type === 'event' || activity.type === 'endOfConversation')) {
    throw refusal(400, 'BadArgument', `Activities of type ${activity.type} are not supported`)
  }
  return activity
}

const noActivity = (id: string) => refusal(404, 'ActivityNotFoundInConversation', `Activity ${id} not found`)

function accountsIn(value: unknown): Account[] {
  if (!Array.isArray(value)) return []
  return value.filter((one): one is Account => typeof one?.id === 'string' && one.id !== '')
}
