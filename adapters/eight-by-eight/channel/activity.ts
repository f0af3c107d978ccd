import { z } from 'zod'
import { defined } from '../../core/defined.ts'
import { isoMoment, readJson } from '../../core/intake/body.ts'
import type { CustomerMessage } from '../../core/platform.ts'
import type { ActivityEvent } from '../events.ts'
import { type Case, ignoring, type Outcome } from './case.ts'
import { common, fromCustomer } from './said.ts'

/** Event activity for an `ACTIVITY` we have no word for; `value` is `{ name, value }` as it came. */
export const UNKNOWN_ACTIVITY = '8x8.activity'

/**
 * What the customer did without writing (8x8, Webhooks events reference, ACTIVITY): a button or a card is an answer like any
 * other; a receipt is `contactcenter.delivery`; what providers invent is an answer where it looks like one.
 */
export function fromActivity(at: Case, event: ActivityEvent): Outcome | Promise<Outcome> {
  if (event.name === 'read-receipts') return fromReceipts(at, event.value)
  const answer = answerIn(event)
  if (answer !== undefined) return fromCustomer(at, { ...common(at, event.raw), ...answer })
  const { name, value } = event
  return { memory: at.memory, happenings: [{ kind: 'event', name: UNKNOWN_ACTIVITY, value: { name, value } }] }
}

type ActivityAnswer = Pick<CustomerMessage, 'text' | 'value' | 'choiceId'>

const string = z.string().optional().catch(undefined)
const pressed = z.looseObject({ data: z.looseObject({ title: string, payload: string }) })
const submitted = z.looseObject({ data: z.unknown() })

function answerIn({ name, value }: ActivityEvent): ActivityAnswer | undefined {
  switch (name) {
    case 'quickReply/action': {
      const { success, data } = pressed.safeParse(value)
      if (!success) return undefined
      const { title, payload } = data.data
      if (title === undefined && payload === undefined) return undefined
      return {
        text: title ?? payload ?? '',
        ...(payload === undefined ? {} : { choiceId: payload, value: valueInPayload(payload) }),
      }
    }
    case 'adaptiveCard/action': {
      const { success, data } = submitted.safeParse(value)
      if (!success || data.data === undefined) return undefined
      return typeof data.data === 'string' ? { text: data.data } : { text: '', value: data.data }
    }
    default:
      return answerOfProvider(value)
  }
}

/** What we sent as JSON comes back as JSON. */
function valueInPayload(payload: string): unknown {
  if (!/^\s*[[{]/.test(payload)) return payload
  const read = readJson(payload)
  return read.ok ? read.json : payload
}

const provided = z.looseObject({ type: string, title: string, text: string, id: string, payload: string })

/** The inner shape is the provider's own; `{ type: 'list_reply', list_reply: { id, title } }` is WhatsApp's. */
function answerOfProvider(value: unknown): ActivityAnswer | undefined {
  const outer = provided.safeParse(value)
  if (!outer.success) return undefined
  const nested = outer.data.type === undefined ? undefined : outer.data[outer.data.type]
  const inner = provided.safeParse(nested ?? value)
  if (!inner.success) return undefined
  const { title, text, id, payload } = inner.data
  const choiceId = id ?? payload
  const said = title ?? text ?? choiceId
  if (said === undefined) return undefined
  return { text: said, value, ...(choiceId === undefined ? {} : { choiceId }) }
}

const receipts = z.array(
  z.looseObject({
    timestamp: z.number().optional().catch(undefined),
    users: z.array(z.looseObject({ type: string })).catch([]),
  }),
)

/** Who has read what: of interest where the customer did. */
function fromReceipts(at: Case, value: unknown): Outcome {
  const read = receipts.safeParse(value)
  const byCustomer = read.success ? read.data.filter(({ users }) => users.some(({ type }) => type === 'user')) : []
  const newest = Math.max(...byCustomer.map(({ timestamp }) => timestamp ?? 0))
  if (byCustomer.length === 0) return ignoring(at, 'no receipt of the customer')
  const when = newest > 0 ? defined({ at: isoMoment(newest) }) : {}
  return { memory: at.memory, happenings: [{ kind: 'delivery', value: { command: 'reply', state: 'read', ...when } }] }
}
