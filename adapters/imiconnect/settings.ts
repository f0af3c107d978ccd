import { z } from 'zod'
import { profileFile } from '../core/profile-file.ts'
import { type Environment, isOnLoopback, nonEmptyList, type ReadSettings, readSettings } from '../core/settings.ts'
import { type ImiconnectProfile, type ImiconnectProfileInput, imiconnectProfile } from './profile.ts'

/** How to reach one bot integration of IMIconnect (Webex Connect). See README.md for where each is found. */
export interface ImiconnectSettings {
  /** Name of this account where there are several; empty for the default one. */
  account?: string
  /**
   * The inbound webhook URL that is generated when the integration is saved. It is a secret. Missing until then:
   * handshakes are answered, events are refused.
   */
  inboundUrl?: string
  /** What was typed into the integration's form; every answer carries it. */
  verificationToken: string
  /** The last segment of our webhook's URL: the one in use, and those it replaces. */
  urlSecrets: string[]
  /** The key of the service, where the generated URL wants one. */
  serviceKey?: string
  /** What differs from `profile.ts`. */
  profile?: ImiconnectProfileInput
}

/** Settings with their defaults in. */
export interface CompleteImiconnectSettings extends Omit<ImiconnectSettings, 'profile'> {
  account: string
  profile: ImiconnectProfile
  /** The tenant's own profile names the field that links conversations of people to the bot's. */
  linksConversations: boolean
}

export function completeImiconnectSettings(settings: ImiconnectSettings): CompleteImiconnectSettings {
  return {
    account: '',
    ...settings,
    profile: imiconnectProfile.parse(settings.profile ?? {}),
    linksConversations: (settings.profile?.fields?.linkedConversation ?? []).length > 0,
  }
}

const environment = z.object({
  IMICONNECT_INBOUND_URL: generatedUrl().optional(),
  IMICONNECT_VERIFICATION_TOKEN: z.string().trim(),
  IMICONNECT_URL_SECRET: nonEmptyList(),
  IMICONNECT_SERVICE_KEY: z.string().trim().optional(),
  IMICONNECT_PROFILE: profileFile(imiconnectProfile).optional(),
})

const SHORTEST_SECRET = 16

/**
 * IMIconnect's settings from the environment.
 * @throws SettingsError naming all that is missing or wrong, where only a part is set.
 */
export function readImiconnectSettings(env: Environment): ReadSettings<ImiconnectSettings> {
  const group = { name: 'IMIconnect', prefix: 'IMICONNECT_', schema: environment }
  const { settings: given, warnings } = readSettings(env, group)
  if (given === undefined) return { settings: undefined, warnings }
  const { IMICONNECT_INBOUND_URL: inboundUrl, IMICONNECT_SERVICE_KEY: serviceKey, IMICONNECT_PROFILE: profile } = given
  const settings: ImiconnectSettings = {
    ...(inboundUrl === undefined ? {} : { inboundUrl }),
    verificationToken: given.IMICONNECT_VERIFICATION_TOKEN,
    urlSecrets: given.IMICONNECT_URL_SECRET,
    ...(serviceKey === undefined ? {} : { serviceKey }),
    ...(profile === undefined ? {} : { profile }),
  }
  return { settings, warnings: [...warnings, ...doubts(settings)] }
}

function doubts({ inboundUrl, urlSecrets, verificationToken }: ImiconnectSettings): string[] {
  return [
    ...(inboundUrl === undefined ? [URL_MISSING] : []),
    ...(urlSecrets.some((secret) => secret.length < SHORTEST_SECRET)
      ? [
          `IMICONNECT_URL_SECRET is shorter than ${SHORTEST_SECRET} characters; it is all that proves who calls. Try: openssl rand -hex 24`,
        ]
      : []),
    ...(urlSecrets.includes(verificationToken)
      ? [
          'IMICONNECT_URL_SECRET and IMICONNECT_VERIFICATION_TOKEN are the same: the token is sent out with every answer',
        ]
      : []),
  ]
}

/** Said at the start, and to whoever sends an event too early. */
export const URL_MISSING =
  'IMICONNECT_INBOUND_URL is not set: verifying the integration works, events are answered 503. Set it to the URL that is generated when the integration is saved.'

/** All that must not show in a log line: hand them to `createLogger`. */
export function imiconnectSecrets(settings: ImiconnectSettings): string[] {
  const { signature, inboundAuth } = settings.profile ?? {}
  return [
    settings.verificationToken,
    ...settings.urlSecrets,
    ...settings.urlSecrets.map(encodeURIComponent),
    settings.serviceKey,
    ...(settings.inboundUrl === undefined ? [] : secretParts(settings.inboundUrl)),
    signature?.secret,
    inboundAuth?.type === 'jwt' ? inboundAuth.serviceSecret : undefined,
    inboundAuth?.type === 'serviceKey' || inboundAuth?.type === 'header' ? inboundAuth.value : undefined,
  ].filter((one): one is string => one !== undefined && one !== '')
}

/** What of the generated URL is nobody's business: its path and query, and what in them looks like a secret. */
export function secretParts(inboundUrl: string): string[] {
  const { pathname, search, searchParams } = new URL(inboundUrl)
  const pieces = [...pathname.split('/'), ...searchParams.values()].filter(looksSecret)
  return [`${pathname}${search}`, ...pieces, ...pieces.map(decoded)].filter((part) => part.length > 1)
}

/** Long, or of some length with a digit in it: not `webhooks` or `resources`. */
const looksSecret = (piece: string): boolean => piece.length >= 16 || (piece.length >= 8 && /\d/.test(piece))

/** Percent-decoded; as it is where it cannot be. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The generated URL as it is, query and all; https, or http on loopback (the simulator). */
function generatedUrl() {
  return z
    .string()
    .trim()
    .refine(
      isGeneratedUrl,
      'must be the whole URL that was generated for the integration (plain http only on loopback)',
    )
}

function isGeneratedUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, hash } = new URL(text)
  if (username !== '' || password !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isOnLoopback(text))
}
