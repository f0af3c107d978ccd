import { z } from 'zod'

/**
 * What 8x8's documents leave open about a bot inside its own channels, and what we take for true: the `channel` part of
 * the file that `EIGHT_BY_EIGHT_PROFILE` names.
 */
export const channelProfile = z.strictObject({
  /** What begins a conversation: `active` greets as soon as the customer arrives, `message` waits for the first words. */
  startOn: z.enum(['active', 'message']).default('message'),
  /** Conversations on these kinds of channel are none of the bot's: somebody opened them by API for customers of their own. */
  ignoredChannels: z.array(z.string()).default(['ChatAPI']),
  /**
   * What tells one customer from another. The sender of a message does not: it may be `user` for everybody.
   * `conversation`: a new customer with every conversation, for where `userId` is what customers type into a form.
   */
  customerId: z.enum(['userId', 'conversation']).default('userId'),

  /** Kinds of assignment that mean people, in lower case. Every other kind (`script`, …) is the bot. */
  queueAssignments: z.array(z.string()).default(['queue']),
  agentAssignments: z.array(z.string()).default(['agent']),
  /** How long after a hand-off 8x8 may still say that the bot has the conversation, in milliseconds. Once it has told of people, what it says counts at once. */
  inFlightMs: z.number().int().min(0).default(60_000),
  /** With people for this long and no news, in milliseconds: 8x8 is asked when the customer writes, in case an event was lost. */
  recheckMs: z.number().int().min(0).default(600_000),
  /** What can be read may be this much older than what was told or written, in milliseconds. */
  lagMs: z.number().int().min(0).default(2_000),

  /** What the typing activity becomes. */
  typingAs: z.enum(['typing', 'thinking']).default('typing'),
  /** How long `thinking` is shown at most, in seconds. */
  thinkingSeconds: z.number().int().min(1).max(600).default(60),
  /** Longest text of one message in UTF-16 units; nobody documents one. 0: not split. */
  maxTextLength: z
    .number()
    .int()
    .refine((limit) => limit === 0 || limit >= 64, 'must be 0, or at least 64')
    .default(0),
  /** Kinds of channel that show quick replies and adaptive cards, as `data.channel` names them, or `unknown` where it does not; elsewhere they go as text. */
  cardChannels: z.array(z.string()).default(['WebChat']),
  /** Stands above quick replies of an activity that says nothing else. */
  buttonPrompt: z.string().min(1).default('Please choose:'),
  /** What to do with a reply whose outcome is unknown and that has no text to be found by: 8x8 has neither a key nor ids. */
  unknownOutcome: z.enum(['resend', 'hold']).default('resend'),

  /** Whether a changed user is sent whole or only with what changed: whether `PATCH` keeps what is left out is not documented. */
  userPatch: z.enum(['changes', 'whole']).default('changes'),
  /** `post-agent-assignment`, where `EIGHT_BY_EIGHT_WEBHOOK_ID` is set: the bot gets the conversation after the agent. */
  afterAgent: z
    .strictObject({
      notifyChannelWebhookIfExists: z.union([z.string(), z.boolean()]).default('false'),
      maxTotalMinutes: z.number().int().min(20).max(600).default(120),
      userTimeoutInMinutes: z.number().int().min(10).max(300).default(30),
    })
    .prefault({}),
})
