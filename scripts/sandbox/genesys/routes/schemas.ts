import { z } from 'zod'

const text = z.string().min(1)
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/

/** `channel.time`. */
const time = z.string().refine((sent) => TIME.test(sent) && !Number.isNaN(Date.parse(sent)), {
  error: 'Invalid date: expected ISO-8601 in UTC',
  params: { code: 'invalid.date' },
})

const idType = z.string().regex(/^(email|phone|opaque)$/i, 'must be Email, Phone or Opaque')

/** Who writes. */
const from = z.strictObject({
  id: text,
  idType,
  nickname: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  image: z.string().optional(),
  email: z.string().optional(),
})

/** Keys of the endpoint before this one, which are tolerated. */
const old = {
  platform: z.literal('Open').optional(),
  type: z.literal('Private').optional(),
  to: z.object({ id: text }).optional(),
}

const metadata = z.strictObject({
  customAttributes: z.record(z.string(), z.string()).optional(),
  subType: z.string().optional(),
})

const channel = z.strictObject({ ...old, from, time, messageId: text.optional(), metadata: metadata.optional() })

/** 25 MB. */
const MOST_BYTES = 25_000_000

const attachment = z.strictObject({
  contentType: z.literal('Attachment'),
  attachment: z.strictObject({
    id: z.string().optional(),
    mediaType: z.enum(['Image', 'Video', 'Audio', 'File', 'Link']),
    url: z.url(),
    mime: text,
    filename: z.string().optional(),
    text: z.string().optional(),
    sha256: z.string().optional(),
    contentSizeBytes: z.int().min(0).max(MOST_BYTES).optional(),
  }),
})

/** `inbound/open/message`. */
export const inboundMessage = z
  .strictObject({
    id: z.string().optional(),
    type: z.enum(['Text', 'Structured']).optional(),
    channel,
    text: z.string().optional(),
    content: z.array(attachment).min(1).max(1).optional(),
    metadata: z.record(z.string(), z.string()).optional(),
    direction: z.literal('Inbound').optional(),
  })
  .refine((sent) => Boolean(sent.text) || sent.content !== undefined, {
    error: "should have required property 'content' or '.text' should match some schema in anyOf",
  })

/** `inbound/open/event`. */
export const inboundEvent = z.strictObject({
  id: z.string().optional(),
  type: z.literal('Event').optional(),
  channel,
  events: z
    .array(
      z.strictObject({
        eventType: z.literal('Typing'),
        typing: z.strictObject({ type: z.literal('On'), duration: z.int().min(0).optional() }).optional(),
      }),
    )
    .min(1),
  direction: z.literal('Inbound').optional(),
})

const reason = z.strictObject({
  code: z.enum([
    'MessageExpired',
    'RateLimited',
    'MessageNotAllowed',
    'GeneralError',
    'UnsupportedMessage',
    'UnknownMessage',
    'InvalidMessageStructure',
    'InvalidDestination',
    'ServerError',
    'MediaTypeNotAllowed',
    'InvalidMediaContentLength',
    'RecipientOptedOut',
    'DataFiltered',
  ]),
  message: z.string().optional(),
})

/** `inbound/open/receipt`: the two statuses that the endpoint is documented to support. */
export const inboundReceipt = z
  .strictObject({
    id: text,
    type: z.literal('Receipt').optional(),
    channel: z.strictObject({
      ...old,
      to: z.strictObject({ id: text, idType: idType.optional() }),
      from: z.object({ id: text }).optional(),
      time,
      messageId: text.optional(),
    }),
    status: z.enum(['Delivered', 'Failed']),
    direction: z.literal('Outbound').optional(),
    isFinalReceipt: z.boolean().optional(),
    reasons: z.array(reason).optional(),
  })
  .refine(({ status, reasons }) => status !== 'Failed' || (reasons && reasons.length > 0), {
    error: 'reasons are required for Failed',
    path: ['reasons'],
  })

/** `inbound/open/structured/response`. */
export const structuredResponse = z.strictObject({
  channel,
  buttonResponse: z.strictObject({
    id: z.string().optional(),
    type: z.enum(['Button', 'QuickReply', 'DatePicker']),
    text,
    payload: text,
  }),
  originatingMessageId: text,
})
