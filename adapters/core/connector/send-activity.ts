import type { Activity } from 'botbuilder'
import { AppCredentials, AuthenticationConstants, type ConnectorClient } from 'botframework-connector'
import { messageOf, PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../errors.ts'
import { firstOf } from '../signals.ts'

const CHANNEL_TIMEOUT_MS = 15_000

/** Bring an activity to its channel, as `CloudAdapter` does. Resolves to the channel's id of it. */
export async function sendActivity(
  client: ConnectorClient,
  { id: _, ...activity }: Partial<Activity>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { conversation, replyToId } = activity
  const sent = await call(client, `${activity.type} to ${activity.channelId}`, activity.channelId, signal, (options) =>
    replyToId
      ? client.conversations.replyToActivity(conversation!.id, replyToId, activity as Activity, options)
      : client.conversations.sendToConversation(conversation!.id, activity as Activity, options),
  )
  return sent?.id || undefined
}

/** Change an activity on its channel. `activity.id` is the channel's. */
export async function changeActivity(
  client: ConnectorClient,
  activity: Partial<Activity>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const changed = await call(client, `a change on ${activity.channelId}`, activity.channelId, signal, (options) =>
    client.conversations.updateActivity(activity.conversation!.id, activity.id!, activity as Activity, options),
  )
  return changed?.id || activity.id
}

/** Take an activity back. `activityId` is the channel's. */
export async function takeBackActivity(
  client: ConnectorClient,
  { channelId, conversationId, activityId }: { channelId: string; conversationId: string; activityId: string },
  signal: AbortSignal,
): Promise<void> {
  await call(client, `a deletion on ${channelId}`, channelId, signal, (options) =>
    client.conversations.deleteActivity(conversationId, activityId, options),
  )
}

/** What the SDK's clients take beside their arguments. */
interface CallOptions {
  abortSignal: AbortSignal
}

async function call<T>(
  client: ConnectorClient,
  what: string,
  channelId: string | undefined,
  signal: AbortSignal,
  make: (options: CallOptions) => Promise<T>,
): Promise<T | undefined> {
  const abortSignal = firstOf([signal], CHANNEL_TIMEOUT_MS)
  const details = channelId === undefined ? {} : { channelId }
  try {
    await haveToken(client, abortSignal)
  } catch (error) {
    throw new PlatformUnreachableError(`${what} waits for a token: ${saidBy(error)}`, 'not-sent', details)
  }
  try {
    return await make({ abortSignal })
  } catch (error) {
    const { statusCode = 0 } = error as { statusCode?: number }
    // Taken, with an answer nobody can read.
    if (statusCode >= 200 && statusCode < 300) return undefined
    throw asOurs(what, details, error, abortSignal.aborted)
  }
}

/** Have the SDK fetch its token, if it needs one, ahead of the call: where there is none, nothing has been sent. */
async function haveToken({ credentials }: ConnectorClient, signal: AbortSignal): Promise<void> {
  if (!(credentials instanceof AppCredentials)) return
  if (!credentials.appId || credentials.appId === AuthenticationConstants.AnonymousSkillAppId) return
  let over: () => void = () => {}
  const late = new Promise<never>((_, reject) => {
    over = () => reject(new Error('no answer from the login service'))
    signal.addEventListener('abort', over, { once: true })
    if (signal.aborted) over()
  })
  try {
    await Promise.race([credentials.getToken(), late])
  } finally {
    signal.removeEventListener('abort', over)
  }
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

const saidBy = (error: unknown): string => messageOf(error).slice(0, 500)

/** The SDK's error as one of the family; never itself: it carries the request, and with it our token. */
function asOurs(what: string, details: { channelId?: string }, error: unknown, aborted: boolean): Error {
  const { name, statusCode, code, response } = error as {
    name?: string
    statusCode?: number
    code?: string
    response?: { headers?: { get(name: string): string | undefined } }
  }
  const said = saidBy(error)
  if (statusCode === undefined) {
    // Neither the network's nor the clock's doing: the SDK finds the activity itself impossible.
    if (!aborted && name !== 'RestError' && name !== 'AbortError' && code === undefined)
      return new PlatformRefusedError(`${what} cannot be sent: ${said}`, details)
    const outcome = NEVER_SENT.has(codeOf(error) ?? code ?? '') ? 'not-sent' : 'unknown'
    return new PlatformUnreachableError(`${what} got no answer: ${said}`, outcome, details)
  }
  const told = `${what} was answered ${statusCode}`
  if (statusCode === 429)
    return new RateLimitedError(told, retryAfterMs(response?.headers?.get('retry-after')), details)
  if (statusCode === 503) return new PlatformUnreachableError(told, 'not-sent', { ...details, status: statusCode })
  if (statusCode >= 500) return new PlatformUnreachableError(told, 'unknown', { ...details, status: statusCode })
  return new PlatformRefusedError(told, { ...details, status: statusCode, platformMessage: said })
}

/** The system's word for what went wrong, however deep it lies. */
function codeOf(error: unknown): string | undefined {
  for (let one = error as { code?: unknown; cause?: unknown } | undefined; one; one = one.cause as typeof one) {
    if (typeof one.code === 'string' && NEVER_SENT.has(one.code)) return one.code
  }
  return [...NEVER_SENT].find((code) => messageOf(error).includes(code))
}

/** Seconds or an HTTP date; the error it goes into makes a wait of it. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  return Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now()
}
