import type { ServerResponse } from 'node:http'
import type { ConsoleEvent, TalkSummary, WireRow } from './protocol.ts'

/** How long news are gathered before they are sent, in milliseconds. */
const GATHER_MS = 40
/** A page that is so many bytes behind is let go: it asks again, and gets all of it anew. */
const MOST_BEHIND = 8_000_000
const HEARTBEAT_MS = 15_000

/** Tells all open pages what changed, as server-sent events; many changes of one thing within a moment are one. */
export class Broadcast {
  private readonly pages = new Set<ServerResponse>()
  private readonly talks = new Map<string, TalkSummary>()
  private readonly rows = new Map<number, WireRow>()
  private timer: NodeJS.Timeout | undefined
  private readonly heartbeat = setInterval(() => this.write(': alive\n\n'), HEARTBEAT_MS)

  /** A page listens from now on. */
  open(page: ServerResponse, hello: ConsoleEvent): void {
    page.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', Connection: 'keep-alive' })
    page.on('error', () => {})
    // What was gathered is in the greeting already; told again it does no harm.
    page.write(frameOf(hello))
    this.pages.add(page)
    page.on('close', () => this.pages.delete(page))
  }

  /** Now, after what was gathered. */
  tell(event: ConsoleEvent): void {
    this.flush()
    this.write(frameOf(event))
  }

  /** A talk is new, or changed. */
  talk(summary: TalkSummary): void {
    this.talks.set(summary.id, summary)
    this.soon()
  }

  /** Rows are new, or changed. */
  wire(rows: readonly WireRow[]): void {
    for (const row of rows) this.rows.set(row.id, row)
    this.soon()
  }

  /** End all pages' events. */
  stop(): void {
    clearTimeout(this.timer)
    clearInterval(this.heartbeat)
    for (const page of this.pages) page.end()
    this.pages.clear()
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS)
  }

  private flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    const talks = [...this.talks.values()]
    const rows = [...this.rows.values()]
    this.talks.clear()
    this.rows.clear()
    if (this.pages.size === 0) return
    for (const talk of talks) this.write(frameOf({ type: 'talk', talk }))
    if (rows.length > 0) this.write(frameOf({ type: 'wire', rows: rows.sort((one, other) => one.id - other.id) }))
  }

  private write(frame: string): void {
    for (const page of this.pages) {
      page.write(frame)
      if (page.writableLength <= MOST_BEHIND) continue
      this.pages.delete(page)
      page.destroy()
    }
  }
}

const frameOf = (event: ConsoleEvent): string => `data: ${JSON.stringify(event)}\n\n`
