import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { Chance } from '../core/desk/chance.ts'
import { Passage } from './passage.ts'

/**
 * What happens to one exchange: a request and its answer.
 *
 * - `delay`: the request arrives so late.
 * - `throttle`: request and answer pass at so many bytes a second.
 * - `reset-before`: the connection is reset before a byte of the request has passed.
 * - `reset-after`: the request passes; the connection is reset when the answer comes, of which nothing passes.
 * - `reset-in-answer`: the same once the answer's first bytes have passed.
 * - `half-close-request`: the request passes, and then it says to the server that nothing more will come.
 * - `half-close-answer`: the request passes, and the caller is told that no answer will come.
 * - `black-hole`: nothing passes, and nothing is ever answered.
 * - `refuse`: new connections are reset, and open ones with the next request.
 */
export type Fault =
  | { kind: 'delay'; ms: number }
  | { kind: 'throttle'; bytesPerSecond: number }
  | { kind: 'reset-before' | 'reset-after' | 'reset-in-answer' }
  | { kind: 'half-close-request' | 'half-close-answer' }
  | { kind: 'black-hole' | 'refuse' }

/** When a fault hits. */
export interface Hits {
  /** How many exchanges at most. All where absent. */
  times?: number
  /** The chance of each, from the proxy's seed. 1 where absent. */
  probability?: number
}

interface Rule {
  fault: Fault
  left: number
  probability: number
}

/** More connections at once than any test needs. */
const MOST_CONNECTIONS = 1_000

/** A TCP proxy on loopback in front of one server on loopback, which can be made to fail. */
export class FaultyProxy {
  readonly url: string
  /** Exchanges that a fault hit. */
  hit = 0
  private rules: Rule[] = []
  private readonly server: Server
  private readonly target: URL
  private readonly chance: Chance
  private readonly passages = new Set<Passage>()

  private constructor(server: Server, target: URL, seed: number) {
    this.server = server
    this.target = target
    this.chance = new Chance(seed)
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async before(targetUrl: string, seed = 1): Promise<FaultyProxy> {
    const target = new URL(targetUrl)
    if (target.hostname !== '127.0.0.1') throw new Error('The proxy leads to loopback only.')
    // The side that has ended may still be answered.
    const server = createServer({ allowHalfOpen: true })
    server.maxConnections = MOST_CONNECTIONS
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const proxy = new FaultyProxy(server, target, seed)
    server.on('connection', (socket) => proxy.take(socket))
    return proxy
  }

  /** From now on this happens, also on open connections. The first rule that hits decides. Returns the cure. */
  fails(fault: Fault, { times = Number.POSITIVE_INFINITY, probability = 1 }: Hits = {}): () => void {
    const rule: Rule = { fault, left: times, probability }
    this.rules.push(rule)
    return () => {
      this.rules = this.rules.filter((one) => one !== rule)
    }
  }

  /** Connections that are open. */
  get open(): number {
    return this.passages.size
  }

  /** The same path behind the proxy. */
  through(url: string): string {
    const { pathname, search } = new URL(url)
    return `${this.url}${pathname === '/' ? '' : pathname}${search}`
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    for (const passage of this.passages) passage.reset()
    await closed
  }

  private take(socket: Socket): void {
    const refused = this.rules.find(({ fault, left }) => fault.kind === 'refuse' && left > 0)
    if (refused !== undefined && this.chance.happens(refused.probability)) {
      this.count(refused)
      socket.on('error', () => {})
      socket.resetAndDestroy()
      return
    }
    const passage: Passage = new Passage(socket, this.target, {
      faultOf: () => this.next(),
      over: () => this.passages.delete(passage),
    })
    this.passages.add(passage)
  }

  /** What happens to the next exchange. */
  private next(): Fault | undefined {
    const rule = this.rules.find(({ left, probability }) => left > 0 && this.chance.happens(probability))
    if (rule !== undefined) this.count(rule)
    return rule?.fault
  }

  private count(rule: Rule): void {
    rule.left -= 1
    this.hit += 1
  }
}
