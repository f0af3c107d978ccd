import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { profileFile } from '../core/profile-file.ts'
import {
  baseUrl,
  type Environment,
  nonEmptyList,
  pairs,
  positiveNumber,
  type ReadSettings,
  readSettings,
} from '../core/settings.ts'
import { type GladlyProfile, type GladlyProfileInput, gladlyProfile } from './profile.ts'

/** How to reach one Gladly organization, and what is ours in it. See README.md for where each is found. */
export interface GladlySettings {
  /** Name of this account where there are several; empty for the default one. */
  account?: string
  /** `https://acme.gladly.com`: the whole host, since regions and sandboxes have their own. */
  baseUrl: string
  /** The dedicated user whose token it is. */
  userEmail: string
  apiToken: string
  /** Inboxes whose conversations are the bot's. The user must be a member of each. */
  aiInboxIds: string[]
  /** Where customers go who want a person. */
  handoffInboxId: string
  /** The dedicated user's agent id; looked up by e-mail where absent. */
  agentId?: string
  /** The header that carries the secret. `X-Account-Identifier` where absent. */
  webhookHeader?: string
  /** The secret in use, and those it replaces. */
  webhookSecrets?: string[]
  webhookUsername?: string
  webhookPassword?: string
  /** Inboxes by the names bots use for them in `handOff({ queue })`. */
  queues?: Record<string, string>
  /** Budget for all calls; Gladly allows 10 for the whole organization. 8 where absent. */
  requestsPerSecond?: number
  /** Longest wait for an answer in milliseconds. 10 s where absent. */
  requestTimeoutMs?: number
  /** What differs from `profile.ts`. */
  profile?: GladlyProfileInput
}

/** Settings with their defaults in. */
export type CompleteGladlySettings = Required<
  Omit<GladlySettings, 'profile' | 'agentId' | 'webhookUsername' | 'webhookPassword'>
> &
  Pick<GladlySettings, 'agentId' | 'webhookUsername' | 'webhookPassword'> & { profile: GladlyProfile }

export function completeGladlySettings(settings: GladlySettings): CompleteGladlySettings {
  return {
    account: '',
    webhookHeader: DEFAULT_HEADER,
    webhookSecrets: [],
    queues: {},
    requestsPerSecond: 8,
    requestTimeoutMs: 10_000,
    ...settings,
    profile: gladlyProfile.parse(settings.profile ?? {}),
  }
}

const DEFAULT_HEADER = 'X-Account-Identifier'
const SECRET_OR_BASIC = 'a webhook secret, or a user name and password, is required'

const environment = z
  .object({
    GLADLY_BASE_URL: baseUrl().transform((url) => url.replace(/\/api\/v1$/, '')),
    GLADLY_USER_EMAIL: z
      .string()
      .trim()
      .refine((text) => /^[^\s:@]+@[^\s:@]+$/.test(text), 'must be an e-mail address'),
    GLADLY_API_TOKEN: z.string().trim(),
    GLADLY_AI_INBOX_ID: nonEmptyList(),
    GLADLY_HANDOFF_INBOX_ID: z.string().trim(),
    GLADLY_AGENT_ID: z.string().trim().optional(),
    GLADLY_WEBHOOK_HEADER: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be the name of a header')
      .refine((name) => name.toLowerCase() !== 'authorization', 'Authorization is for Basic: use another header')
      .optional(),
    GLADLY_WEBHOOK_SECRET: nonEmptyList().optional(),
    GLADLY_WEBHOOK_USERNAME: z.string().optional(),
    GLADLY_WEBHOOK_PASSWORD: z.string().optional(),
    GLADLY_QUEUES: pairs().optional(),
    GLADLY_REQUESTS_PER_SECOND: positiveNumber().optional(),
    GLADLY_PROFILE: profileFile(gladlyProfile).optional(),
  })
  .refine((given) => given.GLADLY_WEBHOOK_SECRET ?? given.GLADLY_WEBHOOK_USERNAME ?? given.GLADLY_WEBHOOK_PASSWORD, {
    path: ['GLADLY_WEBHOOK_SECRET'],
    message: SECRET_OR_BASIC,
    when: () => true,
  })
  .refine((given) => given.GLADLY_WEBHOOK_USERNAME === undefined || given.GLADLY_WEBHOOK_PASSWORD !== undefined, {
    path: ['GLADLY_WEBHOOK_PASSWORD'],
    message: 'goes with GLADLY_WEBHOOK_USERNAME',
    when: () => true,
  })
  .refine((given) => given.GLADLY_WEBHOOK_PASSWORD === undefined || given.GLADLY_WEBHOOK_USERNAME !== undefined, {
    path: ['GLADLY_WEBHOOK_USERNAME'],
    message: 'goes with GLADLY_WEBHOOK_PASSWORD',
    when: () => true,
  })
  .refine((given) => !asList(given.GLADLY_AI_INBOX_ID).includes(given.GLADLY_HANDOFF_INBOX_ID), {
    path: ['GLADLY_HANDOFF_INBOX_ID'],
    message: 'is an AI inbox too: customers handed off would come straight back to the bot',
  })
  .refine(
    (given) => !Object.values(given.GLADLY_QUEUES ?? {}).some((id) => asList(given.GLADLY_AI_INBOX_ID).includes(id)),
    {
      path: ['GLADLY_QUEUES'],
      message: 'names an AI inbox: customers handed off would come straight back to the bot',
    },
  )

/**
 * Gladly's settings from the environment.
 * @throws SettingsError naming all that is missing or wrong, where only a part is set.
 */
export function readGladlySettings(env: Environment): ReadSettings<GladlySettings> {
  const { settings: given, warnings } = readSettings(env, { name: 'Gladly', prefix: 'GLADLY_', schema: environment })
  if (given === undefined) return { settings: undefined, warnings }
  const settings: GladlySettings = {
    baseUrl: given.GLADLY_BASE_URL,
    userEmail: given.GLADLY_USER_EMAIL,
    apiToken: given.GLADLY_API_TOKEN,
    aiInboxIds: given.GLADLY_AI_INBOX_ID,
    handoffInboxId: given.GLADLY_HANDOFF_INBOX_ID,
    ...defined({
      agentId: given.GLADLY_AGENT_ID,
      webhookHeader: given.GLADLY_WEBHOOK_HEADER,
      webhookSecrets: given.GLADLY_WEBHOOK_SECRET,
      webhookUsername: given.GLADLY_WEBHOOK_USERNAME,
      webhookPassword: given.GLADLY_WEBHOOK_PASSWORD,
      queues: given.GLADLY_QUEUES,
      requestsPerSecond: given.GLADLY_REQUESTS_PER_SECOND,
      profile: given.GLADLY_PROFILE,
    }),
  }
  return { settings, warnings }
}

/** Refinements also see what did not parse. */
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
