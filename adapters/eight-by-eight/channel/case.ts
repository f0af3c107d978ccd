import type { ConversationView } from '../../core/conversation.ts'
import type { AcceptedEvent } from '../../core/engine/engine.ts'
import type { Happening } from '../../core/platform.ts'
import type { Memory } from './memory.ts'
import type { ChannelPorts } from './ports.ts'

/** An event in the conversation it is about. */
export interface Case {
  ports: ChannelPorts
  accepted: AcceptedEvent
  view: ConversationView
  moment: Moment
  /** As it was before, but for what the event tells of user and channel. */
  memory: Memory
  signal: AbortSignal
}

/** When an event happened, by 8x8's clock, and came, by ours. Epoch milliseconds. */
export interface Moment {
  at: number
  acceptedAt: number
}

/** What an event leads to, and what is remembered from then on. */
export interface Outcome {
  memory: Memory
  happenings: Happening[]
}

/** Nothing comes of it. `why` is for the log. */
export const ignoring = ({ memory }: Pick<Case, 'memory'>, why: string): Outcome => ({
  memory,
  happenings: [{ kind: 'ignored', why }],
})
