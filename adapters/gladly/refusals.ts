import type { ConnectionRequest } from '../core/delivery/connection.ts'
import { reworded } from '../core/delivery/refusals.ts'
import { PlatformRefusedError } from '../core/errors.ts'
import { problemsOf } from './schemas.ts'

/** The same refusal, with Gladly's own words in the message and what to do about it. */
export function explained(error: unknown, request: ConnectionRequest): unknown {
  if (!(error instanceof PlatformRefusedError)) return error
  const { status, body } = error
  const details = problemsOf(body).map(({ code, attr, detail }) => detail ?? [code, attr].filter(Boolean).join(' '))
  const message = [`Gladly answered ${status} to ${request.method} ${request.path}`, ...details.slice(0, 3)].join(': ')
  return reworded(error, message, hintFor(error))
}

function hintFor({ status, body }: PlatformRefusedError): string | undefined {
  if (status === 401)
    return 'Check GLADLY_USER_EMAIL and GLADLY_API_TOKEN: a token works for one user in one environment only.'
  if (status === 403) return 'The user of GLADLY_USER_EMAIL needs the roles API User and Agent.'
  const details = problemsOf(body).map(({ attr, detail }) => `${attr ?? ''} ${detail ?? ''}`)
  if (details.some((text) => /assignee\.agentId|does not belong to inbox/i.test(text))) {
    return 'Make the dedicated user a member of every AI inbox.'
  }
  if (details.some((text) => /topics are required/i.test(text))) {
    return 'The organization wants topics before closing: let the bot add one, or name some in the profile (resolve.topics).'
  }
  return undefined
}
