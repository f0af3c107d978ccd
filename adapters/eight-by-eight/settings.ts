import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { profileFile } from '../core/profile-file.ts'
import {
  baseUrl,
  type Environment,
  isOnLoopback,
  nonEmptyList,
  pairs,
  type ReadSettings,
  readSettings,
} from '../core/settings.ts'
import { type EightByEightProfile, type EightByEightProfileInput, eightByEightProfile } from './profile.ts'

/**
 * What the bot is to 8x8. `desk`: customers of `/api/messages` are handed to its agents. `channel`: the bot answers
 * inside 8x8's own channels. `both`: both, over one webhook.
 */
export type EightByEightRole = 'desk' | 'channel' | 'both'

/** One contact-center tenant of 8x8. See README.md for where each is found. */
export interface EightByEightSettings {
  /** Name of this account where there are several; empty for the default one. */
  account?: string
  /** `desk` where absent. */
  role?: EightByEightRole
  /** Of an app in the Admin Console with the product Chat Gateway. The app's secret is not needed. */
  apiKey: string
  /** The ChatAPI channel that handed-off customers come through. Needed by `desk` and `both`; missing until it is created. */
  channelId?: string
  /** The queue customers are handed to where the bot names none. */
  queueId: string
  /** Other queues, by the names the bot uses for them. */
  queues?: Record<string, string>
  /** Our customer ids, as 8x8 signs them into its events. Missing until the first one came: events are refused. */
  customerIds?: string[]
  /** Our tenant ids, as 8x8 signs them. */
  tenantIds?: string[]
  /** Sent as `X-8x8-Tenant`; needed where the organisation has several tenants. */
  tenant?: string
  /** Opening hours that are looked at before a customer is handed over. */
  scheduleId?: string
  /** The id of our webhook, for getting conversations back after an agent. */
  webhookId?: string
  /** `https://api.8x8.com` where absent. */
  baseUrl?: string
  /** Budget for all calls; 8x8 documents none. 10 where absent. */
  requestsPerSecond?: number
  /** Longest wait for an answer in milliseconds. 10 s where absent. */
  requestTimeoutMs?: number
  /** What differs from `profile.ts`. */
  profile?: EightByEightProfileInput
}

/** Settings with their defaults in. */
export interface CompleteEightByEightSettings extends Omit<EightByEightSettings, 'profile'> {
  account: string
  role: EightByEightRole
  queues: Record<string, string>
  customerIds: string[]
  tenantIds: string[]
  baseUrl: string
  requestsPerSecond: number
  requestTimeoutMs: number
  profile: EightByEightProfile
}

/** Defaults in; ids without the spaces that copying them leaves. */
export function completeEightByEightSettings(settings: EightByEightSettings): CompleteEightByEightSettings {
  const { profile, ...given } = settings
  return {
    account: '',
    role: 'desk',
    requestsPerSecond: 10,
    requestTimeoutMs: 10_000,
    ...given,
    ...trimmed(given, ['apiKey', 'channelId', 'queueId', 'tenant', 'scheduleId', 'webhookId']),
    queues: Object.fromEntries(Object.entries(given.queues ?? {}).map(([name, id]) => [name, id.trim()])),
    customerIds: (given.customerIds ?? []).map((id) => id.trim()),
    tenantIds: (given.tenantIds ?? []).map((id) => id.trim()),
    baseUrl: (given.baseUrl ?? 'https://api.8x8.com').replace(/\/+$/, ''),
    profile: eightByEightProfile.parse(profile ?? {}),
  }
}

function trimmed<K extends string>(given: Partial<Record<K, string>>, names: readonly K[]): Record<K, string> {
  const entries = names.flatMap((name) => {
    const value = given[name]
    return value === undefined ? [] : [[name, value.trim()]]
  })
  return Object.fromEntries(entries)
}

/**
 * The id of a queue: by its name in the settings, the default one where none is named; the ids of configured queues count
 * as names. Undefined: there is no such queue.
 */
export function queueIdOf(
  { queueId, queues }: Pick<CompleteEightByEightSettings, 'queueId' | 'queues'>,
  name: string | undefined,
): string | undefined {
  if (name === undefined || name === '' || name === queueId) return queueId
  if (Object.hasOwn(queues, name)) return queues[name]
  return Object.values(queues).includes(name) ? name : undefined
}

/** Names of settings that exist only after 8x8 was set up, and are still missing. */
export function learntLaterMissing(
  settings: Pick<EightByEightSettings, 'role' | 'channelId' | 'customerIds' | 'tenantIds'>,
): string[] {
  const { role = 'desk', channelId, customerIds = [], tenantIds = [] } = settings
  return [
    ...(role !== 'channel' && channelId === undefined ? ['EIGHT_BY_EIGHT_CHANNEL_ID'] : []),
    ...(customerIds.length === 0 ? ['EIGHT_BY_EIGHT_CUSTOMER_ID'] : []),
    ...(tenantIds.length === 0 ? ['EIGHT_BY_EIGHT_TENANT_ID'] : []),
  ]
}

