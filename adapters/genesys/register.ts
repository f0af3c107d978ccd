import { z } from 'zod'
import { isOneOf } from '../core/constant-time.ts'
import type { DeskPorts } from '../core/desk/desk.ts'
import type { ConversationKey } from '../core/engine/engine.ts'
import { messageOf, PlatformUnreachableError, RateLimitedError } from '../core/errors.ts'
import { isFilled } from '../core/filled.ts'
import { readJson, textOf } from '../core/intake/body.ts'
import type { RawRequest, Reading, Verdict } from '../core/platform.ts'
import { firstOf } from '../core/signals.ts'
import { addressOf } from './address.ts'
import type { GenesysCalls } from './calls.ts'
import { ownEvent } from './own-events.ts'
import { customerIn } from './schemas.ts'
import { type CompleteGenesysSettings, INTEGRATION_MISSING } from './settings.ts'

/** Whether a request is for the endpoint that the flow's data action calls, not for the webhook. */
export const isRegistration = ({ url }: Pick<RawRequest, 'url'>): boolean =>
  /\/register\/?$/.test(url.split(/[?#]/)[0] ?? '')

/** Is this request from the flow? It carries what the administrator configured, and no signature (facts: registration). */
export function verifyRegistration(settings: CompleteGenesysSettings, { headers }: RawRequest): Verdict {
  const given = headers.authorization
  const token = typeof given === 'string' ? /^bearer +(\S+)\s*$/i.exec(given)?.[1] : undefined
  if (token === undefined || !isOneOf(token, settings.registrationSecrets)) {
    const why =
      token === undefined ? 'there is no Bearer token' : 'the Bearer token is none of GENESYS_REGISTRATION_SECRET'
    return { ok: false, status: 401, why, headers: { 'WWW-Authenticate': 'Bearer' } }
  }
  if (settings.integrationId === undefined) return { ok: false, status: 503, why: INTEGRATION_MISSING }
  return { ok: true }
}

const id = z.string().trim().refine(isFilled(256))
const optionalId = z
  .string()
  .trim()
  .refine((value) => value === '' || isFilled(256)(value))
  .nullish()
  .transform((value) => value || undefined)
const schema = z.looseObject({
  teamId: id,
  botId: id,
  conversationId: id,
  messageId: optionalId,
  customerId: optionalId,
})

export interface RegistrationPorts {
  settings: CompleteGenesysSettings
  calls: Pick<GenesysCalls, 'conversation'>
  desk: Pick<DeskPorts, 'ownerOf' | 'link' | 'log'> | undefined
}

/** The flow waits for the answer: about 3 s in all (facts: limits). */
const LOOK_MS = 2_000

/** Which customer a conversation of Genesys' is. Answers 200 as often as it is asked. */
export async function readRegistration(
  { settings, calls, desk }: RegistrationPorts,
  request: RawRequest,
): Promise<Reading> {
  const asked = parse(request.body)
  if (asked === undefined) return answer(400, { error: 'teamId, botId and conversationId are needed, as texts' })
  if (asked.teamId !== settings.teamId || asked.botId !== settings.botId)
    return answer(403, { error: 'teamId or botId is not the one in our settings' })
  if (desk === undefined) return answer(503, { error: 'starting' })
  const { conversationId } = asked
  let own: ConversationKey | undefined
  try {
    own = await ownerOf(asked, calls, desk)
  } catch (error) {
    desk.log.warn(
      { err: messageOf(error), conversationId },
      'a conversation could not be looked up for its registration',
    )
    const passing = error instanceof PlatformUnreachableError || error instanceof RateLimitedError
    return answer(passing ? 503 : 404, { error: 'the conversation could not be looked up' })
  }
  if (own === undefined) return answer(404, { error: 'no customer of ours is known by that id' })
  await desk.link(conversationId, own)
  const place = { account: settings.account, address: addressOf(own) }
  const event = ownEvent(place, 'genesys/registered', conversationId, { conversationId }, 'webhook')
  return { kind: 'events', events: [event], answer: json(200, { registered: true, conversationId }) }
}

function parse(body: Buffer): z.output<typeof schema> | undefined {
  const text = textOf(body)
  return text === undefined ? undefined : schema.safeParse(readJson(text).json).data
}

async function ownerOf(
  { customerId, conversationId }: z.output<typeof schema>,
  calls: RegistrationPorts['calls'],
  desk: Pick<DeskPorts, 'ownerOf'>,
): Promise<ConversationKey | undefined> {
  const named = customerId === undefined ? undefined : await desk.ownerOf(customerId)
  const known = named ?? (await desk.ownerOf(conversationId))
  if (known !== undefined) return known
  const conversation = await calls.conversation(conversationId, {
    timeoutMs: LOOK_MS,
    signal: firstOf([], LOOK_MS),
  })
  const from = conversation && customerIn(conversation)?.fromAddress
  const address = from?.addressNormalized ?? from?.addressRaw
  return address === undefined ? undefined : desk.ownerOf(address)
}

const json = (status: number, body: unknown) => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})
const answer = (status: number, body: unknown): Reading => ({ kind: 'answer', answer: json(status, body) })
