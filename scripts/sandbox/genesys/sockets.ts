import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { SimulatorClock } from '../simulator/clock.ts'
import { shownBody, toldTo } from '../simulator/telling.ts'
import type { Wire } from '../simulator/wire.ts'
import type { Carrier, Frame } from './notifications.ts'
import type { GenesysSettings } from './settings.ts'

/** Heartbeats and what answers pings. */
const METADATA = 'channel.metadata'
const SHORTEST_BEAT = 10
const PATH = /^\/channels\/([^/?]+)$/
const MOST_BYTES = 64_000
/** What waits for somebody who does not read; beyond it the connection is cut. */
const MOST_WAITING = 16_000_000
/** Somebody who has not answered a ping for so long does not read. */
const PATIENCE_MS = 1_000

/** Frames of one connection, each with a ping behind it: answered is what tells that it was received. */
interface Receipts {
  sent: number
  received: number
  sentAt: number
}

/** The WebSockets of notification channels: one for each channel, the newest. */
export class Sockets implements Carrier {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES })
  private readonly open = new Map<string, WebSocket>()
  /** Where the open ones were asked for. */
  private readonly urls = new WeakMap<WebSocket, string>()
  private readonly receipts = new WeakMap<WebSocket, Receipts>()
  private readonly clock: SimulatorClock
  private readonly settings: GenesysSettings
  private readonly wire?: Wire
  private cancelBeat?: () => void

  /** `wire` is told of each frame but for heartbeats and pongs, with the method `WS`. */
  constructor(clock: SimulatorClock, settings: GenesysSettings, wire?: Wire) {
    this.clock = clock
    this.settings = settings
    this.wire = wire
    this.beat()
  }

  /** Takes a connection to a channel that there is; others are refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, has: (channelId: string) => boolean): void {
    const id = PATH.exec(request.url ?? '')?.[1]
    if (id === undefined || !has(id)) {
      socket.on('error', () => socket.destroy())
      const refusal = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
      socket.end(refusal, () => socket.destroy())
      return
    }
    this.server.handleUpgrade(request, socket, head, (connected) => {
      this.urls.set(connected, `ws://${request.headers.host}${request.url}`)
      this.take(id, connected)
    })
  }

  send(channelId: string, frame: Frame): void {
    const socket = this.open.get(channelId)
    if (!socket) return
    const text = JSON.stringify(frame)
    const tell = frame.topicName === METADATA ? undefined : this.told(socket, text)
    socket.send(text, (error) => tell?.({ error: error?.message }))
    if (frame.topicName !== METADATA) this.askForReceipt(socket)
    if (socket.bufferedAmount > MOST_WAITING) socket.terminate()
  }

  /** Announces the end and closes. */
  close(channelId: string): void {
    this.send(channelId, { topicName: 'v2.system.socket_closing', eventBody: { message: 'The socket is closing' } })
    this.open.get(channelId)?.close(1001)
    this.open.delete(channelId)
  }

  /** Ends all connections: announced, or as a network does it. Their channels stay. */
  drop(announced: boolean): void {
    for (const [id, socket] of [...this.open]) {
      if (announced) this.close(id)
      else socket.terminate()
    }
  }

  /** Whether a frame is on its way to somebody who reads. Heartbeats and pongs do not count. */
  busy(): boolean {
    const since = performance.now() - PATIENCE_MS
    return [...this.open.values()].some((socket) => {
      const receipts = this.receipts.get(socket)
      return receipts !== undefined && receipts.received < receipts.sent && receipts.sentAt > since
    })
  }

  /** The channels somebody is connected to. */
  connected(): string[] {
    return [...this.open.keys()]
  }

  /** Ends everything. */
  stop(): void {
    this.cancelBeat?.()
    for (const socket of this.server.clients) socket.terminate()
    this.open.clear()
  }

  private take(id: string, socket: WebSocket): void {
    this.open.get(id)?.close(1000)
    this.open.set(id, socket)
    socket.on('close', () => {
      if (this.open.get(id) === socket) this.open.delete(id)
    })
    socket.on('error', () => socket.terminate())
    socket.on('pong', (data) => {
      const receipts = this.receipts.get(socket)
      if (receipts) receipts.received = Math.max(receipts.received, Number(data.toString()) || 0)
    })
    socket.on('message', (data) => {
      if (!/^\s*\{\s*"message"\s*:\s*"ping"\s*\}\s*$/.test(String(data))) return
      this.send(id, { topicName: METADATA, eventBody: { message: 'pong' } })
    })
  }

  private askForReceipt(socket: WebSocket): void {
    if (socket.readyState !== socket.OPEN) return
    const { sent, received } = this.receipts.get(socket) ?? { sent: 0, received: 0 }
    this.receipts.set(socket, { sent: sent + 1, received, sentAt: performance.now() })
    socket.ping(String(sent + 1))
  }

  private told(socket: WebSocket, body: string): ReturnType<typeof toldTo> | undefined {
    if (!this.wire) return undefined
    return toldTo(this.wire, {
      by: 'platform',
      method: 'WS',
      url: this.urls.get(socket)!,
      headers: {},
      body: shownBody(body),
    })
  }

  private beat(): void {
    this.cancelBeat = this.clock.after(Math.max(SHORTEST_BEAT, this.settings.heartbeatMs), () => {
      const frame = { topicName: METADATA, eventBody: { message: 'WebSocket Heartbeat' } }
      for (const id of this.open.keys()) this.send(id, frame)
      this.beat()
    })
  }
}
