import type { Wire } from '../simulator/wire.ts'
import type { Account } from './types.ts'

/**
 * How the channel proves who it is: a JWT as the Bot Connector signs it. All but `appId` is for forging: what is absent
 * is as it should be.
 */
export interface ChannelAuth {
  /** The bot's app id: the audience. */
  appId: string
  /** Claim `iss`. Default `https://api.botframework.com`. */
  issuer?: string
  /** Claim `aud`, where it is not to be the app id. */
  audience?: string
  /** Claim `serviceurl`; null leaves it out. Default: the activity's own. */
  serviceUrl?: string | null
  /** The key's id in the token's header. Default: the published key's. */
  kid?: string
  /** From now to `exp`, real time; negative for a token that has expired. Default 3600. */
  expiresInSeconds?: number
  /** `unpublished`: signed with a key that is in no document. Default `published`. */
  key?: 'published' | 'unpublished'
  /** Channel ids the published key is good for. Default: those of Azure Bot Service, and the simulator's. */
  endorsements?: string[]
  /** The whole `Authorization` header instead of a token. */
  header?: string
}

/** What can be set on the simulated channel. */
export interface WebChatSettings {
  /** `channelId` of conversations that do not ask for another. Default `webchat`. */
  channelId: string
  /** Default `en-US`. */
  locale: string
  /** The bot, as its channel registration names it. */
  bot: Account
  /**
   * How the bot is told who takes part. `separate`: an activity for the bot, then one for the customer. `together`: one for
   * both. `late`: the bot at once, the customer before their first activity (Direct Line without a user id in its
   * token). `customer`, `bot`: only that one. `none`. Default `separate`.
   */
  membersAdded: 'separate' | 'together' | 'late' | 'customer' | 'bot' | 'none'
  /** Whether a conversation's activities are sent one at a time, in order. Default true; false sends each at once. */
  inOrder: boolean

  /** How long the bot may take to answer, real time. Default 15 000. */
  postTimeoutMs: number
  /** How often an activity is sent again after a timeout, a 5xx or a connection error. Default 2. */
  retries: number
  /** Between attempts, on the simulator's clock. Default 1000. */
  retryDelayMs: number
  /** Whether activities somebody waits for (invoke, expectReplies) are retried too. Default false. */
  retriesAwaited: boolean
  /** Default: none; no `Authorization` header is sent. */
  auth?: ChannelAuth

  /** What the connector service asks of callers. `any`: some bearer. `issued`: one from its token endpoint. Default `none`. */
  bearer: 'none' | 'any' | 'issued'
  /** Whom the token endpoint knows. Default: everybody. */
  botCredentials?: { appId: string; password: string }
  /** Requests a second to the connector service; beyond it 429. Default: no limit. */
  requestsPerSecond?: number

  /** Most posts and calls kept; the oldest tenth is dropped beyond it. Default 10 000. */
  recordLimit: number
  /** Most activities kept of a conversation; beyond it the oldest go. Default 1000. */
  transcriptLimit: number
  /** Most conversations; beyond it the oldest is unknown. Default 10 000. */
  conversationLimit: number
  /** Most bytes of files kept in all; beyond it the oldest go. Default 100 MB. */
  attachmentBytes: number
  /** Seeds what is random in faults. Default 1. */
  seed: number
}

/** How to start the simulator. Everything has a default. */
export interface WebChatSimulatorOptions extends Partial<WebChatSettings> {
  /** 0, the default, is any free port. It always binds 127.0.0.1. */
  port?: number
  /** Told of all requests between the platform and the bot. Default: nobody. */
  wire?: Wire
}

/** The settings in force: `options` over the defaults. */
export function settingsFrom(options: WebChatSimulatorOptions): WebChatSettings {
  const { port: _, wire: _wire, ...given } = options
  const defaults: WebChatSettings = {
    channelId: 'webchat',
    locale: 'en-US',
    bot: { id: 'sandbox-bot', name: 'Sandbox bot' },
    membersAdded: 'separate',
    inOrder: true,
    postTimeoutMs: 15_000,
    retries: 2,
    retryDelayMs: 1000,
    retriesAwaited: false,
    auth: undefined,
    bearer: 'none',
    botCredentials: undefined,
    requestsPerSecond: undefined,
    recordLimit: 10_000,
    transcriptLimit: 1000,
    conversationLimit: 10_000,
    attachmentBytes: 100_000_000,
    seed: 1,
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...defaults, ...set }
}
