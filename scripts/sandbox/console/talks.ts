import { setTimeout as sleep } from 'node:timers/promises'
import { dropOldest } from '../simulator/recorder.ts'
import type { Stage } from '../stage.ts'
import type { TalkAction } from './protocol.ts'
import { Talk } from './talk.ts'

/** What the talks are connected to. */
export interface TalksOptions {
  /** A new customer on a platform. */
  stageOf(platform: string): Stage
  /** What time it is there; this machine's where absent. */
  now?(platform: string): Date
  onTalk(talk: Talk): void
  onGone(id: string): void
  /** A talk has learnt ids by which it is known on the wire. */
  onIds(): void
  /** How many are kept; 2,000 where absent. */
  most?: number
}

const LOOK_MS = 60
/** So long after it was touched a talk is looked at every few times: not all that changes goes over the wire. */
const LIVELY_MS = 5_000
const LIVELY_EVERY = 5
/** Of all, how many take turns each time. */
const OTHERS = 5
/** How long a script waits for the effects of a step before it goes on. */
const STEP_MS = 30_000
/** Ids by which one talk is known: of those it had once, the oldest are not known for ever. */
const MOST_IDS = 10_000
/** Between two steps, so that whoever watches can follow. */
const BREATH_MS = 250

/** All conversations of the console. It looks at them again and again: a stage does not say when it changed. */
export class Talks {
  private readonly talks = new Map<string, Talk>()
  private readonly byId = new Map<string, string>()
  /** The keys in `byId` that each talk has, or had once. */
  private readonly keys = new WeakMap<Talk, string[]>()
  private readonly options: TalksOptions
  private readonly timer: NodeJS.Timeout
  private readonly stirred = new Set<Talk>()
  private count = 0
  private turn = 0
  private times = 0
  private stopped = false

  constructor(options: TalksOptions) {
    this.options = options
    this.timer = setInterval(() => this.lookAround(), LOOK_MS)
  }

  /** A new customer. Throws where the platform has no such channel. */
  begin(platform: string, channel?: string): Talk {
    const stage = this.options.stageOf(platform)
    const way = channel ?? stage.channels[0]!
    if (!stage.channels.includes(way)) throw new Error(`${stage.platform} has no channel '${way}'.`)
    stage.useChannel(way)
    const now = () => this.options.now?.(platform) ?? new Date()
    const talk = new Talk({ id: `talk-${++this.count}`, platform, channel: way, stage, now })
    this.talks.set(talk.id, talk)
    this.options.onTalk(talk)
    if (this.talks.size > (this.options.most ?? 2_000)) this.drop(this.talks.values().next().value!)
    return talk
  }

  /** Undefined where there is none, or none any more. */
  get(id: string): Talk | undefined {
    return this.talks.get(id)
  }

  /** Oldest first. */
  list(): Talk[] {
    return [...this.talks.values()]
  }

  /** The talk that the platform knows by one of these ids. */
  talkOf(platform: string, ids: readonly string[]): string | undefined {
    for (const id of ids) {
      const talk = this.byId.get(`${platform} ${id}`) ?? this.byId.get(`${platform} ${lastPart(id)}`)
      if (talk !== undefined) return talk
    }
    return undefined
  }

  /** Something of this talk was on the wire. */
  stir(id: string): void {
    const talk = this.talks.get(id)
    if (talk === undefined) return
    talk.touch()
    this.stirred.add(talk)
  }

  /** Play a script, each step after the effects of the one before. `calm` resolves when nothing moves any more. */
  async play(talk: Talk, steps: readonly TalkAction[], calm: (timeoutMs: number) => Promise<void>): Promise<void> {
    talk.playing = true
    talk.changed()
    this.tell(talk)
    try {
      for (const step of steps) {
        if (this.stopped) return
        await talk.do(step)
        await calm(STEP_MS).catch(() => {})
        await sleep(BREATH_MS)
      }
    } catch (error) {
      talk.scriptError = error instanceof Error ? error.message : String(error)
    } finally {
      talk.playing = false
      talk.changed()
      this.tell(talk)
    }
  }

  /** Look at one now. */
  look(talk: Talk): void {
    if (this.hasNewIds(talk)) this.options.onIds()
  }

  /** Look at one: what is new is told, but for its ids. */
  private hasNewIds(talk: Talk): boolean {
    if (!this.talks.has(talk.id) || !talk.look()) return false
    let news = false
    const keys = this.keys.get(talk) ?? []
    this.keys.set(talk, keys)
    this.unlearn(talk, dropOldest(keys, MOST_IDS))
    for (const id of talk.ids) {
      const key = `${talk.platform} ${id}`
      if (this.byId.get(key) === talk.id) continue
      this.byId.set(key, talk.id)
      keys.push(key)
      news = true
    }
    this.tell(talk)
    return news
  }

  /** Look no more, and end what is played. */
  stop(): void {
    this.stopped = true
    clearInterval(this.timer)
  }

  private lookAround(): void {
    const now = performance.now()
    const all = this.list()
    const due = new Set(this.stirred)
    this.stirred.clear()
    if (this.times++ % LIVELY_EVERY === 0) {
      for (const talk of all) if (now - talk.touchedAt < LIVELY_MS) due.add(talk)
    }
    for (let count = 0; count < Math.min(OTHERS, all.length); count++) due.add(all[this.turn++ % all.length]!)
    // Once for all: it means going through the log.
    const learnt = [...due].filter((talk) => this.hasNewIds(talk))
    if (learnt.length > 0) this.options.onIds()
  }

  private drop(talk: Talk): void {
    this.talks.delete(talk.id)
    // By ids it had once, as well.
    this.unlearn(talk, this.keys.get(talk) ?? [])
    this.options.onGone(talk.id)
  }

  private unlearn(talk: Talk, keys: readonly string[]): void {
    for (const key of keys) if (this.byId.get(key) === talk.id) this.byId.delete(key)
  }

  /** One that was dropped does not come back. */
  private tell(talk: Talk): void {
    if (this.talks.has(talk.id)) this.options.onTalk(talk)
  }
}

/** `/api/messages` knows its conversations by channel and id. */
function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}
