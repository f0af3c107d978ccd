import type { TalkAction } from './protocol.ts'

/** One thing that happened in a conversation: what a person did, or what the customer was told. */
export type Step = TalkAction | { sees: 'bot' | 'agent'; text: string; options?: string[] }

/** A conversation to be played: a script, or one that was played and written down. */
export interface Story {
  /** The platform's channel id. */
  platform: string
  /** The customer's way to write; the platform's first where absent. */
  channel?: string
  steps: Step[]
}

/** What is done, without what is seen. */
export function actionsOf(steps: readonly Step[]): TalkAction[] {
  return steps.filter((step): step is TalkAction => 'do' in step)
}
