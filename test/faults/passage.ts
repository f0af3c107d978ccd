import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './proxy.ts'

/** Who decides, and who wants to know. */
interface Ports {
  /** Asked once for each exchange. */
  faultOf(): Fault | undefined
  over(): void
}

/** The largest piece of a throttled stream. */
const PIECE = 256

/**
 * One connection through the proxy. It knows nothing of HTTP but that requests and answers take turns: what comes from
 * the caller after an answer has begun is a new exchange.
 */
export class Passage {
  private readonly caller: Socket
  private readonly server: Socket
  private readonly ports: Ports
  private fault: Fault | undefined
  private answering = true
  private ended = false
  /** What passes each way, one piece after the other. */
  private readonly ways: Record<'up' | 'down', Promise<void>> = { up: Promise.resolve(), down: Promise.resolve() }

  constructor(caller: Socket, target: URL, ports: Ports) {
    this.caller = caller
    this.ports = ports
    this.server = connect({ port: Number(target.port), host: '127.0.0.1', allowHalfOpen: true })
    for (const socket of [caller, this.server]) {
      socket.setNoDelay(true)
      socket.on('error', () => this.reset())
      socket.on('close', () => this.closed())
    }
    caller.on('data', (bytes) => this.pass('up', caller, () => this.fromCaller(bytes)))
    caller.on('end', () => this.pass('up', caller, () => this.end(this.server)))
    this.server.on('data', (bytes) => this.pass('down', this.server, () => this.fromServer(bytes)))
    this.server.on('end', () => this.pass('down', this.server, () => this.end(caller)))
  }

  /** Both sides are cut off. */
  reset(): void {
    for (const socket of [this.caller, this.server]) if (!socket.destroyed) socket.resetAndDestroy()
  }

  /** In order, and no more is read while it lasts. */
  private pass(way: 'up' | 'down', from: Socket, work: () => Promise<void> | void): void {
    from.pause()
    this.ways[way] = this.ways[way]
      .then(work)
      .catch(() => this.reset())
      .then(() => void from.resume())
  }

  private async fromCaller(bytes: Buffer): Promise<void> {
    if (this.answering) {
      this.answering = false
      this.fault = this.ports.faultOf()
      if (this.fault?.kind === 'delay') await sleep(this.fault.ms, undefined, { ref: false })
    }
    switch (this.fault?.kind) {
      case 'reset-before':
      case 'refuse':
        return this.reset()
      case 'black-hole':
        return
      case 'half-close-request':
        await this.write(this.server, bytes)
        // A moment later, so that a request in several pieces has passed whole.
        setTimeout(() => void this.end(this.server), 20).unref()
        return
      case 'half-close-answer':
        await this.write(this.server, bytes)
        setTimeout(() => void this.end(this.caller), 20).unref()
        return
      default:
        return this.write(this.server, bytes)
    }
  }

  private async fromServer(bytes: Buffer): Promise<void> {
    this.answering = true
    switch (this.fault?.kind) {
      case 'reset-after':
        return this.reset()
      case 'reset-in-answer':
        await this.write(this.caller, bytes.subarray(0, Math.min(20, bytes.length - 1)))
        return this.reset()
      case 'half-close-answer':
      case 'black-hole':
        return
      default:
        return this.write(this.caller, bytes)
    }
  }

  private async write(to: Socket, bytes: Buffer): Promise<void> {
    if (this.fault?.kind !== 'throttle') return written(to, bytes)
    const { bytesPerSecond } = this.fault
    for (let at = 0; at < bytes.length && !to.destroyed; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE)
      await written(to, piece)
      await sleep((piece.length / bytesPerSecond) * 1_000, undefined, { ref: false })
    }
  }

  private end(to: Socket): void {
    // A hole does not say that it has ended.
    if (this.fault?.kind === 'black-hole' && to === this.caller) return
    if (!to.destroyed) to.end()
  }

  private closed(): void {
    if (this.ended) return
    const other = this.caller.destroyed ? this.server : this.caller
    if (!(this.fault?.kind === 'black-hole' && other === this.caller)) other.destroySoon()
    if (!this.caller.destroyed || !this.server.destroyed) {
      other.once('close', () => this.closed())
      return
    }
    this.ended = true
    this.ports.over()
  }
}

function written(to: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (to.destroyed || to.writableEnded) resolve()
    else to.write(bytes, () => resolve())
  })
}
