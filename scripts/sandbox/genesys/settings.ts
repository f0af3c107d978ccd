/** A queue for people. */
export interface Queue {
  id: string
  name: string
}

/** A person who answers customers. */
export interface Agent {
  id: string
  name: string
  /** The names of the queues the agent is a member of and joined. */
  queues: string[]
  /** Whether the agent is on queue: gets conversations. */
  onQueue: boolean
}

/** What can be set on the simulated organization. Where the platform is not documented a setting decides. */
export interface GenesysSettings {
  clientId: string
  clientSecret: string
  /** How long an access token lives, on the simulator's clock. Default 86 399. */
  tokenLifeSeconds: number
  /** Which key explains an OAuth failure: seen both. Default `description`. */
  oauthErrorKey: 'description' | 'error_description'
  /** Permissions the client's roles lack: calls that need one get 403. Default none. */
  missingPermissions: string[]
  /** Requests a minute for each access token. Default 300. */
  requestsPerMinute: number
  /** What a 429 says: "Retry the request in [n] seconds", or the older "[300] requests within [60] seconds". */
  rateLimitText: 'retry' | 'requests'
  /** Whether a 429 has `Retry-After`. Default false. */
  retryAfter: boolean

  /** The id of the Open Messaging integration that is there from the start. */
  integrationId: string
  /** Its name: the `nickname` that customers are written to under. */
  integrationName: string
  /** Its signature secret token, at the start. */
  webhookSecret: string
  /** How long a new integration stays `Initiated`, on the simulator's clock. Default 50. */
  integrationCreationMs: number
  /** Status of accepted inbound requests: not documented. Default 200. */
  inboundStatus: number
  /** Whether a second message with a known `channel.messageId` is answered like the first. Default false: it is a new message. */
  dedupe: boolean
  /** Default 5000 characters. */
  maxTextLength: number
  /** Of all names and values in `customAttributes` together. Default 2048. */
  maxAttributesBytes: number
  /** What `customAttributes` do to participant data that is there: not documented. Default `merge`: they win. */
  laterAttributes: 'merge' | 'ignored'
  /** Messaging setting `event.typing.on.inbound`. Default true. */
  typingInbound: boolean
  /** Messaging setting `event.typing.on.outbound`. Default true. */
  typingOutbound: boolean
  /** Whether typing of a customer without a live conversation starts one. Default true, as the documentation words it. */
  typingStartsConversation: boolean

  /** How long after its last activity an ended conversation is continued. Default 0, never; the platform's is 72 h. */
  threadingWindowMs: number
  /**
   * What the flow's Disconnect ends: the flow only, so that the next message runs it again in the same conversation, or
   * the whole conversation, so that threading decides. Default `itself`.
   */
  flowDisconnects: 'itself' | 'conversation'
  /** The data action's input `teamId`. */
  teamId: string
  /** The data action's input `botId`. */
  botId: string
  /** Where the data action posts; without it the action fails without a call. */
  registrationUrl?: string
  /** The data action's credential, sent as a bearer token. */
  registrationSecret: string
  /** How long the data action waits, real time. Default 3000. */
  registrationTimeoutMs: number
  /** Whether the data action tells the customer's id. Default true. */
  registrationCustomerId: boolean

  queues: Queue[]
  /** The queue of who names none that there is: a name or an id. Default `support`. */
  defaultQueue: string
  agents: Agent[]
  /** `originatingEntity` of agentless messages. Default `Human`: they look like an agent's. */
  agentlessEntity: 'Human' | 'Bot'
  /** How long ending a conversation for everyone takes after it was answered, on the simulator's clock. Default 10. */
  disconnectDelayMs: number

  /** How long a webhook may take to answer, real time. Default 10 000. */
  webhookTimeoutMs: number
  /** How often a delivery is tried again after a time-out, 429 or 5xx. Default 5. */
  webhookRetries: number
  /** The wait before each retry, on the simulator's clock. Default 5000. */
  webhookRetryDelayMs: number
  /** Whether a refused or broken connection is tried again too: not documented. Default false. */
  retryConnectionErrors: boolean
  /** Whether webhooks name the conversation. Default true; older tenants' do not. */
  webhookConversationId: boolean
  /** Whether webhooks have `channel.to.idType`. Default true. */
  webhookIdType: boolean
  /** The receipt that the webhook gets for each of our inbound messages. Default `delivered`. */
  receipts: 'off' | 'delivered' | 'failed'
  /** Whether agents' files are given out with an access token only: not documented. Default false. */
  downloadsNeedToken: boolean

  /** Between two heartbeats on a notification socket, on the simulator's clock. Default 30 000. */
  heartbeatMs: number
  /** How long a notification channel lives, on the simulator's clock. Default 24 h. */
  channelLifeMs: number
  /** How many notification channels there can be; one more drops the oldest. Default 20. */
  maxChannels: number
  /** Whether notification sockets carry events. False: heartbeats only. Default true. */
  notificationEvents: boolean

  /** Most calls, deliveries, conversations, and messages of one conversation kept. Default 100 000. */
  recordLimit: number
  /** Seeds what is random in faults. Default 1. */
  seed: number
}
