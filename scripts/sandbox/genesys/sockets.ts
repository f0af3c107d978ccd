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

/** The WebSockets of notification channels: one for each channel, the newest. */
export class Sockets implements Carrier {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES })
  private readonly open = new Map<string, WebSocket>()
  /** Where the open ones were asked for. */
  private readonly urls = new WeakMap<WebSocket, string>()
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
    socket.on('message', (data) => {
      if (!/^\s*\{\s*"message"\s*:\s*"ping"\s*\}\s*$/.test(String(data))) return
      this.send(id, { topicName: METADATA, eventBody: { message: 'pong' } })
    })
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
