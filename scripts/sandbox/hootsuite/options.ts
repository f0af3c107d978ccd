import type { Wire } from '../simulator/wire.ts'
/** A connected account (Inbox 2.0 API reference, CONVERSATION_STARTED: `channel`, `medium`). */
export interface Channel {
  id: string
  name: string
  medium: string
  /** Whether the virtual agent may work there (Connect a bot to Inbox 2.0, Channel access). */
  access: boolean
}

/** A person of the brand (Inbox 2.0 API reference, User Presence API). Only who is online is listed. */
export interface Agent {
  id: string
  name: string
  userPresence: 'AVAILABLE' | 'AWAY' | 'OFFLINE'
  awayStateId?: string
  statusChangedAt: string
}

/**
 * What can be set on the simulated organization and its virtual agent. Where Hootsuite's documents are silent or
 * contradict themselves there is a setting, and its default is the reading that is harder on a client.
 */
export interface HootsuiteSettings {
  /** The developer app that is linked to the organization. */
  clientId: string
  clientSecret: string
  organizationId: string
  /** How long an access token lives, on the simulator's clock. Default 3 599 000. */
  tokenLifeMs: number
  /** The virtual agent's Webhook URL; without one there is no virtual agent. */
  webhookUrl?: string
  /** The virtual agent's shared secret: hexadecimal. */
  webhookSecret: string
  /** Divides the back-off, the virtual agent's and the contact's time-outs: at 60 a minute takes one second. Default 1. */
  timeScale: number
  /**
   * The kind of virtual agent. `both`, the default: one of each kind, with the same URL and secret, so that
   * conversations start at the bot and people can delegate to it.
   */
  activation: 'inception' | 'delegation' | 'both'
  /** Timeout virtual agent: how long the bot may leave a message unanswered. Default 5 min, at most 1 h; 0 is never. */
  virtualAgentTimeoutMs: number
  /** How long the bot has for its first question after a delegation. Default 2 min: the event's page; the requirements say 5. */
  firstQuestionTimeoutMs: number
  /** Timeout contact: how long the customer may be silent after the bot spoke. Default 23 h, the most; 0 is never. */
  contactTimeoutMs: number
  /** Where a conversation goes when the webhook failed or somebody timed out (Error handling). Default `new`. */
  onError: 'new' | 'resolved'
  /** Applied then. Default none. */
  errorTopic?: string
  /** Sent to the customer then, with `resolved` only. */
  standardMessage: string
  /** Where `HANDOVER` of a delegated conversation leads: `no-one` is the New queue. Default `no-one`. */
  handoffRule: 'no-one' | 'previous-agent'
  /** Whether a customer who comes back to a Resolved conversation gets the same id: not documented. Default true. */
  sameIdOnReturn: boolean
  /** Requests a second for the whole account. Default 20 (Rate limits of the REST API). */
  requestsPerSecond: number
  /** Requests a day for the whole account. Default 100 000 (Rate limits of the REST API). */
  requestsPerDay: number
  /** `second`: counted by calendar second. `sliding`: never more in any 1000 ms. Default `second`. */
  rateLimitWindow: 'second' | 'sliding'
  /** How long a webhook may take to answer, real time. Default 10 000 (Requirements). */
  webhookTimeoutMs: number
  /** Waits before the three retries: exponential, at most 2 s (Requirements). Default 500, 1000, 2000. */
  retryDelaysMs: number[]
  /** Longest answer to a webhook: documented for other webhooks of Hootsuite only. Default 32 KiB. */
  maxAnswerBytes: number
  /** What a 200 with a malformed body is: not documented. Default `fail`: like a 500. */
  malformedAnswer: 'fail' | 'ignore'
  /** Whether the answers to several deliveries of one event are all applied, or the first only. Default `once`. */
  repeatedAnswers: 'once' | 'each'
  /** Added to the `timestamp` of events, which is the real time at which they are sent. Default 0. */
  timestampSkewMs: number
  /** What `null` for an optional key of a conversation manipulation is: not in the schema. Default `refuse`. */
  nulls: 'refuse' | 'ignore'
  /** The upload's method: `PUT` in the reference's text, `POST` in its paths. The other is answered 405. Default `PUT`. */
  attachmentMethod: 'PUT' | 'POST' | 'both'
  /** Uploads must be smaller (Upload attachments). Default 10 000 000. */
  maxAttachmentBytes: number
  /** What a name that this conversation has had already means: it "should be unique". Default `refuse`. */
  repeatedFilename: 'refuse' | 'replace'
  /** The types a medium carries (`image/*` is all images); `*` is for the others. Nothing of this is documented. */
  mediumTypes: Record<string, string[]>
  /** What a message without text has as `text`: not documented. Default `absent`. */
  emptyText: 'absent' | 'empty'
  /** Body of 400, 401 and 404 answers under `/inbox`: not documented. Default `text`. */
  errorBodies: 'text' | 'platform' | 'empty'
  /** The topics there are, matched exactly but for case. */
  topics: string[]
  /** The tags there are, matched exactly but for case. */
  tags: string[]
  /** Aliases of the contact attributes there are; others are ignored. Default: any. */
  contactAttributes?: string[]
  /** A medium without a channel gets one on a customer's first message. */
  channels: Channel[]
  agents: Agent[]
  /** Of new customers. Default `en`. */
  language: string
  /** The medium of messages that name none. Default `whatsapp`. */
  medium: string
  /**
   * Most calls and deliveries kept for tests, and most messages of one conversation; the oldest tenth is dropped beyond
   * it. Also most conversations: beyond it the oldest are forgotten, first those that are Resolved, with all that is
   * theirs, and contacts who have no conversation left. Default 100 000.
   */
  recordLimit: number
  /** Seeds what is random in faults. Default 1. */
  seed: number
}

