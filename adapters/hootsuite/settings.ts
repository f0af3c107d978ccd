import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { SettingsError } from '../core/errors.ts'
import { profileFile } from '../core/profile-file.ts'
import { baseUrl, type Environment, nonEmptyList, type ReadSettings, readSettings } from '../core/settings.ts'
import { type HootsuiteProfile, type HootsuiteProfileInput, hootsuiteProfile } from './profile.ts'
import { whyNoKey } from './signature.ts'

/** One custom virtual agent, or several that share an organization and our URL. See README.md for where each is found. */
export interface HootsuiteSettings {
  /** Name of this account where there are several; empty for the default one. */
  account?: string
  /** Shared secrets: the one in use and those it replaces, or one per virtual agent. Without any, all requests get 503. */
  webhookSecrets?: string[]
  /** Of a Hootsuite developer app that is linked to the organization. All three, or none: then answers travel in responses only. */
  clientId?: string
  clientSecret?: string
  organizationId?: string
  /** `https://platform.hootsuite.com` where absent. */
  baseUrl?: string
  /** Budget for all calls; Hootsuite allows 20 for the account. 16 where absent: a burst may add a quarter. */
  requestsPerSecond?: number
  /** Longest wait for an answer in milliseconds. 10 s where absent. */
  requestTimeoutMs?: number
  /** What differs from `profile.ts`. */
  profile?: HootsuiteProfileInput
}

/** Who we are to the API. */
export interface Credentials {
  clientId: string
  clientSecret: string
  organizationId: string
}

/** Settings with their defaults in. */
export interface CompleteHootsuiteSettings
  extends Required<Omit<HootsuiteSettings, 'profile' | 'clientId' | 'clientSecret' | 'organizationId'>> {
  /** Undefined: answers travel in the responses of webhooks, and in no other way. */
  credentials: Credentials | undefined
  profile: HootsuiteProfile
}

/** @throws SettingsError for a secret that is no key, and for credentials given in part. */
export function completeHootsuiteSettings(settings: HootsuiteSettings): CompleteHootsuiteSettings {
  const { clientId, clientSecret, organizationId, ...rest } = settings
  const profile = hootsuiteProfile.parse(settings.profile ?? {})
  const problems = [
    ...(rest.webhookSecrets ?? []).flatMap((secret) => whyNoKey(secret, profile) ?? []),
    ...missingCredentials(settings, profile).map((name) => `${name} is missing`),
  ]
  if (problems.length > 0) throw new SettingsError(`Hootsuite is set up wrongly: ${problems.join('; ')}.`)
  return {
    account: '',
    webhookSecrets: [],
    requestsPerSecond: 16,
    requestTimeoutMs: 10_000,
    ...rest,
    baseUrl: (rest.baseUrl ?? profile.apiBaseUrl).replace(/\/+$/, ''),
    credentials:
      clientId === undefined || clientSecret === undefined
        ? undefined
        : { clientId, clientSecret, organizationId: organizationId ?? '' },
    profile,
  }
}

/** What is missing of credentials that are given in part. Not every profile has an organization in its token request. */
function missingCredentials(
  given: Pick<HootsuiteSettings, 'clientId' | 'clientSecret' | 'organizationId'>,
  profile: HootsuiteProfile,
): ('clientId' | 'clientSecret' | 'organizationId')[] {
  const needed = Object.values(profile.tokenParams).some((value) => value.includes('{organizationId}'))
    ? (['clientId', 'clientSecret', 'organizationId'] as const)
    : (['clientId', 'clientSecret'] as const)
  const missing = needed.filter((name) => given[name] === undefined)
  return missing.length === needed.length && given.organizationId === undefined ? [] : [...missing]
}

const NAMES = {
  clientId: 'HOOTSUITE_CLIENT_ID',
  clientSecret: 'HOOTSUITE_CLIENT_SECRET',
  organizationId: 'HOOTSUITE_ORGANIZATION_ID',
} as const

const environment = z
  .object({
    HOOTSUITE_WEBHOOK_SECRET: nonEmptyList().optional(),
    HOOTSUITE_CLIENT_ID: z.string().trim().optional(),
    HOOTSUITE_CLIENT_SECRET: z.string().trim().optional(),
    HOOTSUITE_ORGANIZATION_ID: z.string().trim().optional(),
    HOOTSUITE_BASE_URL: baseUrl().optional(),
    HOOTSUITE_PROFILE: profileFile(hootsuiteProfile).optional(),
  })
  .superRefine((given, context) => {
    const profile = hootsuiteProfile.safeParse(asObject(given.HOOTSUITE_PROFILE)).data ?? hootsuiteProfile.parse({})
    for (const why of asTexts(given.HOOTSUITE_WEBHOOK_SECRET).flatMap((secret) => whyNoKey(secret, profile) ?? [])) {
      context.addIssue({ code: 'custom', path: ['HOOTSUITE_WEBHOOK_SECRET'], message: why })
    }
    const credentials = {
      clientId: given.HOOTSUITE_CLIENT_ID,
      clientSecret: given.HOOTSUITE_CLIENT_SECRET,
      organizationId: given.HOOTSUITE_ORGANIZATION_ID,
    }
    for (const name of missingCredentials(credentials, profile)) {
      context.addIssue({
        code: 'custom',
        path: [NAMES[name]],
        message: 'goes with the other credentials: all of them, or none',
      })
    }
  })

/**
 * Hootsuite's settings from the environment.
 * @throws SettingsError naming all that is missing or wrong.
 */
export function readHootsuiteSettings(env: Environment): ReadSettings<HootsuiteSettings> {
  const group = { name: 'Hootsuite', prefix: 'HOOTSUITE_', schema: environment }
  const { settings: given, warnings } = readSettings(env, group)
  if (given === undefined) return { settings: undefined, warnings }
  const settings: HootsuiteSettings = defined({
    webhookSecrets: given.HOOTSUITE_WEBHOOK_SECRET,
    clientId: given.HOOTSUITE_CLIENT_ID,
    clientSecret: given.HOOTSUITE_CLIENT_SECRET,
    organizationId: given.HOOTSUITE_ORGANIZATION_ID,
    baseUrl: given.HOOTSUITE_BASE_URL,
    profile: given.HOOTSUITE_PROFILE,
  })
  return { settings, warnings: [...warnings, ...learntLater(settings)] }
}

function learntLater({ webhookSecrets }: HootsuiteSettings): string[] {
  if (webhookSecrets !== undefined) return []
  return [
    'HOOTSUITE_WEBHOOK_SECRET is not set: all of Hootsuite’s requests are answered 503 until it is. Copy it from the virtual agent’s page.',
  ]
}

/** Refinements also see what did not parse. */
const asTexts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})
