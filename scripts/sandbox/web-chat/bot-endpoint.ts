import { setMaxListeners } from 'node:events'
import type { SimulatorClock } from '../simulator/clock.ts'
import { kindsOf } from '../simulator/faults.ts'
import { type PostResult, post } from '../simulator/post.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import { refusal } from './connector-answers.ts'
import type { WebChatFaultBook } from './faults.ts'
import type { WebChatSettings } from './options.ts'
import type { ChannelTokens } from './tokens.ts'
import type { PostOutcome, RecordedPost, WireActivity } from './types.ts'

const SOON = 50
const MOST_BYTES = 5_000_000

interface Job {
  activity: WireActivity
  /** The same bytes at every attempt. */
  body: string
  conversationId: string
  copies: number
  atOnce: boolean
  /** The kinds of the faults that met it before its first attempt. */
  hit: string[]
  /** How often it may be sent again. */
  retries: () => number
  done: (result: Delivered) => void
}

/** How an activity's way to the bot ended. */
export interface Delivered extends PostResult {
  outcome: PostOutcome
}

/** What the way to the bot is made of. */
export interface BotEndpointParts {
  clock: SimulatorClock
  settings: WebChatSettings
  faults: WebChatFaultBook
  tokens: ChannelTokens
  posts: Recorder<RecordedPost>
  wire?: Wire
}

/**
 * The way to the bot's messaging endpoint: one POST at a time in each conversation, in order, sent again with the same
 * bytes when the outcome is a timeout, a 5xx or a connection error.
 */
export class BotEndpoint {
  private url?: string
  private readonly lanes = new Map<string, Job[]>()
  private readonly unfinished = new Set<Job>()
  private underWay = 0
  private readonly dueAt = new Set<{ at: number }>()
  private readonly stopped = new AbortController()
  private readonly parts: BotEndpointParts

  constructor(parts: BotEndpointParts) {
    this.parts = parts
    // Each request under way listens; there is no telling how many.
    setMaxListeners(0, this.stopped.signal)
  }

  /** What is retried goes to the new URL too. Throws unless it is one of this machine. */
  setUrl(url: string): void {
    if (!ofThisMachine(url)) throw new Error(`the bot's URL must be one of this machine: ${url}`)
    this.url = url
  }

  /** Sends an activity. Throws where there is no bot yet. Resolves when its way has ended, whichever way; `awaited`: somebody waits for what is answered. */
  send(conversationId: string, activity: WireActivity, awaited = false): Promise<Delivered> {
    if (this.url === undefined) throw refusal(502, 'BotError', 'there is no bot yet: call setBot')
    const { settings, faults, posts } = this.parts
    const plan = faults.post(conversationId, activity)
    if (plan.drop) {
      posts.add({ conversationId, activity, copy: 1, attempts: [], outcome: 'dropped' })
      return Promise.resolve({ outcome: 'dropped', error: 'dropped by a fault' })
    }
    const body = JSON.stringify(activity)
    const retries = () => (awaited && !settings.retriesAwaited ? 0 : settings.retries)
    let done: Job['done'] = () => {}
    const ended = new Promise<Delivered>((resolve) => {
      done = resolve
    })
    const { copies, atOnce, hit } = plan
    const job: Job = { activity, body, conversationId, copies, atOnce, hit, retries, done }
    this.unfinished.add(job)
    const hand = async () => {
      this.queue(job)
      await ended
    }
    if (plan.hold) faults.hold(hand)
    else if (plan.delayMs === 0) this.queue(job)
    else void this.pause(plan.delayMs).then(hand)
    return ended
  }

  /** Whether something is being sent now or will be within the next moment. Held activities do not count. */
  busy(): boolean {
    if (this.underWay > 0) return true
    const soon = this.parts.clock.ms() + SOON
    return [...this.dueAt].some(({ at }) => at <= soon)
  }

  /** Breaks off what is under way and gives up what waits. */
  stop(): void {
    this.stopped.abort()
    for (const job of this.unfinished) this.finish(job, { outcome: 'stopped', error: 'the simulator was stopped' })
  }

