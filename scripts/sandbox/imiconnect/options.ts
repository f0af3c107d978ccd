import { randomBytes } from 'node:crypto'
import type { Wire } from '../simulator/wire.ts'

/** What a bot event other than a reply is known by, and what it does. */
export interface BotEventRule {
  /** The field it is known by, e.g. `eventid`. */
  key: string
  /** The field's value, e.g. `1002`. */
  value: string
  /** `handover`: raises the BOT event Handover. `close`: gives the BOT conversation's id up. `none`: another BOT event. */
  effect: 'handover' | 'close' | 'none'
}

/**
 * What can be set on the simulated tenant. Where the vendor's documents are silent there is a setting, and its default
 * is, of the readings that stay in use, the one that is harder on a client.
 */
export interface ImiconnectSettings {
  /** Typed into the integration's dialog; the bot's answers must carry it (Generic Bot, Verification Token). */
  verificationToken: string
  /** Where in an answer the token must stand: not documented. Default: JSON body, field `verification_token`. */
  tokenIn: { in: 'body' | 'header'; name: string } | { in: 'text' }
  /** Whether the token is also sent to the bot: not documented. Default: no. */
  sendsToken?: { in: 'header' | 'query' | 'body'; name: string }
  /** What Verify sends, in this order; HEAD and GET must be answered with 200. Not documented. Default `HEAD`, `POST`. */
  verifyMethods: ('HEAD' | 'GET' | 'POST')[]
  /** Body of Verify's POST: not documented. Default `{}`. */
  verifyBody: string
  /** Which statuses acknowledge an event: not documented for bots. Default `200`: exactly that, as Outbound Webhooks has it. */
  successStatuses: '200' | '2xx'

  /** How the generated inbound URL authenticates callers: not documented for bots. Default `none`: the URL itself. */
  inboundAuth: 'none' | 'serviceKey' | 'jwt'
  /** What header `key` must have (API Authentication). */
  serviceKey: string
  /** Claim `iss` of a JWT (Using JWT for API Authentication). */
  serviceId: string
  /** The secret JWTs are signed with, in base64. */
  serviceSecret: string
  /** Which header a JWT stands in: two of the vendor's pages contradict each other. Default `either`. */
  jwtHeader: 'Authorization' | 'key' | 'either'
  /** HTTP status of 7001 and 7002: some pages show 400. Default 200. */
  authErrorStatus: number
  /** The last part of the generated URL. Default: random. */
  inboundKey: string

  /** Divides the intervals between retries: at 60 a minute takes one second. Default 1. */
  timeScale: number
  /** Milliseconds between attempts. Documented is only "at most four within an hour". Default 1, 5, 15 and 30 minutes. */
  retryAfterMs: number[]
  /** How long the bot may take to answer, real time. Default 5000 (Generic Bot, Outbound Webhook). */
  webhookTimeoutMs: number
  /** Consecutive failures that deactivate the webhook. Default 5 (Generic Bot, Outbound Webhook). */
  failuresAllowed: number
  /** Whether each attempt counts as a failure or only an event whose retries all failed: worded both ways. Default `attempts`. */
  failuresCount: 'attempts' | 'events'

  /** Calls a second to the inbound webhook: the tenant's TPS, unpublished (Inbound Webhooks, code 7020). Default 10. */
  requestsPerSecond: number
  /** `second`: counted by calendar second. `sliding`: never more in any 1000 ms. Default `second`. */
  rateLimitWindow: 'second' | 'sliding'
  /** Largest body of a call, code 430. Default 256 KB (Inbound Webhooks). */
  maxPayloadBytes: number
  /** Custom parameters without which a call is answered 7025. Default: none. */
  mandatoryCustomParams: string[]
  /** Field of a reply that holds media: none is documented. With it, `message` may be empty. Default: none. */
  mediaField?: string
  /** Bot events other than the reply, first match counts. Default: `eventid` 1002 hands over; close is not documented. */
  botEvents: BotEventRule[]
  /** `documented`: success as an array, errors as an object. Others: always so; `empty` and `text` have no codes. Default `documented`. */
  responseShape: 'documented' | 'array' | 'object' | 'empty' | 'text'
  /** Whether codes are numbers. Default false. */
  numericCodes: boolean
  /** What a call for an id that is not known, or was given up, gets: not documented. Default `refused` (7004). */
  unknownConversation: 'refused' | 'ignored'
  /** What a reply while the CCSP has the customer does: not documented. Default `delivered`: the customer sees it. */
  repliesAfterHandover: 'delivered' | 'ignored' | 'refused'

