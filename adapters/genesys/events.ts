import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { filled, optionalObject as part, optionalText as text } from '../core/filled.ts'
import { isoMoment, readJson } from '../core/intake/body.ts'

/**
 * What Genesys posts to the webhook, as far as we use it (facts: webhooks). One object a request; all fields but the
 * type can be missing; `null` means absent.
 */

const many = z
  .array(z.unknown())
  .nullish()
  .transform((all) => all ?? [])
  .catch([])

const schema = z.looseObject({
  id: text,
  type: filled(),
  text,
  channel: part({
    id: text,
    messageId: text,
    time: text,
    to: part({ id: text }),
    from: part({ id: text, nickname: text, nickName: text }),
  }),
  content: many,
  events: many,
  status: text,
  reasons: many,
  originatingEntity: text,
  direction: text,
  conversationId: text,
})

export interface GenesysEvent {
  type: string
  id?: string
  /** The integration it belongs to. */
  integrationId?: string
  /** The `from.id` we know the customer by. */
  address?: string
  /** ISO 8601. */
  at?: string
  conversationId?: string
  text: string
  content: unknown[]
  events: unknown[]
  status?: string
  reasons: { code?: string; message?: string }[]
  /** True for a person, false for a flow; undefined where it is not said. */
  human?: boolean
}

export type ReadEvent = { ok: true; event: GenesysEvent } | { ok: false; why: string }

const reason = z.looseObject({ code: text, message: text })

/** Read one event from the text of a webhook. Never throws. */
export function readEvent(body: string): ReadEvent {
  const read = readJson(body)
  if (!read.ok) return read
  const parsed = schema.safeParse(read.json)
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ')
    return { ok: false, why: `the body is no event: ${where}` }
  }
  const { data } = parsed
  const channel = data.channel ?? undefined
  const entity = data.originatingEntity?.toLowerCase()
  return {
    ok: true,
    event: {
      type: data.type,
      ...defined({
        id: data.id ?? channel?.messageId,
        integrationId: channel?.id,
        address: addressIn(channel),
        at: isoMoment(Date.parse(channel?.time ?? '')),
        conversationId: data.conversationId,
        status: data.status,
        human: entity === undefined ? undefined : entity === 'human',
      }),
      text: data.text ?? '',
      content: data.content,
      events: data.events,
      reasons: data.reasons.flatMap((one) => {
        const parsedReason = reason.safeParse(one)
        return parsedReason.success
          ? [defined({ code: parsedReason.data.code, message: parsedReason.data.message })]
          : []
      }),
    },
  }
}

type Channel = NonNullable<z.output<typeof schema>['channel']>

/** The customer is `to`, also in receipts; where that is the integration itself it is the other one. */
function addressIn(channel: Channel | undefined): string | undefined {
  const to = channel?.to?.id
  return to !== undefined && to !== channel?.id ? to : channel?.from?.id === channel?.id ? undefined : channel?.from?.id
}
