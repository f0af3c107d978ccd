import { AsyncLocalStorage } from 'node:async_hooks'
import type { Activity } from 'botbuilder'
import { AuthenticationError, type BotFrameworkAuthentication } from 'botframework-connector'
import { messageOf } from '../errors.ts'
import { type CallerIdentity, identityOf } from './identity.ts'

/** Who sends an activity; or that it is nobody we know (401), or that nobody can tell at the moment (503). */
export type Authenticated =
  | { ok: true; identity: CallerIdentity }
  | { ok: false; status: 401 | 503; message: string; why: string }

/** For the documents with the channel's keys. The channel itself waits 15 s. */
const LIMIT_MS = 5_000

/** Is it a Bot Framework channel that sends? By the SDK's own means. */
export async function authenticate(
  authentication: BotFrameworkAuthentication,
  activity: Activity,
  header: string,
): Promise<Authenticated> {
  if (header !== '' && !isToken(header)) return unknown('the Authorization header is no bearer token')
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer from the key service')), LIMIT_MS)
    })
    const found = unprinted(() => authentication.authenticateRequest(activity, header))
    return { ok: true, identity: identityOf(await Promise.race([found, late])) }
  } catch (error) {
    if (isTheCallersFault(error)) return unknown(messageOf(error))
    return {
      ok: false,
      status: 503,
      message: 'the caller cannot be authenticated at the moment',
      why: messageOf(error),
    }
  } finally {
    clearTimeout(timer)
  }
}

const unknown = (why: string): Authenticated => ({ ok: false, status: 401, message: 'not authenticated', why })

const OF_TOKENS: readonly unknown[] = ['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError']

/** The SDK also calls it an authentication error where it could not load the keys, with a status of its own. */
function isTheCallersFault(error: unknown): boolean {
  const { name, statusCode } = error as { name?: unknown; statusCode?: unknown }
  return OF_TOKENS.includes(name) || (error instanceof AuthenticationError && !(Number(statusCode) >= 500))
}

/** The SDK looks into a token before it knows that it is one. */
function isToken(header: string): boolean {
  const [head, body] = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]*$/.exec(header)?.slice(1) ?? []
  return head !== undefined && body !== undefined && isObject(head) && isObject(body)
}

function isObject(base64: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const asking = new AsyncLocalStorage<true>()
let underWay = 0
let print = console.error

function printElse(...said: unknown[]): void {
  if (asking.getStore() === undefined) print(...said)
}

/** The SDK prints what it refuses, which lets anybody fill our standard error. We log it ourselves. */
async function unprinted<T>(work: () => Promise<T>): Promise<T> {
  if (console.error !== printElse) {
    print = console.error
    console.error = printElse
  }
  underWay += 1
  try {
    return await asking.run(true, work)
  } finally {
    underWay -= 1
    if (underWay === 0 && console.error === printElse) console.error = print
  }
}
