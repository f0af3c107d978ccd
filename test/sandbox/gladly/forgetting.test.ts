import assert from 'node:assert/strict'
import type { GladlySimulator } from '../../../scripts/sandbox/gladly/index.ts'
import { stopAll } from '../simulator/services.ts'
import { call, organization, receiver } from './organization.ts'

const idsOf = (gladly: GladlySimulator) => gladly.conversations().map(({ id }) => id)

async function statusOf(gladly: GladlySimulator, path: string): Promise<number> {
  return (await call(gladly, 'GET', path)).status
}

describe('Gladly simulator: what it forgets', () => {
  afterEach(stopAll)

  it('the oldest conversations beyond its limit, first those that are closed', async () => {
    const gladly = await organization({ recordLimit: 3 })
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((text) => gladly.customerSays(text)))
    await gladly.close(b!.conversationId)
    const d = await gladly.customerSays('d')
    assert.deepEqual(
      idsOf(gladly),
      [a, c, d].map((one) => one!.conversationId),
    )
    const e = await gladly.customerSays('e')
    assert.deepEqual(
      idsOf(gladly),
      [c, d, e].map((one) => one!.conversationId),
    )
  })

  it('with a conversation its items, its files, and a customer who has no other: as if they had never been', async () => {
    const gladly = await organization({ recordLimit: 3 })
    const attachments = [{ contentType: 'text/plain', filename: 'a note.txt', body: 'hello' }]
    const { customerId, conversationId, itemId } = await gladly.customerSays('first', { attachments })
    const [file] = gladly.items(conversationId)[0]!.content.attachments as { id: string }[]
    const url = gladly.attachmentUrl(itemId, file!.id)
    assert.equal(await (await fetch(url)).text(), 'hello')
    for (const text of ['2', '3', '4', '5']) await gladly.customerSays(text)
    assert.equal(idsOf(gladly).length, 3)
    const paths = ['conversations', 'conversation-items', 'customer-profiles']
    const ids = [conversationId, itemId, customerId]
    for (const [index, path] of paths.entries()) assert.equal(await statusOf(gladly, `/${path}/${ids[index]}`), 404)
    assert.equal(await statusOf(gladly, `/conversation-items/${itemId}/attachments/${file!.id}`), 404)
    const reply = { content: { type: 'CHAT_MESSAGE', body: 'too late' } }
    assert.equal((await call(gladly, 'POST', `/conversation-items/${itemId}/reply`, reply)).status, 404)
    assert.deepEqual((await call(gladly, 'GET', `/customers/${customerId}/conversations`)).body, [])
    assert.equal((await fetch(url)).status, 404)
    assert.throws(() => gladly.conversation(conversationId), /not found/)
  })

  it('no customer who has another conversation, nor one who comes back', async () => {
    const gladly = await organization({ recordLimit: 3, reopenWindowMs: 0 })
    const { customerId, conversationId: first } = await gladly.customerSays('first')
    await gladly.close(first)
    const { conversationId: second } = await gladly.customerSays('second', { customerId })
    await gladly.customerSays('b')
    await gladly.customerSays('c')
    const { body } = await call(gladly, 'GET', `/customers/${customerId}/conversations`)
    assert.deepEqual(
      body.map(({ id }: { id: string }) => id),
      [second],
    )
    await gladly.customerSays('d')
    assert.equal(await statusOf(gladly, `/customer-profiles/${customerId}`), 404)
    const back = await gladly.customerSays('me again', { customerId })
    assert.equal(back.customerId, customerId)
    assert.equal(gladly.conversation(back.conversationId).status, 'OPEN')
  })

  it('customers who never wrote, and who was merged into one who is forgotten', async () => {
    const gladly = await organization({ recordLimit: 3 })
    const [silent, merged] = [gladly.createCustomer(), gladly.createCustomer()]
    const { customerId } = await gladly.customerSays('first')
    await gladly.merge(merged, customerId)
    await gladly.customerSays('b')
    assert.equal(await statusOf(gladly, `/customer-profiles/${silent}`), 404)
    assert.equal(await statusOf(gladly, `/customer-profiles/${merged}`), 301)
    for (const text of ['c', 'd', 'e']) await gladly.customerSays(text)
    assert.equal(await statusOf(gladly, `/customer-profiles/${merged}`), 404)
    assert.equal((await gladly.customerSays('hello', { customerId: merged })).customerId, merged)
  })

  it('the oldest of one conversation’s items, and nothing of what is still there', async () => {
    const gladly = await organization({ recordLimit: 3 })
    const service = await receiver()
    await gladly.registerWebhook({ url: service.url })
    const first = await gladly.customerSays('0')
    const { customerId, conversationId } = first
    for (const text of ['1', '2', '3']) await gladly.customerSays(text, { customerId })
    const texts = () => gladly.items(conversationId).map(({ content }) => content.content)
    assert.deepEqual(texts(), ['1', '2', '3'])
    assert.equal(await statusOf(gladly, `/conversation-items/${first.itemId}`), 404)
    const { id } = gladly.items(conversationId).at(-1)!
    for (let count = 0; count < 5; count++) {
      const content = { type: 'CHAT_MESSAGE', body: `answer ${count}` }
      const { status } = await call(gladly, 'POST', `/conversation-items/${id}/reply`, { content })
      assert.equal(status, count < 3 ? 201 : 404)
    }
    assert.deepEqual(texts(), ['answer 0', 'answer 1', 'answer 2'])
    assert.equal(gladly.botReplies(conversationId).length, 3)
    await gladly.idle()
    assert.equal(service.types().filter((type) => type === 'CONTACT/MESSAGE_RECEIVED').length, 4)
  })

  it('with a conversation the end of its silent session', async () => {
    const gladly = await organization({ recordLimit: 3 })
    for (const text of ['a', 'b', 'c', 'd', 'e']) await gladly.customerSays(text)
    const ended = () => gladly.events().filter(({ type }) => type === 'CONTACT/ENDED').length
    gladly.settings.recordLimit = 100
    gladly.clock.advance(gladly.settings.sessionIdleMs)
    assert.equal(ended(), 3)
  })

  it('the oldest requests to the host of its attachments', async () => {
    const gladly = await organization({ recordLimit: 3 })
    const attachments = [{ contentType: 'text/plain', filename: 'a.txt', body: 'hello' }]
    const { conversationId, itemId } = await gladly.customerSays('first', { attachments })
    const [file] = gladly.items(conversationId)[0]!.content.attachments as { id: string }[]
    for (let count = 0; count < 5; count++) await fetch(gladly.attachmentUrl(itemId, file!.id))
    assert.equal(gladly.attachmentHostRequests.length, 3)
  })
})
