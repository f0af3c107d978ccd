import assert from 'node:assert/strict'
import { startGladlySimulator } from '../../../scripts/sandbox/gladly/index.ts'
import { stopAll } from '../simulator/services.ts'
import { organization, receiver } from './organization.ts'

describe('Gladly simulator: its life', () => {
  afterEach(stopAll)

  it('binds the port asked for, frees it when stopped, and can start again', async () => {
    const first = await startGladlySimulator()
    const port = Number(new URL(first.url).port)
    await assert.rejects(startGladlySimulator({ port }), { code: 'EADDRINUSE' })
    await first.stop()
    await assert.rejects(fetch(first.url))
    const second = await startGladlySimulator({ port })
    assert.equal(second.url, first.url)
    await second.stop()
  })

  it('stops while a delivery waits for its answer', async () => {
    const gladly = await organization()
    const service = await receiver()
    await gladly.registerWebhook({ url: service.url, ping: false })
    service.answer = () => 'never'
    await gladly.customerSays('hello')
    await assert.rejects(gladly.idle(30), /deliveries still under way after 30 ms/)
    await gladly.stop()
    await gladly.idle()
  })

  it('follows the customer id it is given, known or not', async () => {
    const gladly = await organization()
    const known = gladly.createCustomer({ name: 'Ines' })
    assert.equal((await gladly.customerSays('hello', { customerId: known })).customerId, known)
    assert.equal((await gladly.customerSays('hello', { customerId: 'crm_7' })).customerId, 'crm_7')
    assert.equal(gladly.customer('crm_7').id, 'crm_7')
  })

  it('starts a conversation where it is told', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello', { inboxId: gladly.billingInboxId })
    assert.equal(gladly.conversation(conversationId).inboxId, gladly.billingInboxId)
    await assert.rejects(gladly.customerSays('hello', { inboxId: 'none' }), /inbox none not found/)
  })

  it('never hands out what it works on', async () => {
    const gladly = await organization()
    const { conversationId, customerId } = await gladly.customerSays('hello')
    gladly.items(conversationId)[0]!.content.content = 'changed'
    gladly.conversation(conversationId).topicIds.push('changed')
    gladly.customer(customerId).name = 'changed'
    assert.equal(gladly.items(conversationId)[0]?.content.content, 'hello')
    assert.deepEqual(gladly.conversation(conversationId).topicIds, [])
    assert.equal(gladly.customer(customerId).name, undefined)
  })
})