/** How to start the simulator. Everything has a default. */
export interface HootsuiteSimulatorOptions extends Partial<HootsuiteSettings> {
  /** 0, the default, is any free port. It always binds 127.0.0.1. */
  port?: number
  /** Told of all requests between the platform and the bot. Default: nobody. */
  wire?: Wire
}

/** The settings in force: `options` over the defaults. Throws for a secret that is not hexadecimal. */
export function settingsFrom(options: HootsuiteSimulatorOptions): HootsuiteSettings {
  const { port: _, wire: _wire, ...given } = options
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const settings = { ...defaults(), ...set }
  if (!/^([0-9a-f]{2})+$/i.test(settings.webhookSecret)) throw new TypeError('webhookSecret must be hexadecimal')
  return settings
}

const MINUTE = 60_000

function defaults(): HootsuiteSettings {
  const statusChangedAt = new Date().toISOString()
  return {
    clientId: 'sandbox-client',
    clientSecret: 'sandbox-client-secret',
    organizationId: '41207',
    tokenLifeMs: 3_599_000,
    webhookSecret: '5a4db0c8e2f19637aa04c5d1e88f7b2360c9e1f4d7a2b5386f10e9c4d3b7a258',
    timeScale: 1,
    activation: 'both',
    virtualAgentTimeoutMs: 5 * MINUTE,
    firstQuestionTimeoutMs: 2 * MINUTE,
    contactTimeoutMs: 23 * 60 * MINUTE,
    onError: 'new',
    standardMessage: 'Please try again in a little while.',
    handoffRule: 'no-one',
    sameIdOnReturn: true,
    requestsPerSecond: 20,
    requestsPerDay: 100_000,
    rateLimitWindow: 'second',
    webhookTimeoutMs: 10_000,
    retryDelaysMs: [500, 1000, 2000],
    maxAnswerBytes: 32_768,
    malformedAnswer: 'fail',
    repeatedAnswers: 'once',
    timestampSkewMs: 0,
    nulls: 'refuse',
    attachmentMethod: 'PUT',
    maxAttachmentBytes: 10_000_000,
    repeatedFilename: 'refuse',
    mediumTypes: {
      '*': ['image/*', 'audio/*', 'video/*', 'application/pdf', 'text/plain'],
      whatsapp: ['image/jpeg', 'image/png', 'audio/*', 'video/mp4', 'application/pdf', 'text/plain'],
      instagram: ['image/jpeg', 'image/png', 'image/gif', 'video/mp4'],
    },
    emptyText: 'absent',
    errorBodies: 'text',
    topics: ['Billing', 'Delivery', 'Orders', 'Returns'],
    tags: ['Happy', 'Unhappy', 'Urgent'],
    channels: [
      { id: '0-02534c5ac04-000-261ad914', name: 'Acme WhatsApp', medium: 'whatsapp', access: true },
      { id: '0-02534c5ac05-000-1f0c77e2', name: 'Acme Facebook', medium: 'fb', access: true },
      { id: '0-02534c5ac06-000-90be3a51', name: 'Acme Instagram', medium: 'instagram', access: true },
      { id: '0-02534c5ac07-000-5d21f08c', name: 'Acme Web Messenger', medium: 'rtm', access: true },
    ],
    agents: [
      { id: 'e7553889-d775-11ec-9dc9-4e81c846c8b4', name: 'Amy', userPresence: 'AVAILABLE', statusChangedAt },
      {
        id: 'f7553884-d876-11ec-8dc5-4e81684ac8bb',
        name: 'Ben',
        userPresence: 'AWAY',
        awayStateId: 'e75893ea-d775-11ec-9dc9-4e81c846c8b4',
        statusChangedAt,
      },
    ],
    language: 'en',
    medium: 'whatsapp',
    recordLimit: 100_000,
    seed: 1,
  }
}