/** True where 8x8 is a simulator on this machine: files from private hosts are fine then. */
export const isLocal = ({ baseUrl }: Pick<CompleteEightByEightSettings, 'baseUrl'>): boolean => isOnLoopback(baseUrl)

/** What must not show in a log line: hand it to `createLogger`. */
export const eightByEightSecrets = ({ apiKey }: Pick<EightByEightSettings, 'apiKey'>): string[] => [apiKey.trim()]

const environment = z.object({
  EIGHT_BY_EIGHT_API_KEY: z.string().trim(),
  EIGHT_BY_EIGHT_ROLE: z
    .string()
    .trim()
    .pipe(z.enum(['desk', 'channel', 'both']))
    .optional(),
  EIGHT_BY_EIGHT_CHANNEL_ID: z.string().trim().optional(),
  EIGHT_BY_EIGHT_QUEUE_ID: z.string().trim(),
  EIGHT_BY_EIGHT_QUEUES: pairs().optional(),
  EIGHT_BY_EIGHT_CUSTOMER_ID: nonEmptyList().optional(),
  EIGHT_BY_EIGHT_TENANT_ID: nonEmptyList().optional(),
  EIGHT_BY_EIGHT_TENANT: z.string().trim().optional(),
  EIGHT_BY_EIGHT_SCHEDULE_ID: z.string().trim().optional(),
  EIGHT_BY_EIGHT_WEBHOOK_ID: z.string().trim().optional(),
  EIGHT_BY_EIGHT_BASE_URL: baseUrl().optional(),
  EIGHT_BY_EIGHT_PROFILE: profileFile(eightByEightProfile).optional(),
})

/**
 * 8x8's settings from the environment.
 * @throws SettingsError naming all that is missing or wrong, where only a part is set.
 */
export function readEightByEightSettings(env: Environment): ReadSettings<EightByEightSettings> {
  const group = { name: '8x8', prefix: 'EIGHT_BY_EIGHT_', schema: environment }
  const { settings: given, warnings } = readSettings(env, group)
  if (given === undefined) return { settings: undefined, warnings }
  const settings: EightByEightSettings = {
    apiKey: given.EIGHT_BY_EIGHT_API_KEY,
    queueId: given.EIGHT_BY_EIGHT_QUEUE_ID,
    ...defined({
      role: given.EIGHT_BY_EIGHT_ROLE,
      channelId: given.EIGHT_BY_EIGHT_CHANNEL_ID,
      queues: given.EIGHT_BY_EIGHT_QUEUES,
      customerIds: given.EIGHT_BY_EIGHT_CUSTOMER_ID,
      tenantIds: given.EIGHT_BY_EIGHT_TENANT_ID,
      tenant: given.EIGHT_BY_EIGHT_TENANT,
      scheduleId: given.EIGHT_BY_EIGHT_SCHEDULE_ID,
      webhookId: given.EIGHT_BY_EIGHT_WEBHOOK_ID,
      baseUrl: given.EIGHT_BY_EIGHT_BASE_URL,
      profile: given.EIGHT_BY_EIGHT_PROFILE,
    }),
  }
  return { settings, warnings: [...warnings, ...doubts(settings)] }
}

function doubts(settings: EightByEightSettings): string[] {
  const missing = learntLaterMissing(settings)
  const { role = 'desk', channelId, webhookId, scheduleId } = settings
  return [
    ...(missing.length === 0 ? [] : [missingWarning(missing)]),
    ...(role === 'channel' && channelId !== undefined
      ? ['EIGHT_BY_EIGHT_CHANNEL_ID is not used while EIGHT_BY_EIGHT_ROLE is channel.']
      : []),
    ...(role === 'channel' && scheduleId !== undefined
      ? [
          'EIGHT_BY_EIGHT_SCHEDULE_ID is looked at for customers of /api/messages only (EIGHT_BY_EIGHT_ROLE desk or both).',
        ]
      : []),
    ...(role === 'desk' && webhookId !== undefined
      ? ['EIGHT_BY_EIGHT_WEBHOOK_ID is used only while EIGHT_BY_EIGHT_ROLE is channel or both.']
      : []),
  ]
}

/** Said at the start, and to whoever sends an event too early. */
export const missingWarning = (names: readonly string[]): string =>
  `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not set: 8x8 can verify the webhook, its events are answered 503. ` +
  'The channel is made after the webhook; the customer and tenant ids stand in the log of the first event that 8x8 signed.'
