import type { Wire } from '../simulator/wire.ts'
import type { Initiator } from './types.ts'

/**
 * What can be set on the simulated organization. Where Gladly's documents are silent or contradict themselves there is
 * a setting, and its default is the reading that is harder on a client.
 */
export interface GladlySettings {
  /** The API user: Basic user name. */
  apiUserEmail: string
  /** The API user's token: Basic password. */
  apiToken: string
  /** Divides the documented retry intervals: at 60 a documented minute takes one second. Default 1. */
  timeScale: number
  /** Requests a second for the whole organization, over all methods. Default 10 (Gladly API reference, Rate Limit). */
  requestsPerSecond: number
  /** `second`: counted by calendar second. `sliding`: never more in any 1000 ms, so that tests do not depend on when a second starts. Default `second`. */
  rateLimitWindow: 'second' | 'sliding'
  /** How long a webhook may take to answer, real time. Default 15 000 (Gladly API reference, Webhooks, Retry Policy). */
  webhookTimeoutMs: number
  /** How long after its close a customer's message reopens a conversation, on the simulator's clock. Default 24 h. */
  reopenWindowMs: number
  /** Customer silence after which a messaging session and its contact end, on the simulator's clock. Default 15 min; 0 is never. */
  sessionIdleMs: number
  /** Whether topics are required before a conversation is closed by API. Default false. */
  topicsRequired: boolean
  /** What `PATCH` with an assignee but no `agentId` does: the reference does not say. Default `keep`. */
  omittedAgent: 'keep' | 'clear'
  /** Which body `POST .../notes` accepts; the reference shows both. Default `content`: `{"content":{"body"}}`. */
  noteShape: 'content' | 'body' | 'both'
  /** What `PATCH /customer-profiles` does to `customAttributes`: not documented. Default `replace`. */
  customAttributesPatch: 'replace' | 'merge'
  /** Who the items and events of API calls are by. Default `{type: 'API', id: botAgentId}`. */
  apiInitiator: Initiator
  /** Whether a reply must be of the type of the item it answers. Default true. */
  requireMatchingType: boolean
  /** Longest reply in UTF-16 units. Default 2048 (Gladly API reference, Reply to message). */
  maxReplyLength: number
  /** Longest reply by e-mail: the documented error names no channel. Default 2048. */
  maxEmailLength: number
  /** Most items a list shows. Default 1000 (Gladly API reference, List items in conversation). */
  itemsLimit: number
  /** Whether `Gladly-Limited-Data: false` is sent on whole lists, or the header only on cut ones. Default `always`. */
  limitedDataHeader: 'always' | 'when-limited'
  /** Whether items show `attachments`: the 2025 reference had none, the 2026 one does. Default true. */
  exposeAttachments: boolean
  /** Whether `MESSAGE/RECEIVED` can be subscribed through the API: it has left the vendor's list. Default false. */
  offersLegacyMessageReceived: boolean
  /** Whether Basic credentials go out with the first request or only after a 401 challenge: not documented. Default `preemptive`. */
  webhookCredentials: 'preemptive' | 'challenged'
  /** How far `GET /events` is behind; documented as up to 15 000. Default 0. */
  eventsLagMs: number
  /** Whether `GET /events` lists `CONVERSATION_STATUS/UPDATED`, which the reference leaves out there. Default false. */
  statusEventsInStream: boolean
  /** Body of a 401, 403 by fault or 429: not documented. Default: a line of plain text. */
  bareErrorBodies: 'text' | 'empty'
  /**
   * Most calls, deliveries and events kept for tests, and most items of one conversation; the oldest tenth is dropped
   * beyond it. Also most conversations: beyond it the oldest are forgotten, first those that are closed, with all that is
   * theirs, and customers who have no conversation left. Default 100 000.
   */
  recordLimit: number
  /** Seeds what is random in faults. Default 1. */
  seed: number
}

/** How to start the simulator. Everything has a default. */
export interface GladlySimulatorOptions extends Partial<GladlySettings> {
  /** 0, the default, is any free port. It always binds 127.0.0.1. */
  port?: number
  /** Told of all requests between the platform and the bot. Default: nobody. */
  wire?: Wire
}

const HOUR = 3_600_000

/** The settings in force: `options` over the defaults. */
export function settingsFrom(options: GladlySimulatorOptions, botAgentId: string): GladlySettings {
  const { port: _, wire: _wire, ...given } = options
  const defaults: GladlySettings = {
    apiUserEmail: 'ai.agent@brand.example',
    apiToken: 'sandbox-token',
    timeScale: 1,
    requestsPerSecond: 10,
    rateLimitWindow: 'second',
    webhookTimeoutMs: 15_000,
    reopenWindowMs: 24 * HOUR,
    sessionIdleMs: HOUR / 4,
    topicsRequired: false,
    omittedAgent: 'keep',
    noteShape: 'content',
    customAttributesPatch: 'replace',
    apiInitiator: { type: 'API', id: botAgentId },
    requireMatchingType: true,
    maxReplyLength: 2048,
    maxEmailLength: 2048,
    itemsLimit: 1000,
    limitedDataHeader: 'always',
    exposeAttachments: true,
    offersLegacyMessageReceived: false,
    webhookCredentials: 'preemptive',
    eventsLagMs: 0,
    statusEventsInStream: false,
    bareErrorBodies: 'text',
    recordLimit: 100_000,
    seed: 1,
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...defaults, ...set }
}
