import { z } from 'zod'
import { callPath } from '../core/settings.ts'

/**
 * What Hootsuite's documents leave open, contradict themselves about, or changed since Sparkcentral, and what we take for
 * true. Everything here can be changed without touching code: put the elements that differ into a JSON file and name it
 * in `HOOTSUITE_PROFILE`. `sparkcentral.json` beside this file holds the names of the old product.
 */
export const hootsuiteProfile = z.strictObject({
  /** Where the API is. `HOOTSUITE_BASE_URL` goes before it. One host is documented, for all regions. */
  apiBaseUrl: z.string().default('https://platform.hootsuite.com'),
  tokenPath: callPath().default('/oauth2/token'),
  /** Form fields of the token request; `{organizationId}` stands for the setting. */
  tokenParams: z
    .record(z.string(), z.string())
    .default({ grant_type: 'organization_app', organization_id: '{organizationId}' }),
  /** With `{conversationId}`. */
  conversationPath: callPath('{conversationId}').default('/inbox/v1/virtual-agent/conversations/{conversationId}'),
  /** With `{conversationId}` and `{filename}`. */
  attachmentPath: callPath('{conversationId}', '{filename}').default(
    '/inbox/v1/virtual-agent/conversations/{conversationId}/attachments/{filename}',
  ),
  /** The prose and known code say PUT, the OpenAPI path says POST. The other one is tried once on a 405. */
  attachmentMethod: z.enum(['PUT', 'POST']).default('PUT'),
  /** Files must be smaller than this many bytes: "fewer than 10 megabytes". */
  attachmentMaxBytes: z.number().int().min(1).max(10_000_000).default(10_000_000),

  signatureHeader: z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/)
    .transform((name) => name.toLowerCase())
    .default('x-hootsuite-signature'),
  signatureAlgorithm: z.literal('sha256').default('sha256'),
  signatureEncoding: z.enum(['hex', 'base64']).default('hex'),
  /** The API reference decodes the secret from hex; the help page has the administrator type one. */
  secretEncoding: z.enum(['hex', 'utf8']).default('hex'),
  /** How far an event's timestamp may be from now, before and after, in milliseconds. 0: not looked at. */
  maxTimestampAgeMs: z.number().min(0).default(300_000),
  /** Whether an event without a readable timestamp is refused. */
  timestampRequired: z.boolean().default(true),

  /** Several messages in one object: in the schema, absent from the prose. `false`: one per call, or joined in an answer. */
  useSendMessages: z.boolean().default(true),
  /** `medium.id`s that show shortcodes. They are documented for the Web Messenger only. */
  shortcodeMedia: z.array(z.string()).default(['rtm', 'smooch-rtm']),
  /** Stands above buttons of an activity that says nothing else. */
  buttonPrompt: z.string().min(1).default('Please choose:'),
  /** Longest text of one message in UTF-16 units; nobody documents one. 0: not split. */
  maxTextLength: z
    .number()
    .int()
    .refine((limit) => limit === 0 || limit >= 64, 'must be 0, or at least 64')
    .default(0),
  /** Topics there are in Inbox, if you wish others to be reported: unknown ones vanish there without a word. */
  topics: z.array(z.string()).default([]),
  /** Leave the reason of a hand-off, and the queue asked for, as a note. */
  reasonNote: z.boolean().default(true),
  /** Say that typing ended with the next message. How long an indicator lives is not documented. */
  typingStop: z.boolean().default(true),

  /** How long a request waits for the bot, in milliseconds; Hootsuite waits 10 s. Only without API credentials. */
  syncBudgetMs: z.number().int().min(100).max(9_900).default(9_500),
  /** How long after an event's last delivery it is answered with the same body, in milliseconds. */
  repeatMs: z.number().int().min(0).default(60_000),
  /** The answer for a turn that outlives the last delivery: to a person, or a text. Only without API credentials. */
  fallback: z.union([z.literal('HANDOVER'), z.strictObject({ text: z.string().min(1) })]).default('HANDOVER'),

  /** A start event this long after the message it belongs to is a late one, in milliseconds: four tries of 10 s, and pauses. */
  lateStartMs: z.number().int().min(0).default(60_000),
  /** A message this long after a hand-off was on its way before it, in milliseconds; a later one means that the bot was given the conversation again. */
  inFlightMs: z.number().int().min(0).default(60_000),
})

/** Every element, with its value. */
export type HootsuiteProfile = z.output<typeof hootsuiteProfile>
/** The elements one wants otherwise. */
export type HootsuiteProfileInput = z.input<typeof hootsuiteProfile>