  private finish(job: Job, result: Delivered): void {
    this.unfinished.delete(job)
    job.done(result)
  }

  private queue(job: Job): void {
    const lane = this.lanes.get(job.conversationId)
    if (!this.parts.settings.inOrder) void this.carryOut(job)
    else if (lane) lane.push(job)
    else void this.run(job.conversationId, [job])
  }

  private async run(conversationId: string, lane: Job[]): Promise<void> {
    this.lanes.set(conversationId, lane)
    for (let next = lane.shift(); next; next = lane.shift()) await this.carryOut(next)
    this.lanes.delete(conversationId)
  }

  private async carryOut(job: Job): Promise<void> {
    const copies = Array.from({ length: job.copies }, (_, index) => index + 1)
    const results: Delivered[] = []
    if (job.atOnce) results.push(...(await Promise.all(copies.map((copy) => this.deliver(job, copy)))))
    else for (const copy of copies) results.push(await this.deliver(job, copy))
    this.finish(job, results[0]!)
  }

  private async deliver(job: Job, copy: number): Promise<Delivered> {
    const { activity, conversationId } = job
    const record: RecordedPost = { conversationId, activity, copy, attempts: [] }
    const started = performance.now()
    if (!this.stopped.signal.aborted) this.parts.posts.add(record)
    let result: PostResult = {}
    for (let attempt = 0; !this.stopped.signal.aborted; attempt++) {
      result = await this.attempt(job, record, attempt === 0 ? job.hit : [])
      if (!failed(result) || attempt >= job.retries()) break
      await this.pause(this.parts.settings.retryDelayMs)
    }
    const outcome = this.stopped.signal.aborted ? 'stopped' : outcomeOf(result)
    Object.assign(record, { outcome, durationMs: Math.round(performance.now() - started) })
    return { ...result, outcome }
  }

  private async attempt(job: Job, record: RecordedPost, hit: string[]): Promise<PostResult> {
    const at = this.parts.clock.now()
    const started = performance.now()
    this.underWay++
    try {
      const result = await this.post(job, hit).catch(({ message }: Error) => ({ error: message }) as PostResult)
      const durationMs = Math.round(performance.now() - started)
      record.attempts.push({ at, status: result.status, error: result.error, durationMs })
      return result
    } finally {
      this.underWay--
    }
  }

  private async post({ conversationId, activity, body }: Job, hit: string[]): Promise<PostResult> {
    const { settings, faults, tokens, wire } = this.parts
    const authorization = await tokens.authorization(activity)
    const plan = faults.attempt(conversationId, activity)
    const lost = ({ status }: PostResult) => ({ status, error: 'the answer was lost' })
    return post({
      url: this.url!,
      body,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        ...(authorization !== undefined && { Authorization: authorization }),
      },
      timeoutMs: settings.postTimeoutMs,
      answerBytes: MOST_BYTES,
      cutAfterMs: plan.cutAfterMs,
      judge: (result) => (plan.loseAnswer && result.error === undefined ? lost(result) : result),
      signal: this.stopped.signal,
      wire,
      fault: kindsOf({ hit: [...hit, ...plan.hit] }),
    })
  }

  /** On the simulator's clock, or until stopped. */
  private pause(ms: number): Promise<void> {
    const { clock } = this.parts
    const due = { at: clock.ms() + ms }
    const { signal } = this.stopped
    return new Promise((resolve) => {
      const go = () => {
        // Until what waited has begun, or it would seem idle in between.
        setImmediate(() => this.dueAt.delete(due))
        signal.removeEventListener('abort', go)
        resolve()
      }
      if (signal.aborted) return go()
      this.dueAt.add(due)
      signal.addEventListener('abort', go)
      clock.after(ms, go)
    })
  }
}

const failed = ({ status = 0, error }: PostResult): boolean => error !== undefined || status >= 500

function outcomeOf(result: PostResult): PostOutcome {
  if (failed(result)) return 'gave-up'
  return result.status! >= 200 && result.status! < 300 ? 'answered' : 'refused'
}

function ofThisMachine(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return /^https?:$/.test(protocol) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
