import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { SettingsError } from '../core/errors.ts'
import { profileFile } from '../core/profile-file.ts'
import { baseUrl, type Environment, nonEmptyList, pairs, type ReadSettings, readSettings } from '../core/settings.ts'
import { type GenesysProfile, type GenesysProfileInput, genesysProfile } from './profile.ts'
import { DOMAINS, domainOf } from './region.ts'

/** One Open Messaging integration of Genesys Cloud. See README.md for where each is found. */
export interface GenesysSettings {
  /** Name of this account where there are several; empty for the default one. */
  account?: string
  /** Any URL of the organization (`https://apps.mypurecloud.ie`): it serves only to find the region. */
  regionUrl: string
  /** Of an OAuth client with the grant Client Credentials. */
  clientId: string
  clientSecret: string
  /** Missing until the integration was made: everything Genesys sends is answered 503. */
  integrationId?: string
  /** The integration's secret token: the one in use and those it replaces. */
  webhookSecrets: string[]
  /** What the data action sends as Bearer token: the one in use and those it replaces. */
  registrationSecrets: string[]
  /** As typed into the flow. */
  teamId: string
  botId: string
  /** `all` where absent: what customer and bot say is shown to Genesys from the start; `summary`: at the hand-off. */
  mirror?: 'all' | 'summary'
  /** What the bot calls a queue, and its name or id in Genesys. */
  queues?: Record<string, string>
  /** For tests. Those of the region where absent. */
  loginUrl?: string
  apiUrl?: string
  /** Longest wait for an answer in milliseconds. 10 s where absent. */
  requestTimeoutMs?: number
  /** What differs from `profile.ts`. */
  profile?: GenesysProfileInput
}

/** Settings with their defaults in. */
export interface CompleteGenesysSettings extends Omit<GenesysSettings, 'profile'> {
  account: string
  /** The region's domain: `mypurecloud.ie`. */
  domain: string
  loginUrl: string
  apiUrl: string
  mirror: 'all' | 'summary'
  queues: Record<string, string>
  requestTimeoutMs: number
  profile: GenesysProfile
}

const UNKNOWN_REGION = `must be a URL of Genesys Cloud, with a host in one of ${DOMAINS.join(', ')}`

/** @throws SettingsError where the region is none of Genesys Cloud's. */
export function completeGenesysSettings(settings: GenesysSettings): CompleteGenesysSettings {
  const domain = domainOf(settings.regionUrl)
  if (domain === undefined) throw new SettingsError(`Genesys is set up wrongly: regionUrl ${UNKNOWN_REGION}.`)
  const profile = genesysProfile.parse(settings.profile ?? {})
  return {
    account: '',
    mirror: 'all',
    queues: {},
    requestTimeoutMs: 10_000,
    ...settings,
    domain,
    loginUrl: bare(settings.loginUrl ?? `https://login.${domain}`),
    apiUrl: bare(settings.apiUrl ?? `https://api.${domain}`),
    profile,
  }
}

const bare = (url: string): string => url.replace(/\/+$/, '')
const name = () => z.string().trim().min(1)

const environment = z.object({
  GENESYS_REGION_URL: z.string().refine((url) => domainOf(url) !== undefined, UNKNOWN_REGION),
  GENESYS_CLIENT_ID: name(),
  GENESYS_CLIENT_SECRET: name(),
  GENESYS_INTEGRATION_ID: name().optional(),
  GENESYS_WEBHOOK_SECRET: nonEmptyList(),
  GENESYS_REGISTRATION_SECRET: nonEmptyList(),
  GENESYS_TEAM_ID: name(),
  GENESYS_BOT_ID: name(),
  GENESYS_MIRROR: z.enum(['all', 'summary']).optional(),
  GENESYS_QUEUES: pairs().optional(),
  GENESYS_LOGIN_URL: baseUrl().optional(),
  GENESYS_API_URL: baseUrl().optional(),
  GENESYS_PROFILE: profileFile(genesysProfile).optional(),
})

/**
 * Genesys' settings from the environment.
 * @throws SettingsError naming all that is missing or wrong, where only a part is set.
 */
export function readGenesysSettings(env: Environment): ReadSettings<GenesysSettings> {
  const group = { name: 'Genesys', prefix: 'GENESYS_', schema: environment }
  const { settings: given, warnings } = readSettings(env, group)
  if (given === undefined) return { settings: undefined, warnings }
  const settings: GenesysSettings = {
    regionUrl: given.GENESYS_REGION_URL,
    clientId: given.GENESYS_CLIENT_ID,
    clientSecret: given.GENESYS_CLIENT_SECRET,
    webhookSecrets: given.GENESYS_WEBHOOK_SECRET,
    registrationSecrets: given.GENESYS_REGISTRATION_SECRET,
    teamId: given.GENESYS_TEAM_ID,
    botId: given.GENESYS_BOT_ID,
    ...defined({
      integrationId: given.GENESYS_INTEGRATION_ID,
      mirror: given.GENESYS_MIRROR,
      queues: given.GENESYS_QUEUES,
      loginUrl: given.GENESYS_LOGIN_URL,
      apiUrl: given.GENESYS_API_URL,
      profile: given.GENESYS_PROFILE,
    }),
  }
  return { settings, warnings: settings.integrationId === undefined ? [...warnings, INTEGRATION_MISSING] : warnings }
}

/** Said at the start, and to whoever sends an event too early. */
export const INTEGRATION_MISSING =
  'GENESYS_INTEGRATION_ID is not set: everything Genesys sends is answered 503, and nobody can be handed over. Set it to the id of the Open Messaging integration.'

/** All that must not show in a log line: hand them to `createLogger`. */
export function genesysSecrets(settings: GenesysSettings): string[] {
  return [settings.clientSecret, ...settings.webhookSecrets, ...settings.registrationSecrets]
}
