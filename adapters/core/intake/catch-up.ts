import type { Clock } from '../clock.ts'
import type { Engine, IncomingEvent } from '../engine/engine.ts'
import type { Logger } from '../log.ts'
import type { Platform } from '../platform.ts'
import { firstOf } from '../signals.ts'

export interface CatchUpPorts {
  platform: Platform
  engine: Engine
  clock: Clock
  log: Logger
  /** How often to look, in milliseconds. */
  everyMs: number
  /** How long the look at the start may hold up turns, in milliseconds. */
  startLimitMs: number
  /** An event was fetched and kept. */
  onAccepted(event: IncomingEvent): void
}

/**
 * Fetches what the platform sent while we were down or while its webhook was switched off, where it can be asked. What
 * we have already is a duplicate and costs nothing.
 *
 * The time up to which nothing is missing is kept: webhooks that come in meanwhile do not move it, only a look that
 * succeeded does, so that a gap is not forgotten because the platform was down as well when we came back.
 */
export class CatchUp {
  private readonly ports: CatchUpPorts
  private readonly stopping = new AbortController()
  private running: Promise<void> | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(ports: CatchUpPorts) {
    this.ports = ports
  }

  /** The first look, before turns run; then one every now and then. */
  async start(): Promise<void> {
    if (this.ports.platform.missed === undefined) return
    const limit = new AbortController()
    const soon = firstOf([limit.signal, this.stopping.signal])
    await Promise.race([this.look(), this.ports.clock.sleep(this.ports.startLimitMs, soon)])
    limit.abort()
    if (this.stopping.signal.aborted) return
    this.timer = setInterval(() => void this.look(), this.ports.everyMs)
    this.timer.unref()
  }

  /** Look now; one look at a time. Never rejects. */
  look(): Promise<void> {
    if (this.ports.platform.missed === undefined || this.stopping.signal.aborted) return Promise.resolve()
    this.running ??= this.lookOnce()
      .catch((error) =>
        this.ports.log.warn({ err: error }, 'what was missed could not be fetched; it will be tried again'),
      )
      .finally(() => {
        this.running = undefined
      })
    return this.running
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    this.stopping.abort()
    await this.running
  }

  private async lookOnce(): Promise<void> {
    const { platform, engine, clock, log } = this.ports
    const startedAt = clock.now()
    const since = await this.completeUntil()
    if (since !== undefined) {
      let found = 0
      for await (const event of platform.missed!(since, this.stopping.signal)) {
        if ((await engine.accept(event)) !== 'accepted') continue
        this.ports.onAccepted(event)
        found += 1
      }
      if (found > 0) log.info({ found, since }, 'events were missed and have been fetched')
    }
    await engine.storage.write({ [this.key]: { until: startedAt.toISOString(), eTag: '*' } })
  }

  /** Undefined at a first start: what was before us is not ours. */
  private async completeUntil(): Promise<Date | undefined> {
    const items = await this.ports.engine.storage.read([this.key])
    const until: unknown = items[this.key]?.until
    if (typeof until === 'string') return new Date(until)
    return this.ports.engine.lastAccepted(this.ports.platform.channelId, this.ports.platform.account)
  }

  private get key(): string {
    return `contactcenter/catch-up/${this.ports.platform.channelId}/${this.ports.platform.account}`
  }
}
