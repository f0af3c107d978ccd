import { setTimeout as sleep } from 'node:timers/promises'
import { isWhole } from '../simulator/telling.ts'
import type { Exchange, Wire } from '../simulator/wire.ts'
import { CAUSE_HEADER, causeFromHeader, type Report } from './bot/report.ts'
import { digestOf } from './bot/watch.ts'
import { nameOf, summaryOf } from './describe.ts'
import { proofOf } from './proof.ts'
import type { WireDetail, WireRow } from './protocol.ts'
import { Remembered } from './remembered.ts'

/** A row with what is behind it. */
export interface WireRecord {
  row: WireRow
  exchange?: Exchange
  activity?: unknown
  /** Of a webhook's body: by it its turn is found. */
  digest?: string
  /** The ids that may tell whose it is. */
  ids: string[]
  /** Characters it keeps. */
  size: number
}

/** A record that has no number yet. */
interface Waiting {
  record: WireRecord
  /** When it came, on `performance.now()`. */
  since: number
}

/** What the log is connected to. */
export interface WireLogOptions {
  /** The talk that one of these ids belongs to. */
  talkOf(platform: string, ids: readonly string[]): string | undefined
  /** New rows and rows that changed. */
  onRows(rows: WireRow[]): void
  /** Rows below this id were dropped. */
  onGone(before: number): void
  /** Rows that are kept at most; 50,000 where absent. */
  rows?: number
  /** Characters of bodies that are kept at most; 64 million where absent. */
  characters?: number
  /** How long rows wait for earlier ones before they are numbered, in milliseconds; 50 where absent. */
  holdMs?: number
}

/** What the bot's process tells comes later than what is seen in this one. */
const HOLD_MS = 50
/** Of one turn and the same millisecond, what brings about what. */
const RANKS: Readonly<Record<WireRow['kind'], number>> = { webhook: 0, activity: 1, call: 2 }
/** How many of the newest rows may still find out whose they are. */
const UNSETTLED = 2_000
/** How many turns and webhooks are remembered for linking rows. */
const REMEMBERED = 20_000

/**
 * All that went over the wire, on one time line: webhooks and calls as the simulated platforms tell them, turns and
 * activities as the bot's process does. Rows are numbered a moment after they came, in the order of their times. It forgets the
 * oldest tenth when it is full.
 */
export class WireLog {
  private records: WireRecord[] = []
  /** By time. */
  private readonly waiting: Waiting[] = []
  private timer: NodeJS.Timeout | undefined
  private readonly options: WireLogOptions
  private readonly byExchange = new WeakMap<Exchange, WireRecord>()
  /** By the digest of a webhook's body: which turn it is. */
  private readonly turns = new Remembered<string>(REMEMBERED)
  private readonly conversations = new Remembered<string>(REMEMBERED)
  private readonly attempts = new Remembered<number>(REMEMBERED)
  private characters = 0
  private lastId = 0

  constructor(options: WireLogOptions) {
    this.options = options
  }

  /** Listens to one simulated platform. */
  wireOf(platform: string): Wire {
    return {
      began: (exchange) => this.began(platform, exchange),
      ended: (exchange) => this.ended(exchange),
    }
  }

  /** What the bot's process tells. `platformOf`: whose a channel's customers are. */
  report(report: Report, platformOf: (channelId: string) => string): void {
    if (report.kind === 'turn') {
      const { turn, conversationId, bodyDigest } = report
      this.turns.put(bodyDigest, turn)
      this.conversations.put(turn, conversationId)
      // The webhook that brought it was written down before.
      this.settle(({ row, digest }) => row.turn === undefined && digest === bodyDigest)
    }
    if (report.kind !== 'activity') return
    const { turn, direction, at, activity, conversationId } = report
    const ids = [this.conversations.get(turn ?? ''), conversationId].filter((id) => id !== undefined)
    const { title, summary } = nameOf(activity)
    this.add({
      row: { id: 0, at, kind: 'activity', direction, platform: platformOf(report.channelId), turn, title, summary },
      activity,
      ids,
      size: JSON.stringify(activity).length,
    })
  }

