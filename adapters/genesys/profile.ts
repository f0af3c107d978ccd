import { z } from 'zod'

/**
 * What Genesys' documents leave open, and what we take for true. Everything here can be changed without touching code: put
 * the elements that differ into a JSON file and name it in `GENESYS_PROFILE`.
 */
export const genesysProfile = z.strictObject({
  /** Calls a minute for our client; what `inin-ratelimit-allowed` says counts where it is less. */
  requestsPerMinute: z.number().int().min(10).default(300),
  /** How much of it mirrors, receipts and typing leave to what a customer waits for. */
  reservedShare: z.number().min(0).max(1).default(0.25),

  /** `X-Hub-Signature-256` is base64; some middleware expects hex. True: take both. */
  signatureHexToo: z.boolean().default(false),

  /** Names of participant data that the flow reads. */
  attributes: z
    .strictObject({
      type: z.string().min(1).default('type'),
      registered: z.string().min(1).default('igRegistered'),
      queue: z.string().min(1).default('queue'),
      topics: z.string().min(1).default('topics'),
      notes: z.string().min(1).default('notes'),
    })
    .prefault({}),
  /** What `type` holds while a person is to have the customer, and else. */
  human: z.string().min(1).default('human'),
  bot: z.string().min(1).default('bot'),
  /** Names that the bot may not set, beside ours. */
  reservedAttributes: z.array(z.string()).default([]),
  /** UTF-8 bytes of all custom attributes of a message, as JSON. */
  attributesLimit: z.number().int().min(100).default(1_900),
  /**
   * When the customer's words go to the agents: once a queue or an agent has the conversation, since a flow that had begun
   * before the hand-off disconnects it; or at once, for clients that may not read conversations.
   */
  readyOn: z.enum(['queued', 'opened']).default('queued'),
  /** Whether `type` and the others are also set on the conversation where its id is known, before the message. */
  patchBeforeMessage: z.boolean().default(true),

  /** How the bot's words get into the transcript: by an agentless message, or as the customer's with the prefix. */
  mirrorBotBy: z.enum(['agentless', 'inbound']).default('agentless'),
  botPrefix: z.string().min(1).default('BOT '),
  /** Longest text of an agentless message, prefix included. */
  agentlessLimit: z.number().int().min(50).default(2_000),
  /** Longest text of an inbound message. */
  textLimit: z.number().int().min(200).default(5_000),
  /** Mirrors that wait, for one customer and for all. */
  mirrorQueue: z.number().int().min(1).default(50),
  mirrorQueues: z.number().int().min(1).default(2_000),

  /** Ask for the conversation's id with the first message, and with the one that hands off. */
  prefetch: z.boolean().default(true),
  /** Answers to buttons as `structured/response`; false: as plain text. */
  structuredResponses: z.boolean().default(true),
  /** What the customer's answer to a quick reply is sent as. */
  quickReplyAction: z.enum(['imBack', 'postBack']).default('imBack'),
  receipts: z.boolean().default(true),
  typing: z.boolean().default(true),
  /** At most one typing event in so many milliseconds. */
  typingEveryMs: z.number().int().min(0).default(4_000),

  /** Agents who come and go are told by WebSocket; false: by polling alone. */
  notifications: z.boolean().default(true),
  /** With `{conversationId}`. */
  topics: z
    .array(z.string().includes('{conversationId}'))
    .default([
      'v2.detail.events.conversation.{conversationId}.user.start',
      'v2.detail.events.conversation.{conversationId}.user.end',
      'v2.detail.events.conversation.{conversationId}.acd.start',
      'v2.detail.events.conversation.{conversationId}.acd.end',
      'v2.detail.events.conversation.{conversationId}.customer.end',
    ]),
  topicsPerChannel: z.number().int().min(1).default(1_000),
  /** A socket that is silent for so long is dead: heartbeats come about every 30 s. */
  silenceMs: z.number().int().min(100).default(90_000),
  /** How long a conversation may have nobody in it before that means its end: flows and transfers take a moment. */
  settleMs: z.number().int().min(0).default(15_000),
  /** How often a conversation is looked at although the WebSocket is up. */
  lookEveryMs: z.number().int().min(0).default(60_000),

  /** How a customer who left is taken out: the customer alone, then the rest where needed; or everybody at once. */
  closeBy: z.enum(['customer', 'conversation']).default('customer'),
  /** How long to wait before looking whether everybody is out, in milliseconds. */
  closeSettleMs: z.number().int().min(0).default(300),

  /** Queue observations (analytics): how many wait, and how many agents are on queue. */
  observations: z.boolean().default(true),
  observationsPath: z.string().startsWith('/').default('/api/v2/analytics/queues/observations/query'),
  /** Refuse a hand-off where the observations say that no agent is on queue. */
  refuseWhenNobody: z.boolean().default(true),

  /** Above this an agent's file that the customer cannot fetch is named only. */
  inlineFileBytes: z.number().int().min(0).default(262_144),
  /** What the hand-off's summary is called, in front of it. */
  summaryTitle: z.string().default('Handed over by the bot'),
})

/** With defaults in. */
export type GenesysProfile = z.output<typeof genesysProfile>
/** As written in a file. */
export type GenesysProfileInput = z.input<typeof genesysProfile>
