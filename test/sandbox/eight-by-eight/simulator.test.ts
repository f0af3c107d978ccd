import assert from 'node:assert/strict'
import { startEightByEightSimulator } from '../../../scripts/sandbox/eight-by-eight/index.ts'
import { stopAll } from '../simulator/services.ts'
import { call, opened, queued, receiver, tenant } from './tenant.ts'

describe('8x8 simulator: its life', () => {
  afterEach(stopAll)

  it('binds the port asked for, frees it when stopped, and can start again', async () => {
    const first = await startEightByEightSimulator()
    const port = Number(new URL(first.url).port)
    await assert.rejects(startEightByEightSimulator({ port }), { code: 'EADDRINUSE' })
    await first.stop()
    await assert.rejects(fetch(first.url))
    const second = await startEightByEightSimulator({ port })
    assert.equal(second.url, first.url)
    await second.stop()
  })

  it('stops while a delivery waits for its answer', async () => {
    const simulator = await tenant()
    const service = await receiver(simulator)
    service.answer = () => 'never'
    simulator.customerSays('hello')
    await assert.rejects(simulator.idle(30), /deliveries still under way after 30 ms/)
    await simulator.stop()
    await simulator.idle()
  })

  it('never hands out what it works on', async () => {
    const { simulator, id } = await queued()
    const shown = simulator.conversation(id)
    shown.user.name = 'changed'
    shown.assignment.id = 'changed'
    assert.equal(simulator.conversation(id).user.name, 'Nadia Okoye')
    assert.equal(simulator.conversation(id).assignment.id, simulator.queueId)
  })

  it('forgets the oldest beyond its limit', async () => {
    const simulator = await tenant({ recordLimit: 10 })
    const { conversationId } = simulator.customerSays('hello')
    for (let count = 0; count < 30; count++) simulator.customerSays(String(count), { conversationId })
    assert.ok(simulator.conversation(conversationId).messages.length <= 10)
    simulator.customerLeaves(conversationId)
    const active = await opened(simulator)
    for (let count = 0; count < 9; count++) await opened(simulator)
    assert.equal(simulator.conversations().length, 10)
    assert.throws(() => simulator.conversation(conversationId), /not found/)
    assert.equal(simulator.conversation(active).id, active)
    assert.ok(simulator.calls.length <= 10)
  })

  it('finds conversations by the user they were opened for, whatever becomes of the user, until they are forgotten', async () => {
    const simulator = await tenant({ recordLimit: 3 })
    const first = await opened(simulator, { user: { name: 'Nadia Okoye', userId: 'u-1' } })
    const second = await opened(simulator, { user: { name: 'Somebody Else', userId: 'u-1' } })
    await opened(simulator, { user: { name: 'Nadia Okoye', userId: 'u-2' } })
    await call(simulator, 'PATCH', `/conversations/${first}`, { user: { name: 'Nadia', userId: 'u-2' } })
    const ids = () => simulator.conversationsOf('u-1').map(({ id }) => id)
    assert.deepEqual(ids(), [first, second])
    await opened(simulator)
    assert.deepEqual(ids(), [second])
    for (let count = 0; count < 3; count++) await opened(simulator)
    assert.deepEqual(ids(), [])
    assert.deepEqual(simulator.queues()[1], { id: simulator.billingQueueId, name: 'Billing' })
  })

  it('has agents who come and go, queue by queue', async () => {
    const { simulator, id } = await queued()
    simulator.agentOffline(simulator.agentId, simulator.queueId)
    assert.throws(() => simulator.agentAccepts(id), /nobody takes chats of queue 214/)
    simulator.agentOnline(simulator.agentId, simulator.queueId)
    simulator.agentOffline(simulator.agentId)
    assert.throws(() => simulator.agentAccepts(id), /nobody takes chats of queue 214/)
    simulator.agentOnline(simulator.agentId)
    simulator.agentAccepts(id)
    assert.deepEqual(simulator.agents()[0]?.conversations, [id])
    assert.throws(() => simulator.agentStatus('nobody', 'onBreak'), /nobody/)
  })
})