  /** Resolves with the number of an exchange's row; undefined where it was dropped, or will get none. */
  async idOf(exchange: Exchange): Promise<number | undefined> {
    const record = this.byExchange.get(exchange)
    while (this.waiting.some((one) => one.record === record)) await sleep(this.holdMs / 4)
    return record === undefined || this.record(record.row.id) !== record ? undefined : record.row.id
  }

  /** What waits is not numbered any more. */
  stop(): void {
    clearTimeout(this.timer)
    this.waiting.length = 0
  }

  /** The newest rows, or those before one, oldest first. */
  rows(limit: number, before = Number.POSITIVE_INFINITY): WireRow[] {
    const end = Math.max(0, Math.min(this.records.length, Math.ceil(before) - this.firstId))
    return this.records.slice(Math.max(0, end - limit), end).map(({ row }) => row)
  }

  /** All records of a talk, oldest first. */
  ofTalk(talk: string): WireRecord[] {
    return this.records.filter(({ row }) => row.talk === talk)
  }

  /** Undefined where it was dropped. */
  record(id: number): WireRecord | undefined {
    return this.records[id - this.firstId]
  }

  detail(id: number): WireDetail | undefined {
    const record = this.record(id)
    if (record === undefined) return undefined
    const { row, exchange, activity } = record
    if (exchange === undefined) return { ...row, activity, replayable: false }
    const { method, url, headers, body, answerHeaders, answerBody, by } = exchange
    return {
      ...row,
      method,
      url,
      headers,
      body,
      answerHeaders,
      answerBody,
      replayable: by === 'platform' && method === 'POST' && isWhole(exchange),
    }
  }

  /** Talks have learnt new ids: rows without a talk may find theirs. */
  relink(): void {
    this.settle(({ row }) => row.talk === undefined)
  }

  /** Ids have no gaps. */
  private get firstId(): number {
    return this.lastId - this.records.length + 1
  }

  private began(platform: string, exchange: Exchange): void {
    const { [CAUSE_HEADER]: caused, ...headers } = exchange.headers
    exchange.headers = headers
    const cause = causeFromHeader(caused)
    const incoming = exchange.by === 'platform'
    const path = URL.canParse(exchange.url) ? new URL(exchange.url).pathname : exchange.url
    const digest = incoming ? digestOf(exchange.body) : undefined
    const record: WireRecord = {
      row: {
        id: 0,
        at: exchange.at.toISOString(),
        kind: incoming ? 'webhook' : 'call',
        direction: incoming ? 'in' : 'out',
        platform,
        turn: cause?.turn,
        title: `${exchange.method} ${path}`,
        summary: summaryOf(exchange.body),
        ...(incoming ? { attempt: this.attemptOf(exchange) } : {}),
      },
      exchange,
      digest,
      ids: cause === undefined ? [] : [cause.conversationId],
      size: exchange.body.length + lengthOf(headers),
    }
    this.byExchange.set(exchange, record)
    this.add(record)
  }

  private ended(exchange: Exchange): void {
    const record = this.byExchange.get(exchange)
    if (record === undefined) return
    const { status, durationMs, error } = exchange
    const { row } = record
    Object.assign(row, { status, durationMs, error, fault: faultOf(exchange) })
    if (row.kind === 'webhook') row.proof = proofOf(exchange)
    const more = (exchange.answerBody?.length ?? 0) + lengthOf(exchange.answerHeaders)
    record.size += more
    // Not numbered yet, or dropped while it was under way: it does not count.
    if (this.record(row.id) !== record) return
    this.characters += more
    this.link(record)
    this.options.onRows([row])
  }

  private get holdMs(): number {
    return this.options.holdMs ?? HOLD_MS
  }

  private add(record: WireRecord): void {
    let place = this.waiting.length
    while (place > 0 && isAfter(this.waiting[place - 1]!.record, record)) place -= 1
    this.waiting.splice(place, 0, { record, since: performance.now() })
    if (this.holdMs <= 0) this.number(this.waiting.length)
    else this.timer ??= this.later(this.holdMs)
  }

