import type { DeskView, Opened, OpenRequest } from '../../core/desk/desk.ts'
import { DeskClosedError, isRefusal } from '../../core/errors.ts'
import type { Logger } from '../../core/log.ts'
import type { ConversationBody, EightByEightClient } from '../client.ts'
import { type StatusPorts, whyClosed } from '../queue-status.ts'
import { problemsOf } from '../refusals.ts'
import { type CompleteEightByEightSettings, learntLaterMissing, queueIdOf } from '../settings.ts'
import { EIGHT_BY_EIGHT } from '../webhook.ts'
import { findByHandOff } from './find-opened.ts'
import { historyOf } from './history.ts'
import { userOf } from './properties.ts'

/** What opening a conversation needs. */
export interface OpenPorts extends StatusPorts {
  settings: CompleteEightByEightSettings
  client: EightByEightClient
  log: Logger
}

/**
 * The body of `POST /conversations` (Create conversation): who it is, what the bot found out, what was said, and to which
 * queue.
 */
export function conversationBody(
  settings: CompleteEightByEightSettings & { channelId: string },
  queueId: string,
  request: OpenRequest,
  view: Pick<DeskView, 'customer'>,
): ConversationBody {
  const { profile, channelId } = settings
  const { user, leftOver } = userOf(request, view.customer, profile)
  const messages = historyOf(request.handOff.transcript ?? [], leftOver, profile)
  return {
    channelId,
    assignment: { type: 'queue', id: queueId },
    user,
    ...(messages.length === 0 ? {} : { history: { messages } }),
  }
}

/** Open a conversation, if somebody can take the customer. Returns the user it was opened with as well. */
export async function openConversation(ports: OpenPorts, request: OpenRequest, view: DeskView, signal: AbortSignal) {
  const { settings, client } = ports
  const queueId = queueIdOf(settings, request.handOff.queue)
  if (queueId === undefined) throw closed(`there is no queue '${request.handOff.queue}'`, KNOW_QUEUE)
  const missing = learntLaterMissing(settings)
  const { channelId } = settings
  // Without these the conversation could be opened and never be heard of again.
  if (missing.length > 0 || channelId === undefined)
    throw closed(`8x8 is not set up yet: ${missing.join(', ')} missing`)
  const why = await whyClosed(ports, queueId, signal)
  if (why !== undefined) throw closed(why)
  const body = conversationBody({ ...settings, channelId }, queueId, request, view)
  try {
    const conversationId = await client.createConversation(body, signal)
    const opened: Opened = { conversationId, ready: settings.profile.readyOn === 'created' }
    return { opened, user: body.user }
  } catch (error) {
    if (isRefusal(error, 400, 404, 422) && problemsOf(error.body).some(({ code }) => code === 'invalid_queue')) {
      throw closed(`8x8 knows no queue ${queueId}`, KNOW_QUEUE)
    }
    throw error
  }
}

/** The conversation that an attempt of unknown outcome opened. */
export async function findOpened(ports: OpenPorts, { id }: OpenRequest, signal: AbortSignal) {
  const { settings, client, log } = ports
  if (settings.channelId === undefined) return undefined
  const { found, complete } = await findByHandOff(client, settings, id, signal)
  if (found?.id === undefined) {
    if (!complete) log.warn({ channelId: EIGHT_BY_EIGHT, handOff: id }, 'not all conversations could be looked through')
    return undefined
  }
  const opened: Opened = {
    conversationId: found.id,
    ready: settings.profile.readyOn === 'created' || found.state === 'active',
  }
  return opened
}

const KNOW_QUEUE = 'Name it in EIGHT_BY_EIGHT_QUEUES (name=id) or correct EIGHT_BY_EIGHT_QUEUE_ID.'

const closed = (why: string, hint?: string) =>
  new DeskClosedError(why, { channelId: EIGHT_BY_EIGHT, ...(hint === undefined ? {} : { hint }) })
