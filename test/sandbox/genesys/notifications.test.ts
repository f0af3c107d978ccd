import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { GenesysSimulator } from '../../../scripts/sandbox/genesys/index.ts'
import { stopAll, stoppedLater } from '../simulator/services.ts'
import { call, handedOver, organization } from './organization.ts'

/** A socket on a new channel with these topics. */
async function listening(genesys: GenesysSimulator, topics: string[]) {
  const { id, connectUri } = (await call(genesys, 'POST', '/notifications/channels')).body
  const path = `/notifications/channels/${id}/subscriptions`
  const { status } = await call(
    genesys,
    'PUT',
    path,
    topics.map((topic) => ({ id: topic })),
  )
  assert.equal(status, 200)
  const socket = new WebSocket(connectUri)
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  const frames: any[] = []
  socket.on('message', (data) => frames.push(JSON.parse(String(data))))
  await once(socket, 'open')
  stoppedLater({ stop: async () => socket.terminate() })
  return { id, socket, frames, connectUri }
}

const detail = (conversationId: string, event: string) => `v2.detail.events.conversation.${conversationId}.${event}`

describe('Genesys simulator: notifications', () => {
  afterEach(stopAll)

  it('tell of agents and queues, a transfer’s end like any other', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    const events = ['user.start', 'user.end', 'acd.start', 'acd.end', 'customer.end', 'wrapup', 'acw']
    const { frames } = await listening(
      genesys,
      events.map((event) => detail(id, event)),
    )
    const agent = await genesys.agentAccepts(id)
    await genesys.agentTransfers(id, { queue: 'billing' })
    await genesys.agentAccepts(id, 'Priya')
    await genesys.agentDisconnects(id)
    await genesys.agentWrapsUp(id)
    await genesys.idle()
    assert.deepEqual(
      frames.map(({ topicName, eventBody }) => [topicName.split('.').slice(5).join('.'), eventBody.disconnectType]),
      [
        ['user.start', undefined],
        ['acd.end', 'transfer'],
        ['user.end', 'transfer'],
        ['acd.start', undefined],
        ['user.start', undefined],
        ['acd.end', 'transfer'],
        ['user.end', 'client'],
        ['customer.end', 'peer'],
        ['wrapup', 'client'],
        ['acw', 'client'],
      ],
    )
    const end = frames[2].eventBody
    assert.deepEqual([end.conversationId, end.userId, end.addressFrom], [id, agent, 'webchat-1'])
    assert.ok(end.interactingDurationMs >= 0 && end.eventTime > 0)
  })

  it('show all participants on a queue’s topic, once for each step', async () => {
    const genesys = await organization()
    const topic = `v2.routing.queues.${genesys.queues[0]?.id}.conversations.messages`
    const { frames } = await listening(genesys, [topic])
    const id = await handedOver(genesys)
    await genesys.agentAccepts(id)
    await genesys.idle()
    const shown = frames.map(({ topicName, eventBody }) => {
      assert.deepEqual([topicName, eventBody.id], [topic, id])
      return eventBody.participants.filter(({ state }: { state: string }) => state !== 'disconnected')
    })
    assert.deepEqual(
      shown.map((live) => live.map(({ purpose }: { purpose: string }) => purpose)),
      [
        ['customer', 'acd'],
        ['customer', 'agent'],
      ],
    )
  })

  it('beat, answer pings, and announce a socket’s end', async () => {
    const genesys = await organization({ heartbeatMs: 1000 })
    const { socket, frames } = await listening(genesys, [])
    genesys.clock.advance(2500)
    socket.send('{"message":"ping"}')
    await sleep(30)
    const messages = frames.map(({ topicName, eventBody }) => [topicName, eventBody.message])
    const beat = ['channel.metadata', 'WebSocket Heartbeat']
    assert.deepEqual(messages, [beat, beat, ['channel.metadata', 'pong']])
    genesys.dropSockets({ announced: true })
    await once(socket, 'close')
    assert.equal(frames.at(-1).topicName, 'v2.system.socket_closing')
  })

  it('are not over before they were received, but nobody waits for ever for one who does not read', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    const { socket, frames } = await listening(genesys, [detail(id, 'user.start')])
    socket.pause()
    await genesys.agentAccepts(id)
    await assert.rejects(genesys.idle(50), /still under way/)
    socket.resume()
    await genesys.idle()
    assert.equal(frames.length, 1)
    socket.pause()
    await genesys.agentTransfers(id, { queue: 'billing' })
    await genesys.agentAccepts(id, 'Priya')
    await genesys.idle()
    assert.equal(frames.length, 1)
    genesys.dropSockets()
  })

  it('can fall silent, and be cut off: the channel is still there', async () => {
    const genesys = await organization({ notificationEvents: false })
    const id = await handedOver(genesys)
    const { socket, frames, connectUri } = await listening(genesys, [detail(id, 'user.start')])
    await genesys.agentAccepts(id)
    genesys.dropSockets()
    await once(socket, 'close')
    assert.deepEqual(frames, [])
    assert.equal(genesys.channels()[0]?.connected, false)
    const again = new WebSocket(connectUri)
    await once(again, 'open')
    assert.equal(genesys.channels()[0]?.connected, true)
    again.terminate()
  })

  it('have at most 20 channels, which live for a day', async () => {
    const genesys = await organization()
    const { id, socket } = await listening(genesys, [])
    for (let count = 0; count < 20; count++) await call(genesys, 'POST', '/notifications/channels')
    await once(socket, 'close')
    assert.equal(genesys.channels().length, 20)
    assert.equal((await call(genesys, 'GET', `/notifications/channels/${id}/subscriptions`)).status, 404)
    genesys.clock.advance(24 * 3_600_000)
    assert.equal(genesys.channels().length, 0)
    const strange = new WebSocket(`${genesys.url.replace('http', 'ws')}/channels/${id}`)
    const [error] = await once(strange, 'error')
    assert.match(error.message, /404/)
  })

  it('add to subscriptions or set them, and know their topics', async () => {
    const genesys = await organization()
    const { id } = await listening(genesys, [detail('a', 'user.end')])
    const path = `/notifications/channels/${id}/subscriptions`
    const { body } = await call(genesys, 'POST', path, [{ id: detail('b', 'acd.start') }])
    assert.deepEqual(body.entities, [{ id: detail('a', 'user.end') }, { id: detail('b', 'acd.start') }])
    assert.equal((await call(genesys, 'PUT', path, [{ id: 'v2.nonsense' }])).status, 400)
    assert.equal((await call(genesys, 'DELETE', path)).status, 204)
    assert.deepEqual(genesys.channels()[0]?.topics, [])
  })
})
