import type { SimulatorClock } from '../simulator/clock.ts'
import {
  type CallFault,
  type CallFaultKind,
  type CallMatch,
  type DeliveryFault,
  type DeliveryFaultKind,
  type DeliveryMatch,
  type DeliveryPlan,
  FaultBook,
  type Faults,
  planOf,
} from '../simulator/faults.ts'
import type { WebChatSettings } from './options.ts'
import type { RecordedCall, WireActivity } from './types.ts'

/** What a fault of the connector service can look for in a call. */
export interface ConnectorMatch extends CallMatch {
  /** `type` of the activity the bot sends. */
  type?: RegExp
  conversationId?: string
}

/** A fault of the connector service. The first matching rule that is not used up decides; `slow` only adds its delay. */
export interface ApiFault extends CallFault<RecordedCall, CallFaultKind, ConnectorMatch> {}

/** What a fault on the way to the bot can look for in an activity. */
export interface PostMatch extends DeliveryMatch {
  text?: RegExp
  conversationId?: string
}

/**
 * A fault on the way to the bot; `type` is matched against the activity's. The shared kinds meet an activity once, before its
 * first attempt. `lose-answer` and `cut` meet attempts, one for each of their `times`: the bot has answered and the
 * channel does not hear it; or the connection is cut `delayMs` (default 0) after the activity was sent.
 */
export interface WebhookFault extends DeliveryFault<DeliveryFaultKind | 'lose-answer' | 'cut', PostMatch> {
  /** For `duplicate`: whether the copies are sent side by side. Default: one after another. */
  atOnce?: boolean
}

/** The faults one can put on the simulator. */
export type WebChatFaults = Faults<ApiFault, WebhookFault>

/** What is to happen with one activity. */
export interface PostPlan extends DeliveryPlan {
  atOnce: boolean
}

/** What is to happen with one attempt. */
export interface AttemptPlan {
  loseAnswer: boolean
  cutAfterMs?: number
  /** The kinds of all faults that hit it. */
  hit: string[]
}

/** Keeps the fault rules and says which applies. */
export class WebChatFaultBook extends FaultBook<RecordedCall, ApiFault, WebhookFault> {
  constructor(clock: SimulatorClock, settings: WebChatSettings) {
    super(clock, settings, concerns)
  }

  /** What is to happen with an activity before its first attempt. */
  post(conversationId: string, activity: WireActivity): PostPlan {
    const rules = this.hitting(activity.type, (rule) => !meetsAttempts(rule) && wants(rule, conversationId, activity))
    return { ...planOf(rules), atOnce: rules.some(({ atOnce }) => atOnce) }
  }

  /** What is to happen with one attempt. */
  attempt(conversationId: string, activity: WireActivity): AttemptPlan {
    const rules = this.hitting(activity.type, (rule) => meetsAttempts(rule) && wants(rule, conversationId, activity))
    const cut = rules.find(({ kind }) => kind === 'cut')
    const { hit } = planOf(rules)
    return { loseAnswer: hit.includes('lose-answer'), cutAfterMs: cut && (cut.delayMs ?? 0), hit }
  }
}

const meetsAttempts = ({ kind }: WebhookFault): boolean => kind === 'lose-answer' || kind === 'cut'

function wants({ match = {} }: WebhookFault, conversationId: string, { text = '' }: WireActivity): boolean {
  if (match.conversationId !== undefined && match.conversationId !== conversationId) return false
  return match.text === undefined || text.search(match.text) >= 0
}

function concerns({ match = {} }: ApiFault, { path, body }: RecordedCall): boolean {
  const { type, conversationId } = match
  if (conversationId !== undefined && !path.split('/').includes(encodeURIComponent(conversationId))) return false
  return type === undefined || String((body as Partial<WireActivity> | undefined)?.type ?? '').search(type) >= 0
}