  /** Number what has waited long enough, and what is earlier. */
  private numberDue(): void {
    const due = performance.now() - this.holdMs
    this.number(this.waiting.findLastIndex(({ since }) => since <= due) + 1)
    const oldest = Math.min(...this.waiting.map(({ since }) => since))
    this.timer = Number.isFinite(oldest) ? this.later(Math.max(1, Math.ceil(oldest - due))) : undefined
  }

  /** Where this process was busy, timers come before what others have told it meanwhile. */
  private later(ms: number): NodeJS.Timeout {
    return setTimeout(() => setImmediate(() => this.numberDue()), ms)
  }

  /** Number so many of those that wait. */
  private number(count: number): void {
    const rows = this.waiting.splice(0, count).map(({ record }) => {
      record.row.id = ++this.lastId
      this.records.push(record)
      this.characters += record.size
      this.link(record)
      return record.row
    })
    if (rows.length === 0) return
    this.options.onRows(rows)
    const { rows: most = 50_000, characters = 64_000_000 } = this.options
    while (this.records.length > most || (this.characters > characters && this.records.length > 1)) this.forget()
  }

  private forget(): void {
    const dropped = this.records.splice(0, Math.ceil(this.records.length / 10))
    for (const { size } of dropped) this.characters -= size
    this.options.onGone(this.firstId)
  }

  /** Say whose a row is, and of which turn, as far as one knows by now. True where that is news. */
  private link(record: WireRecord): boolean {
    const { row, exchange, ids, digest } = record
    const before = `${row.talk} ${row.turn}`
    if (digest !== undefined) row.turn ??= this.turns.get(digest)
    const conversation = this.conversations.get(row.turn ?? '')
    const known = conversation === undefined ? ids : [conversation, ...ids]
    row.talk ??= this.options.talkOf(row.platform, known) ?? this.talkIn(row, exchange)
    return before !== `${row.talk} ${row.turn}`
  }

  /** What no turn tells of: by the ids that stand in it. What names several customers (a list) is nobody's. */
  private talkIn({ platform }: WireRow, exchange: Exchange | undefined): string | undefined {
    if (exchange === undefined) return undefined
    const text = `${exchange.url} ${exchange.body} ${exchange.answerBody ?? ''}`
    const named = new Set<string>()
    for (const id of new Set(decodeURIComponents(text).match(/[\w:|@.+~-]{5,}/g))) {
      const talk = this.options.talkOf(platform, [id])
      if (talk !== undefined) named.add(talk)
    }
    const [talk, ...others] = named
    return others.length === 0 ? talk : undefined
  }

  private settle(concerned: (record: WireRecord) => boolean): void {
    const changed = this.records.slice(-UNSETTLED).filter((record) => concerned(record) && this.link(record))
    if (changed.length > 0) this.options.onRows(changed.map(({ row }) => row))
  }

  private attemptOf({ url, body }: Exchange): number {
    const key = digestOf(`${url} ${body}`)
    const attempt = (this.attempts.get(key) ?? 0) + 1
    this.attempts.put(key, attempt)
    return attempt
  }
}

/** Whether one row's place in time is after another's. */
function isAfter({ row: one }: WireRecord, { row: other }: WireRecord): boolean {
  if (one.at !== other.at) return one.at > other.at
  return one.turn !== undefined && one.turn === other.turn && RANKS[one.kind] > RANKS[other.kind]
}

/** The fault that was put on an exchange, and which of its kind where there are several. */
function faultOf({ fault, status, answerBody = '' }: Exchange): string | undefined {
  if (fault === 'status' && status !== undefined) return `status ${status}`
  const [, code] = fault === 'code' ? (/"code"\s*:\s*"?(\d+)/.exec(answerBody) ?? []) : []
  return code === undefined ? fault : `code ${code}`
}

function lengthOf(headers: Record<string, string> = {}): number {
  return Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
}

function decodeURIComponents(text: string): string {
  return text.replaceAll(/(%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  })
}
