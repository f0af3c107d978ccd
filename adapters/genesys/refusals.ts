import type { ConnectionResponse } from '../core/delivery/connection.ts'
import { reworded } from '../core/delivery/refusals.ts'
import { PlatformRefusedError, RateLimitedError } from '../core/errors.ts'
import { GENESYS } from './address.ts'
import { problem } from './schemas.ts'

interface Asked {
  method: string
  path: string
}

/** True where Genesys said no to what was asked, not to who asked. */
export function isContentRefusal(error: unknown): error is PlatformRefusedError {
  return error instanceof PlatformRefusedError && !error.isCredentials
}

/** The same refusal, with Genesys' own words and the number its support asks for (facts: errors). */
export function explained(error: PlatformRefusedError, { method, path }: Asked): PlatformRefusedError {
  const { status, body } = error
  const said = problem.safeParse(body).data
  const words = [said?.code, said?.message, said?.contextId && `contextId ${said.contextId}`].filter(Boolean)
  const message = [`Genesys answered ${status} to ${method} ${path}`, ...words].join(': ')
  return reworded(error, message, hintFor(status, said?.code))
}

function hintFor(status: number | undefined, code: string | undefined): string | undefined {
  if (status === 403 || code?.startsWith('missing.'))
    return 'Give the OAuth client a role with the permission named, in the division of the queue.'
  if (status === 401) return 'Is the OAuth client still there, and its grant Client Credentials?'
  return undefined
}

/** A 429, with the wait Genesys asks for: `Retry-After`, else "in [n] seconds", else the time to the next window and a second. */
export function rateLimited(response: ConnectionResponse, { method, path }: Asked): RateLimitedError {
  const { headers, data } = response
  const words = problem.safeParse(data).data?.message ?? (typeof data === 'string' ? data : '')
  const seconds = [
    headers['retry-after'],
    /retry the request in \[?(\d+)\]? second/i.exec(words)?.[1],
    plusOne(headers['inin-ratelimit-reset']),
  ]
    .map((one) => (one === undefined || String(one).trim() === '' ? Number.NaN : Number(one)))
    .find((one) => Number.isFinite(one) && one >= 0)
  const wait = seconds === undefined ? undefined : seconds * 1_000
  return new RateLimitedError(`${method} ${path} was answered 429`, wait, { channelId: GENESYS })
}

const plusOne = (text: string | undefined): string | undefined =>
  text === undefined || !Number.isFinite(Number(text)) ? undefined : String(Number(text) + 1)
