import { Refusal } from '../simulator/answers.ts'
import type { EntrySeen, Scene, Stage } from '../stage.ts'
import { perform } from './perform.ts'
import type { Entry, TalkAction, TalkDetail, TalkSummary } from './protocol.ts'
import type { Step } from './story.ts'

/** How a talk is begun. */
export interface TalkOptions {
  id: string
  platform: string
  channel: string
  stage: Stage
  /** The platform's clock; this machine's where absent. */
  now?(): Date
}

/** Steps that are remembered of a talk. */
const MOST_STEPS = 1_000

/** One customer of one platform, as the console has it: what happens is done on the stage, and seen there. */
export class Talk {
  readonly id: string
  readonly platform: string
  readonly channel: string
  readonly stage: Stage
  /** On the platform's clock, as all of a talk's times. */
  readonly createdAt: Date
  /** What was done and seen, in order. */
  readonly steps: Step[] = []
  playing = false
  scriptError: string | undefined
  /** When anybody last did or looked at something, on `performance.now()`. */
  touchedAt = performance.now()
  private scene: Scene | undefined
  private seen = ''
  private version = 1
  /** The entries by id, and when each was seen first, on this machine's clock. */
  private known = new Map<string, Date>()

  constructor({ id, platform, channel, stage, now = () => new Date() }: TalkOptions) {
    this.id = id
    this.platform = platform
    this.channel = channel
    this.stage = stage
    this.createdAt = now()
  }

  /** Somebody does something. Rejects with why it cannot be done. */
  async do(action: TalkAction): Promise<void> {
    this.touch()
    // Before it: what it brings about is seen after it.
    const typing = action.do === 'customer-types' || action.do === 'agent-types'
    if (!typing) this.remember(action)
    try {
      await perform(this.stage, action)
    } catch (error) {
      const at = typing ? -1 : this.steps.lastIndexOf(action)
      if (at >= 0) this.steps.splice(at, 1)
      throw error
    }
  }

  /** Somebody takes an interest in it. */
  touch(): void {
    this.touchedAt = performance.now()
  }

  /** Something of it changed that the stage does not know. */
  changed(): void {
    this.version += 1
  }

  /** Look again. True where something is new. What the platform has forgotten stays as it was seen last. */
  look(): boolean {
    const scene = this.sceneNow()
    const now = JSON.stringify(scene) ?? ''
    if (now === this.seen) return false
    this.seen = now
    this.scene = scene
    this.version += 1
    const entries = scene?.entries ?? []
    const before = this.known
    const seenAt = new Date()
    this.known = new Map(entries.map(({ id }) => [id, before.get(id) ?? seenAt]))
    for (const entry of entries) {
      if (before.has(entry.id)) continue
      if (entry.kind === 'bot' || entry.kind === 'agent') this.remember(stepOf(entry.kind, entry))
    }
    return true
  }

  /** What was said, in order, each with when it was seen first, on this machine's clock. */
  get said(): { entry: Entry; seenAt: Date }[] {
    return (this.scene?.entries ?? []).map((entry) => ({
      entry: entryOf(entry),
      seenAt: this.known.get(entry.id) ?? new Date(),
    }))
  }

  /** The platform's ids of this conversation and its customer. */
  get ids(): readonly string[] {
    return this.scene?.ids ?? []
  }

  /** As a list has it. */
  get summary(): TalkSummary {
    const { id, platform, channel, stage, scene, version, playing } = this
    const last = scene?.entries.findLast(({ kind }) => kind !== 'note')
    return {
      id,
      platform,
      customer: stage.customer,
      channel,
      owner: scene?.owner ?? { who: 'bot' },
      last: last === undefined ? '' : wordsOf(last),
      lastAt: (last?.at ?? this.createdAt).toISOString(),
      version,
      playing,
    }
  }

  /** As it is shown whole. */
  get detail(): TalkDetail {
    const { scene, scriptError } = this
    return {
      ...this.summary,
      ids: scene?.ids ?? [],
      entries: scene?.entries.map(entryOf) ?? [],
      topics: scene?.topics ?? [],
      customerAttributes: scene?.customerAttributes ?? {},
      conversationAttributes: scene?.conversationAttributes ?? {},
      history: scene?.history,
      facts: scene?.facts ?? [],
      typing: scene?.typing ?? [],
      scriptError,
    }
  }

  private sceneNow(): Scene | undefined {
    try {
      return this.stage.look()
    } catch (error) {
      if (error instanceof Refusal && error.answer.status === 404) return this.scene
      throw error
    }
  }

  private remember(step: Step): void {
    this.steps.push(step)
    if (this.steps.length > MOST_STEPS) this.steps.shift()
  }
}

function entryOf({ at, ...entry }: EntrySeen): Entry {
  return { ...entry, ...(at === undefined ? {} : { at: at.toISOString() }) }
}

function stepOf(sees: 'bot' | 'agent', { text, options }: EntrySeen): Step {
  return { sees, text, ...(options === undefined ? {} : { options: options.map(({ label }) => label) }) }
}

function wordsOf({ text, files, cards }: EntrySeen): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line || files?.map(({ name }) => name).join(', ') || (cards === undefined ? '' : 'a card')
}
