import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../../adapters/core/clock.ts'
import { PlatformRefusedError, PlatformUnreachableError } from '../../adapters/core/errors.ts'
import { silentLogger } from '../../adapters/core/log.ts'
import { createNotifications, type Notifications, socketAddress } from '../../adapters/genesys/notifications.ts'
import type { GenesysProfileInput } from '../../adapters/genesys/profile.ts'
import { acme } from './fixtures.ts'
import { until } from './stand-in.ts'

describe('Genesys: notifications', () => {
  let server: WebSocketServer
  let sockets: WebSocket[]
  let channels: number
  let subscriptions: [string, string[]][]
  let changed: string[]
  let failure: (() => Error | undefined) | undefined
  let lifeMs: number
  let notifications: Notifications | undefined
  let slept: number[]

  const open = (profile: GenesysProfileInput = {}) => {
    const url = `127.0.0.1:${(server.address() as AddressInfo).port}`
    notifications = createNotifications({
      settings: acme({ apiUrl: `http://${url}`, profile }),
      calls: {
        createChannel: async () => {
          const error = failure?.()
          if (error !== undefined) throw error
          channels += 1
          return {
            id: `channel-${channels}`,
            connectUri: `ws://${url}/${channels}`,
            expires: new Date(Date.now() + lifeMs).toISOString(),
          }
        },
        subscribe: async (id, topics) => void subscriptions.push([id, [...topics]]),
      },
      // Waits for another try are told, and short.
      clock: {
        now: () => new Date(),
        sleep: (ms, signal) => {
          slept.push(ms)
          return systemClock.sleep(ms >= 500 && ms < 86_000_000 && ms !== 2_000 && ms !== 30_000 ? 5 : ms, signal)
        },
      },
      random: () => 1,
      log: silentLogger,
      onChange: (id) => void changed.push(id),
    })
    return notifications
  }
  const frame = (json: unknown) => sockets.at(-1)!.send(typeof json === 'string' ? json : JSON.stringify(json))
  const topic = (id: string, what = 'user.start') => `v2.detail.events.conversation.${id}.${what}`

  beforeEach(async () => {
    sockets = []
    channels = 0
    subscriptions = []
    changed = []
    slept = []
    failure = undefined
    lifeMs = 86_400_000
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    server.on('connection', (socket) => sockets.push(socket))
    await new Promise((resolve) => server.once('listening', resolve))
  })
  afterEach(async () => {
    notifications?.stop()
    for (const socket of server.clients) socket.terminate()
    await new Promise((resolve) => server.close(resolve))
  })

  it('open one channel for all, subscribe in batches, and look at each once', async () => {
    const one = open()
    one.follow('c-1')
    one.follow('c-2')
    one.follow('c-1')
    await until('the subscription', () => one.covers('c-1') && one.covers('c-2'))
    assert.equal(channels, 1)
    assert.equal(subscriptions.length, 1)
    assert.equal(subscriptions[0]![1].length, 10)
    await until('the looks', () => changed.length === 2)
    one.follow('c-3')
    await until('the third', () => one.covers('c-3'))
    assert.equal(channels, 1)
    assert.deepEqual(subscriptions[1]![1].length, 5)
  })

  it('tell of what is followed, and of nothing else', async () => {
    const one = open()
    one.follow('c-1')
    await until('the subscription', () => changed.length === 1)
    for (const noise of [
      { topicName: 'channel.metadata', eventBody: { message: 'WebSocket Heartbeat' } },
      'not json',
      [],
      null,
      { topicName: 7 },
      { topicName: topic('c-9') },
    ])
      frame(noise)
    frame({ topicName: topic('c-1'), eventBody: { conversationId: 'c-1' } })
    await until('the event', () => changed.length === 2)
    frame({ topicName: topic('c-1', 'user.end') })
    await until('the next event', () => changed.length === 3)
    assert.deepEqual([...new Set(changed)], ['c-1'])
    one.follow('c-2')
    one.unfollow('c-1')
    frame({ topicName: topic('c-1') })
    await until('the other one', () => changed.includes('c-2'))
    assert.equal(changed.filter((id) => id === 'c-1').length, 3)
  })

  it('come again after a break and after notice, and look at what was missed', async () => {
    const one = open()
    one.follow('c-1')
    await until('the first', () => changed.length === 1)
    sockets.at(-1)!.terminate()
    await until('the second', () => changed.length === 2)
    frame({ topicName: 'v2.system.socket_closing', eventBody: { message: 'closing' } })
    await until('the third', () => changed.length === 3)
    assert.deepEqual(
      subscriptions.map(([id]) => id),
      ['channel-1', 'channel-2', 'channel-3'],
    )
    assert.ok(one.covers('c-1'))
  })

  it('end when nobody is followed, and begin again', async () => {
    const one = open()
    one.follow('c-1')
    await until('the first', () => changed.length === 1)
    one.unfollow('c-1')
    await until('the end', () => server.clients.size === 0)
    one.follow('c-2')
    await until('the second', () => one.covers('c-2'))
    assert.deepEqual(subscriptions.at(-1), ['channel-2', subscriptions.at(-1)![1]])
  })

  it('wait longer each time, and an hour without the permission', async () => {
    const failures: (Error | undefined)[] = [
      new PlatformUnreachableError('down', 'not-sent'),
      new PlatformUnreachableError('down', 'not-sent'),
      new PlatformRefusedError('403', { status: 403 }),
    ]
    failure = () => failures.shift()
    const one = open()
    one.follow('c-1')
    await until('the socket', () => one.covers('c-1'))
    assert.deepEqual(
      slept.filter((ms) => ms >= 2_000 && ms !== 30_000 && ms < 86_000_000),
      [2_000, 4_000, 3_600_000],
    )
  })

  it('are renewed when silent', async () => {
    const one = open({ silenceMs: 100 })
    one.follow('c-1')
    await until('another socket', () => channels >= 2)
  })

  it('give a full channel up for one with what still counts', async () => {
    const one = open({ topicsPerChannel: 10 })
    one.follow('c-1')
    one.follow('c-2')
    await until('the first', () => one.covers('c-2'))
    one.unfollow('c-1')
    one.follow('c-3')
    await until('the second', () => one.covers('c-3') && one.covers('c-2'))
    assert.equal(subscriptions.at(-1)![1].length, 10)
    assert.equal(channels, 2)
  })

  it('go to the region’s hosts only, encrypted', () => {
    const settings = acme()
    assert.ok(socketAddress('wss://streaming.mypurecloud.ie/channels/x', settings))
    for (const uri of [
      'ws://streaming.mypurecloud.ie/x',
      'wss://evil.example/x',
      'wss://evilmypurecloud.ie/x',
      'https://streaming.mypurecloud.ie',
      'x',
    ])
      assert.throws(() => socketAddress(uri, settings), uri)
  })
})
