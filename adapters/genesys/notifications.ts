import { WebSocket } from 'ws'
import type { Clock } from '../core/clock.ts'
import { messageOf, PlatformRefusedError } from '../core/errors.ts'
import { readJson } from '../core/intake/body.ts'
import type { Logger } from '../core/log.ts'
import type { GenesysCalls } from './calls.ts'
import { isWithin } from './region.ts'
import type { CompleteGenesysSettings } from './settings.ts'

/** Learns at once that somebody came or went (facts: notification WebSocket). One channel, opened when it is first needed. */
export interface Notifications {
  /** From now on, tell when something happens in this conversation. */
  follow(conversationId: string): void
  unfollow(conversationId: string): void
  /** Whether the socket is up and subscribed to this conversation. */
  covers(conversationId: string): boolean
  stop(): void
}

export interface NotificationPorts {
  settings: Pick<CompleteGenesysSettings, 'domain' | 'apiUrl' | 'profile'>
  calls: Pick<GenesysCalls, 'createChannel' | 'subscribe'>
  clock: Clock
  random(): number
  log: Logger
  /** Something happened there, or may have while nobody listened. */
  onChange(conversationId: string): void
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000
/** Without the permission there is nothing to hope for soon. */
const REFUSED_WAIT_MS = 3_600_000
const BATCH_MS = 20
/** How long a socket may take to close as it should. */
const CLOSING_MS = 2_000
const BEFORE_EXPIRY_MS = 60_000

export function createNotifications(ports: NotificationPorts): Notifications {
  const { settings, calls, clock, log } = ports
  const { topics, topicsPerChannel, silenceMs } = settings.profile
  const followed = new Set<string>()
  const room = Math.max(1, Math.floor(topicsPerChannel / topics.length))
  const ended = new AbortController()
  let channel: { id: string; socket: WebSocket; subscribed: Set<string>; renew(): void } | undefined
  let running = false
  let batching = false

  /** As long as anything is followed: a channel, its socket, and another one when it breaks or expires. */
  async function run(): Promise<void> {
    running = true
    for (let failures = 0; followed.size > 0 && !ended.signal.aborted; ) {
      try {
        await oneChannel()
        failures = 0
      } catch (error) {
        failures += 1
        const refused = error instanceof PlatformRefusedError
        const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10))
        const wait = refused ? REFUSED_WAIT_MS : most * (0.5 + ports.random() / 2)
        log.warn(
          { err: messageOf(error), wait },
          'no notifications of Genesys for now: conversations are asked for instead',
        )
        await clock.sleep(wait, ended.signal)
      }
    }
    running = false
  }

  async function oneChannel(): Promise<void> {
    const { id, connectUri, expires } = await calls.createChannel({ signal: ended.signal })
    const uri = socketAddress(connectUri, settings)
    const socket = new WebSocket(uri, { handshakeTimeout: 10_000, maxPayload: 1024 * 1024, followRedirects: false })
    const over = new AbortController()
    const lives = expires === undefined ? Number.NaN : Date.parse(expires) - clock.now().getTime() - BEFORE_EXPIRY_MS
    const closed = new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', () => resolve())
    })
    const renew = (): void => {
      // Nothing is told by one that is about to go.
      if (channel?.socket === socket) channel = undefined
      socket.close()
      void clock.sleep(CLOSING_MS, over.signal).then(() => socket.terminate())
    }
    try {
      await Promise.race([new Promise((resolve) => socket.once('open', resolve)), closed.then(failed)])
      const current = { id, socket, subscribed: new Set<string>(), renew }
      channel = current
      let heardAt = clock.now().getTime()
      socket.on('message', (data) => {
        heardAt = clock.now().getTime()
        take(String(data), renew)
      })
      void watchSilence(() => clock.now().getTime() - heardAt, socket, over.signal)
      if (lives > 0) void clock.sleep(lives, over.signal).then(renew)
      await Promise.race([subscribe(), closed.then(failed)])
      // What happened between two sockets nobody told us.
      for (const one of current.subscribed) ports.onChange(one)
      await closed
    } finally {
      channel = undefined
      over.abort()
      socket.terminate()
      closed.catch(() => {})
    }
  }

  async function watchSilence(silentFor: () => number, socket: WebSocket, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(silenceMs / 3, signal)
      if (!signal.aborted && silentFor() > silenceMs) socket.terminate()
    }
  }

  function take(frame: string, renew: () => void): void {
    const { topicName, eventBody } = frameOf(frame)
    if (topicName === 'v2.system.socket_closing') {
      renew()
      return
    }
    const id = eventBody?.conversationId ?? /\.conversation\.([^.]+)\./.exec(topicName ?? '')?.[1]
    if (typeof id === 'string' && followed.has(id)) ports.onChange(id)
  }

  /** All that is not subscribed yet, in one call. A full channel is given up for a new one with what still counts. */
  async function subscribe(): Promise<void> {
    const current = channel
    if (current === undefined) return
    const missing = [...followed].filter((one) => !current.subscribed.has(one))
    if (missing.length === 0) return
    if (current.subscribed.size + missing.length > room) {
      if (followed.size <= room) return current.renew()
      missing.length = Math.max(0, room - current.subscribed.size)
      if (missing.length === 0) return
    }
    const wanted = missing.flatMap((id) => topics.map((topic) => topic.replaceAll('{conversationId}', () => id)))
    await calls.subscribe(current.id, wanted, { signal: ended.signal })
    for (const one of missing) current.subscribed.add(one)
  }

  function batch(): void {
    if (batching) return
    batching = true
    void clock.sleep(BATCH_MS, ended.signal).then(async () => {
      batching = false
      if (ended.signal.aborted) return
      if (!running) return void run()
      const before = new Set(channel?.subscribed)
      await subscribe().then(
        () => {
          // What happened before the subscription nobody told us either.
          for (const one of channel?.subscribed ?? []) if (!before.has(one)) ports.onChange(one)
        },
        (error) => {
          log.warn({ err: messageOf(error) }, 'no subscription to a conversation')
          channel?.renew()
        },
      )
    })
  }

  return {
    follow(conversationId) {
      if (followed.has(conversationId) || ended.signal.aborted) return
      followed.add(conversationId)
      batch()
    },
    unfollow(conversationId) {
      followed.delete(conversationId)
      if (followed.size === 0) channel?.renew()
    },
    covers: (conversationId) => channel?.subscribed.has(conversationId) === true,
    stop() {
      ended.abort()
      channel?.socket.terminate()
    },
  }
}

const failed = (): never => {
  throw new Error('the notification socket was closed before it was of use')
}

/** The address carries what lets us in: it must be the region's, encrypted. */
export function socketAddress(
  connectUri: string,
  { domain, apiUrl }: Pick<CompleteGenesysSettings, 'domain' | 'apiUrl'>,
): string {
  const api = new URL(apiUrl)
  if (URL.canParse(connectUri)) {
    const { protocol, hostname } = new URL(connectUri)
    if (protocol === 'wss:' && (isWithin(hostname, domain) || hostname === api.hostname)) return connectUri
    // The simulator's, on this machine.
    if (protocol === 'ws:' && api.protocol === 'http:' && hostname === api.hostname) return connectUri
  }
  throw new Error('the notification channel’s address is not in the account’s region')
}

function frameOf(frame: string): { topicName?: string; eventBody?: { conversationId?: unknown } } {
  const { json } = readJson(frame)
  if (typeof json !== 'object' || json === null) return {}
  const { topicName, eventBody } = json as Record<string, unknown>
  return {
    ...(typeof topicName === 'string' ? { topicName } : {}),
    ...(typeof eventBody === 'object' && eventBody !== null ? { eventBody } : {}),
  }
}
