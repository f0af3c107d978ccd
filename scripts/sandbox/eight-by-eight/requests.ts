import { z } from 'zod'
import { newerThan } from './card-versions.ts'
import type { EightByEightSettings } from './options.ts'
import { invalid } from './problem.ts'
import type { PostedMessage, UserData } from './types.ts'

const LANGUAGES = 'en ru de ja es fr pt it pl hr nl ar da ko no sv vi cy th zh-CN zh-TW'.split(' ') as readonly string[]
const MOST_HISTORY = 200
const MOST_PROPERTIES = 30

/** An opaque id: text, even where it looks like a number. */
export const id = z.string().min(1)

/** Reads what was sent. Throws 400 that names the first field that is wrong. */
export function read<Schema extends z.ZodType>(schema: Schema, sent: unknown, code = 'invalid_parameter') {
  const result = schema.safeParse(sent)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = (issue?.path ?? []).join('.')
  const value = (issue?.path ?? []).reduce<unknown>((at, name) => Reflect.get(Object(at), name), sent)
  throw invalid(code, `${field}: ${issue?.message}`, field, value)
}

const property = z.object({ key: id, value: id, id: z.string().optional() })

const userFields = {
  name: z.string().optional(),
  userId: z.string().optional(),
  customerId: z.string().optional(),
  email: z.email().optional(),
  phone: z.string().optional(),
  company: z.string().optional(),
  caseId: z.string().optional(),
  language: z
    .string()
    .refine((one) => LANGUAGES.includes(one), 'is not a supported language')
    .optional(),
  ipaddress: z.string().optional(),
  timezoneOffset: z.number().optional(),
  additionalProperties: z.array(property).max(MOST_PROPERTIES).optional(),
}

/** The customer's data. What is not documented is refused or left out, as the setting says. */
export function userSchema({ looseUserFields }: EightByEightSettings): z.ZodType<UserData> {
  return looseUserFields === 'refuse' ? z.strictObject(userFields) : z.object(userFields)
}

/** Who gets a conversation. An agent cannot be named. */
const assignment = z.object({ type: z.enum(['queue', 'script']).default('queue'), id })

const CARDS = ['application/vnd.microsoft.card.adaptive', 'application/8x8.quick.replies'] as const
const PROVIDER_CARDS = ['Interactive', 'Location', 'Template', 'Suggestions', 'Buttons', 'Carousel'] as const

const quickReplies = z.object({
  options: z.array(z.object({ title: id, data: z.object({ postback: z.string() }) })).min(1),
})
const adaptiveCard = z.object({ type: z.literal('AdaptiveCard'), version: z.string().optional() })

function cardSchema({ maxAdaptiveCardVersion }: EightByEightSettings) {
  const contentType = z.enum([...CARDS, ...PROVIDER_CARDS]).default(CARDS[0])
  return z.object({ contentType, content: z.record(z.string(), z.unknown()) }).superRefine((card, context) => {
    const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['content'], message })
    if (card.contentType === CARDS[1] && !quickReplies.safeParse(card.content).success) {
      return wrong('must have options with a title and data.postback')
    }
    if (card.contentType !== CARDS[0]) return
    const { success, data } = adaptiveCard.safeParse(card.content)
    if (!success) return wrong('must be an AdaptiveCard')
    if (newerThan(data.version, maxAdaptiveCardVersion)) wrong(`must be of version ${maxAdaptiveCardVersion} or older`)
  })
}

/** A message as one posts it. */
export function messageSchema(settings: EightByEightSettings): z.ZodType<PostedMessage> {
  const authorType = z.enum(['user', 'bot'], {
    error: ({ input }) => `Invalid authorType=${input}, has to be one of user, bot, agent`,
  })
  const text = settings.maxTextLength > 0 ? z.string().max(settings.maxTextLength) : z.string()
  return z
    .object({
      authorType,
      text: text.optional(),
      attachments: z.array(z.object({ id })).optional(),
      cards: z.array(cardSchema(settings)).optional(),
      externalProvider: z.object({ name: z.literal('X'), externalMessageId: id }).optional(),
    })
    .superRefine(({ text, attachments = [], cards = [], externalProvider }, context) => {
      const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['text'], message })
      if (text && externalProvider) wrong('cannot be provided together with externalProvider')
      if (!text && !externalProvider && attachments.length + cards.length === 0) wrong('must not be empty')
    })
}

/** A new conversation as one asks for it. */
export function creationSchema(settings: EightByEightSettings) {
  return z.object({
    channelId: id,
    user: userSchema(settings),
    assignment: assignment.optional(),
    history: z.object({ messages: z.array(messageSchema(settings)).max(MOST_HISTORY) }).optional(),
  })
}

/** What can be changed of a conversation, one or both. */
export function changeSchema(settings: EightByEightSettings) {
  return z.object({ user: userSchema(settings).optional(), assignment: assignment.optional() })
}

/** What a conversation is replaced by. */
export function replacementSchema(settings: EightByEightSettings) {
  return changeSchema(settings).extend({ channelId: id.optional() })
}
