import { z } from 'zod'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../core/errors.ts'
import type { ImiconnectProfile } from './profile.ts'
import { IMICONNECT } from './webhook.ts'

/** What the generated URL answered, as far as it says anything (Webex Connect developers, Inbound Webhooks: Response). */
export interface Verdict {
  /** The first code that is no success. */
  refused?: { code: string; description?: string }
  /** Its id for what it took. */
  platformId?: string
}

const text = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined)
const entry = z.looseObject({
  code: text,
  description: text,
  message: text,
  messageid: text,
  messageId: text,
  transid: text,
})
const envelope = z.looseObject({
  response: z
    .union([z.array(entry), entry])
    .optional()
    .catch(undefined),
})

/**
 * Errors may come with HTTP 200; `response` is a list or a single object. An answer that says nothing in this form is no
 * error: which form the URL of a bot answers in is not documented.
 */
export function judge(data: unknown, { response }: ImiconnectProfile): Verdict {
  const parsed = envelope.safeParse(data)
  if (!parsed.success) return {}
  const bare = entry.safeParse(data)
  const entries = [parsed.data.response ?? (bare.success ? bare.data : [])].flat()
  const bad = entries.find(({ code }) => code !== undefined && !response.okCodes.includes(code.trim()))
  const platformId = entries.map((one) => one.messageid ?? one.messageId ?? one.transid).find((id) => id !== undefined)
  const description = bad?.description ?? bad?.message
  return {
    ...(bad === undefined
      ? {}
      : { refused: { code: bad.code!.trim(), ...(description === undefined ? {} : { description }) } }),
    ...(platformId ? { platformId } : {}),
  }
}

/** A refusal as one of core's errors, which says what follows: another try, waiting for a person, or giving up. */
export function errorOf(
  what: string,
  { code, description }: NonNullable<Verdict['refused']>,
  { response }: ImiconnectProfile,
  status?: number,
): Error {
  const message = `IMIconnect answered ${code}${description === undefined ? '' : ` (${description})`} to ${what}`
  const details = { channelId: IMICONNECT, hint: HINTS[code] }
  if (response.limitCodes.includes(code)) return new RateLimitedError(message, undefined, details)
  if (response.retryCodes.includes(code)) return new PlatformUnreachableError(message, 'not-sent', details)
  const words = description === undefined ? code : `${code} ${description}`
  // 401 is how core knows that a person has to mend our credentials.
  const known = response.credentialCodes.includes(code) ? 401 : (status ?? 200)
  return new PlatformRefusedError(message, { ...details, status: known, platformMessage: words })
}

/** What to do about it (Webex Connect developers, Inbound Webhooks: Response Codes). */
const HINTS: Record<string, string> = {
  '430': 'The call is larger than the tenant allows (256 KB where nothing else was agreed).',
  '7000': 'The platform could not read our JSON: compare the profile with what the vendor gave you.',
  '7001': 'Check IMICONNECT_SERVICE_KEY, or inboundAuth in the profile.',
  '7002': 'The generated URL wants a key: set IMICONNECT_SERVICE_KEY.',
  '7003': 'The platform misses a parameter: compare the profile with what the vendor gave you.',
  '7004': 'The platform does not know this event id: compare the profile with what the vendor gave you.',
  '7007': 'The service is inactive or deleted: have it switched on in Webex Connect.',
  '7008':
    'The webhook does not exist or was not saved: is IMICONNECT_INBOUND_URL the one shown in the integration now?',
  '7010': "Have this server's public address added to the tenant's allow-list.",
  '7020':
    "The tenant's limit of transactions is reached: ask for more, or lower calls.requestsPerSecond in the profile.",
  '7025':
    'The platform wants a custom parameter that had no value: see handover.customParams and params.empty in the profile.',
  '7028':
    'The generated URL wants a signature, which the contract of bots does not have: switch it off in the integration.',
  '7029':
    'The generated URL wants a signature, which the contract of bots does not have: switch it off in the integration.',
}