  /** The rule on the channel: forward to BOT, or to BOT + CCSP (Rules). Default `BOT+CCSP`. */
  rule: 'BOT' | 'BOT+CCSP'
  /** Whether there is a rule on the BOT event Handover. Without it 1002 is accepted and nothing happens. Default true. */
  handoverRule: boolean
  /** How long after 1002 a customer's message still goes to the bot, on the simulator's clock: not documented. Default 0. */
  handoverWindowMs: number
  /** The BOT conversation's id after the agent closed: not documented. Default `same-id`, as the bot did not close it. */
  afterAgentCloses: 'same-id' | 'new-id'
  /** `ConversationType` of agents' conversations: not documented. Default `CCSP`. */
  ccspType: string
  /** `Event` of an agent's message: not documented. Default `Agent message`. */
  agentEvent: string
  /** `Event` told when an agent closes: none is documented. Default: none. */
  closedEvent?: string
  /** A field of CCSP events with `Agent` or `Customer`: none is documented. Default: none. */
  authorField?: string
  /** A field of CCSP events with the BOT conversation's id: none is documented. Default: none. */
  linkField?: string
  /** A field of all events with the customer's id: none is documented. Default: none. */
  userIdField?: string
  /** Form of `Media`: not documented. Default `string`, a URL. */
  mediaForm: 'string' | 'array' | 'object' | 'objects'
  /** Receipts sent by themselves for each of the bot's messages. Default `Delivered`. */
  receipts: ('Delivered' | 'Failed' | 'Read')[]
  /** How long after the message, on the simulator's clock. Default 0. */
  receiptDelayMs: number
  /** `Description` of a failed one. */
  failureDescription: string

  /**
   * Most calls, deliveries and lost events kept, and most of what was said in one conversation; the oldest tenth is
   * dropped beyond it. Also most conversations, BOT and CCSP together: beyond it the oldest are forgotten, first those
   * that are closed, with all that is theirs, and customers who have no conversation left. Default 100 000.
   */
  recordLimit: number
  /** Seeds what is random in faults. Default 1. */
  seed: number
}

/** How to start the simulator. Everything has a default. */
export interface ImiconnectSimulatorOptions extends Partial<ImiconnectSettings> {
  /** 0, the default, is any free port. It always binds 127.0.0.1. */
  port?: number
  /** Told of all requests between the platform and the bot. Default: nobody. */
  wire?: Wire
}

const MINUTE = 60_000

/** The settings in force: `options` over the defaults. */
export function settingsFrom(options: ImiconnectSimulatorOptions): ImiconnectSettings {
  const { port: _, wire: _wire, ...given } = options
  const defaults: ImiconnectSettings = {
    verificationToken: 'sandbox-verification-token',
    tokenIn: { in: 'body', name: 'verification_token' },
    sendsToken: undefined,
    verifyMethods: ['HEAD', 'POST'],
    verifyBody: '{}',
    successStatuses: '200',
    inboundAuth: 'none',
    serviceKey: 'sandbox-service-key',
    serviceId: 'sandbox-service',
    serviceSecret: Buffer.from('the sandbox service keeps this secret').toString('base64'),
    jwtHeader: 'either',
    authErrorStatus: 200,
    inboundKey: randomBytes(12).toString('hex'),
    timeScale: 1,
    retryAfterMs: [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE],
    webhookTimeoutMs: 5000,
    failuresAllowed: 5,
    failuresCount: 'attempts',
    requestsPerSecond: 10,
    rateLimitWindow: 'second',
    maxPayloadBytes: 256 * 1024,
    mandatoryCustomParams: [],
    mediaField: undefined,
    botEvents: [{ key: 'eventid', value: '1002', effect: 'handover' }],
    responseShape: 'documented',
    numericCodes: false,
    unknownConversation: 'refused',
    repliesAfterHandover: 'delivered',
    rule: 'BOT+CCSP',
    handoverRule: true,
    handoverWindowMs: 0,
    afterAgentCloses: 'same-id',
    ccspType: 'CCSP',
    agentEvent: 'Agent message',
    closedEvent: undefined,
    authorField: undefined,
    linkField: undefined,
    userIdField: undefined,
    mediaForm: 'string',
    receipts: ['Delivered'],
    receiptDelayMs: 0,
    failureDescription: 'Recipient has opted out',
    recordLimit: 100_000,
    seed: 1,
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...defaults, ...set }
}
