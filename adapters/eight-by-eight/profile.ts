import { z } from 'zod'
import { callPath } from '../core/settings.ts'
import { channelProfile } from './channel/profile.ts'

/**
 * What 8x8's documents leave open or contradict themselves about, and what we take for true. Everything here can be
 * changed without touching code: put the elements that differ into a JSON file and name it in `EIGHT_BY_EIGHT_PROFILE`.
 */
export const eightByEightProfile = z.strictObject({
  /** What all paths of the Chat Gateway begin with. */
  apiPath: callPath().default('/chat-gateway/v1'),
  /** Where 8x8's public keys are, with `{kid}`: the first, and on 404 the next. The guide's samples use the second. */
  keyPaths: z
    .array(callPath('{kid}'))
    .min(1)
    .default(['/chat-gateway/v1/jwk/{kid}/public', '/vcc/us/chat/v2/jwk/{kid}/public']),
  /** How long a request waits for a key before it is answered 503, in milliseconds. */
  keyWaitMs: milliseconds(2_000),
  /** How long a key is used before it is fetched again, in milliseconds. */
  keyLifeMs: milliseconds(24 * 60 * 60 * 1_000),
  /** How long a key that does not exist is not asked for again, in milliseconds. */
  unknownKeyMs: milliseconds(60_000),
  /** Most fetches of keys in a minute: names of keys come from anybody. */
  keyFetchesPerMinute: z.number().int().min(1).default(20),
  /** How far `x-8x8-transmission-time` may be from now, before and after, in milliseconds. 0: not looked at; what is older than a week becomes no turn anyway. */
  maxTransmissionAgeMs: z.number().int().min(0).default(0),
  /** Whether `WEB_HOOK_VERIFY` is answered 200 without a signature. Whether 8x8 signs it is not documented. */
  unsignedVerify: z.boolean().default(true),

  /** What `user.language` may be; 8x8 routes by it, and an unknown one may leave the customer without an agent. */
  languages: z
    .array(z.string().min(1))
    .default('en ru de ja es fr pt it pl hr nl ar da ko no sv vi cy th zh-CN zh-TW'.split(' ')),
  /** What is called otherwise elsewhere, in lower case: the longest beginning counts (`zh-hans` also for `zh-Hans-SG`). */
  languageAliases: z.record(z.string(), z.string()).default({
    'zh-hans': 'zh-CN',
    'zh-hant': 'zh-TW',
    'zh-sg': 'zh-CN',
    'zh-hk': 'zh-TW',
    'zh-mo': 'zh-TW',
    zh: 'zh-CN',
    nb: 'no',
    nn: 'no',
  }),
  /** Keys under which `additionalProperties` hold what has no field of its own. */
  propertyKeys: z
    .strictObject({
      handOff: z.string().min(1).default('handoff_id'),
      reason: z.string().min(1).default('reason'),
      topics: z.string().min(1).default('topics'),
      notes: z.string().min(1).default('notes'),
    })
    .prefault({}),
  /** Most `additionalProperties`. */
  maxProperties: z.number().int().min(1).default(30),
  /** Most messages of a history; the newest are sent. */
  maxHistory: z.number().int().min(1).default(200),
  historyOrder: z.enum(['oldest-first', 'newest-first']).default('oldest-first'),
  /** Newest version of adaptive cards sent as cards: the API's schema says 1.6, everything else 1.3. Others go as text. */
  maxCardVersion: z
    .string()
    .regex(/^\d+\.\d+$/)
    .default('1.3'),

  /** When customers' messages may follow after the conversation was created: at once, or when 8x8 says it is active. */
  readyOn: z.enum(['created', 'active']).default('active'),
  /** How long it may take to become active, in milliseconds. */
  readyWithinMs: milliseconds(30_000),
  /** How often an open conversation is looked at, for webhooks that did not arrive, in milliseconds. */
  checkEveryMs: milliseconds(60_000),
  /** After an agent left: how long another agent, a queue or a transfer may take to show before the conversation is over, in milliseconds. */
  endGraceMs: milliseconds(5_000),
  /** How far apart `TRANSFER` and the agent's leaving may be, in milliseconds. */
  transferWindowMs: milliseconds(30_000),
  /** Whose messages are not for the customer, by `sender.type`. Echoes never are. */
  silentSenders: z.array(z.string()).default(['user', 'bot']),
  /** What to do with a customer's message whose outcome is unknown: 8x8 has neither a key nor ids to tell by. */
  unknownOutcome: z.enum(['resend', 'hold']).default('resend'),

  /** How a conversation whose creation got no answer is found again among all. */
  find: z
    .strictObject({
      /** FIQL, with `{channelId}`. Empty: none. Left out where 8x8 refuses it. */
      filter: z.string().default('channelId=={channelId}'),
      /** Empty: none. Left out where 8x8 refuses it. */
      sort: z.string().default('createdAt:desc'),
      size: z.number().int().min(1).default(50),
      /** Most pages that are looked at from the first on, and from the last back. */
      pages: z.number().int().min(1).default(10),
    })
    .prefault({}),

  /** With `{scheduleId}`. */
  schedulePath: callPath('{scheduleId}').default('/cc/v1/schedules/{scheduleId}/status'),
  /** `Choice #n` of a schedule that mean closed: numbers. The others mean open. */
  closedChoices: z.array(z.number().int().min(1)).default([]),
  /** With `{queueId}`. */
  statisticsPath: callPath('{queueId}').default('/cc/v1/stats/rt/queue/{queueId}'),
  /** Nobody is there where all of these are 0. Missing and negative numbers are not. Empty: not looked at. */
  nobodyFields: z
    .array(z.string())
    .default(['agent-count-busy', 'agent-count-waitTransact', 'agent-count-workOffline', 'agent-count-onBreak']),
  /** Whether to hand off where schedule or statistics cannot be read: the key may lack the product. */
  onScheduleError: z.enum(['open', 'closed']).default('open'),
  onStatisticsError: z.enum(['open', 'closed']).default('open'),
  /** How long schedule and statistics may take, in milliseconds. */
  statusTimeoutMs: milliseconds(3_000),

  /** Customers' files must be smaller than this many bytes; 8x8 documents no limit. */
  uploadMaxBytes: z.number().int().min(1).default(10_000_000),
  /** Agents' files without an address of their own go to the customer inside the message up to this many bytes. */
  inlineMaxBytes: z
    .number()
    .int()
    .min(0)
    .default(256 * 1024),

  /** Whether a changed user is sent whole or only with what changed; `additionalProperties` are whole in either. Whether `PATCH` keeps what is left out is not documented. */
  userPatch: z.enum(['changes', 'whole']).default('whole'),

  /** The bot inside an 8x8 channel. */
  channel: channelProfile.prefault({}),
})

/** Every element, with its value. */
export type EightByEightProfile = z.output<typeof eightByEightProfile>
/** The elements one wants otherwise. */
export type EightByEightProfileInput = z.input<typeof eightByEightProfile>

function milliseconds(usual: number) {
  return z.number().int().min(0).default(usual)
}
