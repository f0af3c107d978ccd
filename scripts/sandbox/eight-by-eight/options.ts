import type { Wire } from '../simulator/wire.ts'
import { seededIds } from './seed.ts'

/**
 * What can be set on the simulated tenant. Where 8x8's documents are silent or contradict themselves there is a
 * setting; unless said otherwise its default is the reading that is harder on a client.
 */
export interface EightByEightSettings {
  /** Of the Admin Console: `x-api-key`. */
  apiKey: string
  /** The tenant's name, in `X-8x8-Tenant` and in `x-8x8-tenant-id`. */
  tenantId: string
  /** In `x-8x8-customer-id`. */
  customerId: string
  /** Whether the customer owns several tenants: `X-8x8-Tenant` is then required wherever the API lists it. Default false. */
  multiTenant: boolean
  /** Requests a second, over all calls with a key; 0, the default, is no limit: none is documented. */
  requestsPerSecond: number
  /** `second`: counted by calendar second. `sliding`: never more in any 1000 ms. Default `sliding`. */
  rateLimitWindow: 'second' | 'sliding'
  /** `Retry-After` of a 429; undefined, the default: there is none. */
  retryAfterSeconds?: number

  /** Whether a created conversation ever becomes active. Default true. */
  activates: boolean
  /** From the 202 of a creation to `active`, on the simulator's clock. Default 20. */
  activationDelayMs: number
  /** What a message to a conversation that is only `created` meets. Not documented; default 400. */
  messageWhileCreated: 400 | 409 | 'accept'
  /** What a message to an ended conversation does: `requeue` it in its last queue, as in Chat API v2, or 400. Default `requeue`. */
  messageAfterEnd: 'requeue' | 'refuse'
  /** An unknown queue: 400, or accepted and never `QUEUED`. Default `refuse`. */
  unknownQueue: 'refuse' | 'accept'
  /** Fields of `user` that are not documented. Default `refuse`. */
  looseUserFields: 'refuse' | 'ignore'
  /** Whether `PATCH` of a user keeps the fields that were not sent. Default `merge`, as the method says. */
  userPatch: 'merge' | 'replace'
  /** From the 202 of a changed assignment to its effect, on the simulator's clock. Default 20. */
  assignmentDelayMs: number
  /** Newest adaptive card taken. The API says 1.6, the event page 1.3. Default `1.6`. */
  maxAdaptiveCardVersion: string
  /** Which field tells a webhook's version: the schema requires one and lists the other. Default `version`. */
  webhookVersionField: 'version' | 'notificationVersion' | 'either'
  /** Whether a new webhook must answer its verification with 2xx. Default true. */
  verifiesNewWebhooks: boolean
  /** Largest file taken; not documented. Default 20 MB. */
  maxAttachmentBytes: number
  /** Longest text taken; not documented. Default 0: no limit. */
  maxTextLength: number
  /** What an empty list shows: neither `_embedded` nor `page`, only `page`, or both. Default `bare`. */
  emptyLists: 'bare' | 'page' | 'full'
  /** How 400s that have `errors` as a list say what is wrong, all of them documented. Default `codes`, as the OpenAPI file. */
  badRequestShape: 'codes' | 'validations' | 'constraints' | 'message'
  /** How long a file's pre-signed URL works, on the simulator's clock; not documented. Default 10 min. */
  preSignedUrlLifeMs: number

  /** What comes back for a message posted with `authorType: user`: nothing, an echo, or a message of a user. Default `message`. */
  userEcho: 'none' | 'echo' | 'message'
  /** Whether messages of the bot come back as echoes. Default true. */
  botEcho: boolean
  /** Whether a customer's typing that was posted comes back as activity. Default true. */
  userTypingEcho: boolean
  /** Whether a customer's arrival in one of 8x8's own channels is told by `MEMBERS_CHANGED`, too. Default false. */
  tellsUserJoined: boolean
  /** What a transfer sends first; the order is not documented. Default `left-first`. */
  transferOrder: 'left-first' | 'transfer-first'
  /** Between these two, on the simulator's clock. Default 0. */
  transferGapMs: number
  /** From the last agent's leaving to `idle`, on the simulator's clock; -1: never. Default 20. */
  idleDelayMs: number
  /** Attachments in events: all fields, or only ids as in the 2025 revision. Default `full`. */
  eventAttachments: 'full' | 'ids'
  /** Whether `CONVERSATION_UPDATE` names the channel; it did not in the 2025 revision. Default true. */
  tellsChannel: boolean
  /** Flat older events: `true` in place of those that have such a form, `only` and nothing else. Default false. */
  legacyEvents: boolean | 'only'

  /** Whether webhooks get nothing at all. Default false. */
  webhooksOff: boolean
  /** How long a webhook may take to answer, real time; not documented. Default 5000. */
  webhookTimeoutMs: number
  /** How often a failed delivery is repeated; not documented. Default 5. */
  webhookRetries: number
  /** Before each repetition ("a brief delay"), on the simulator's clock. Default 1000. */
  webhookRetryDelayMs: number
  /** Whether first attempts of one conversation wait for each other; nothing is promised. Retries overtake anyway. Default true, the easier reading. */
  webhooksInOrder: boolean
  /** Whether verifications are signed; not documented. Default false. */
  signsVerification: boolean
  /** Under which paths keys can be fetched. Default `both`. */
  keyPaths: 'both' | 'gateway' | 'legacy'

  /** Most calls, deliveries, file requests, conversations, and messages of one kept; the oldest tenth is dropped beyond it. Default 100 000. */
  recordLimit: number
  /** Seeds what is random in faults. Default 1. */
  seed: number
}

/** How to start the simulator. Everything has a default. */
export interface EightByEightSimulatorOptions extends Partial<EightByEightSettings> {
  /** 0, the default, is any free port. It always binds 127.0.0.1. */
  port?: number
  /** Told of all requests between the platform and the bot. Default: nobody. */
  wire?: Wire
}

/** The settings in force: `options` over the defaults. */
export function settingsFrom({ port: _, wire: _wire, ...given }: EightByEightSimulatorOptions): EightByEightSettings {
  const defaults: EightByEightSettings = {
    apiKey: 'eght_sandbox',
    tenantId: seededIds.tenant,
    customerId: seededIds.customer,
    multiTenant: false,
    requestsPerSecond: 0,
    rateLimitWindow: 'sliding',
    activates: true,
    activationDelayMs: 20,
    messageWhileCreated: 400,
    messageAfterEnd: 'requeue',
    unknownQueue: 'refuse',
    looseUserFields: 'refuse',
    userPatch: 'merge',
    assignmentDelayMs: 20,
    maxAdaptiveCardVersion: '1.6',
    webhookVersionField: 'version',
    verifiesNewWebhooks: true,
    maxAttachmentBytes: 20_000_000,
    maxTextLength: 0,
    emptyLists: 'bare',
    badRequestShape: 'codes',
    preSignedUrlLifeMs: 600_000,
    userEcho: 'message',
    botEcho: true,
    userTypingEcho: true,
    tellsUserJoined: false,
    transferOrder: 'left-first',
    transferGapMs: 0,
    idleDelayMs: 20,
    eventAttachments: 'full',
    tellsChannel: true,
    legacyEvents: false,
    webhooksOff: false,
    webhookTimeoutMs: 5000,
    webhookRetries: 5,
    webhookRetryDelayMs: 1000,
    webhooksInOrder: true,
    signsVerification: false,
    keyPaths: 'both',
    recordLimit: 100_000,
    seed: 1,
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...defaults, ...set }
}
