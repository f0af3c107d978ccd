import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, errors, organization } from './organization.ts'

describe('Gladly simulator: items', () => {
  afterEach(stopAll)

  it('answers 404 without a body for an item that is not there', async () => {
    const gladly = await organization()
    const answer = await call(gladly, 'GET', '/conversation-items/none')
    assert.deepEqual([answer.status, answer.body], [404, ''])
  })

  it('says of some types that they exist and are not supported, and leaves them out of the list', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const id = gladly.addItem(conversationId, { type: 'PAYMENT_REQUEST' })
    const answer = await call(gladly, 'GET', `/conversation-items/${id}`)
    assert.deepEqual([answer.status, errors(answer)], [400, ['invalid']])
    assert.match(answer.body.errors[0].detail, /exists but is not supported by the API/)
    assert.equal((await call(gladly, 'GET', `/conversations/${conversationId}/items`)).body.length, 1)
    const call1 = gladly.addItem(conversationId, {
      type: 'PHONE_CALL',
      from: '+1',
      to: '+2',
      startedAt: '2026-01-01T00:00:00Z',
    })
    assert.equal((await call(gladly, 'GET', `/conversation-items/${call1}`)).status, 200)
  })

  it('sends one to another host for an attachment, which gets no credentials unless the client leaks them', async () => {
    const gladly = await organization()
    const picture = Buffer.from([0xff, 0xd8, 0xff, 0x00])
    const attachments = [{ contentType: 'image/jpeg', filename: 'my lid.jpg', body: picture }]
    const { itemId } = await gladly.customerSays('look', { attachments })
    const { body: item } = await call(gladly, 'GET', `/conversation-items/${itemId}`)
    const [shown] = item.content.attachments
    assert.deepEqual({ ...shown, id: '' }, { id: '', contentType: 'image/jpeg', filename: 'my lid.jpg', fileSize: 4 })
    const moved = await call(gladly, 'GET', `/conversation-items/${itemId}/attachments/${shown.id}`)
    assert.equal(moved.status, 303)
    const location = moved.headers.get('location') ?? ''
    assert.notEqual(new URL(location).host, new URL(gladly.url).host)
    const file = await fetch(location)
    assert.equal(file.headers.get('content-type'), 'image/jpeg')
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), picture)
    await fetch(location, { headers: { authorization: 'Basic leaked' } })
    const seen = gladly.attachmentHostRequests.map(({ headers }) => headers.authorization)
    assert.deepEqual(seen, [undefined, 'Basic leaked'])
  })

  it('refuses attachments of items without any, and does not know others', async () => {
    const gladly = await organization()
    const plain = await gladly.customerSays('hello')
    const none = await call(gladly, 'GET', `/conversation-items/${plain.itemId}/attachments/x`)
    assert.deepEqual([none.status, errors(none)], [400, ['invalid']])
    const attachments = [{ contentType: 'text/plain', filename: 'a.txt', body: 'text' }]
    const withFile = await gladly.customerSays('hello', { attachments })
    assert.equal((await call(gladly, 'GET', `/conversation-items/${withFile.itemId}/attachments/x`)).status, 404)
  })

  it('shows no attachments where the organization has none of that yet', async () => {
    const gladly = await organization({ exposeAttachments: false })
    const attachments = [{ contentType: 'text/plain', filename: 'a.txt', body: 'text' }]
    const { itemId } = await gladly.customerSays('hello', { attachments })
    assert.equal('attachments' in (await call(gladly, 'GET', `/conversation-items/${itemId}`)).body.content, false)
  })

  it('shows chat items by session, which changes after a long silence', async () => {
    const gladly = await organization()
    const { conversationId, customerId } = await gladly.customerSays('hello')
    gladly.clock.advance(15 * 60_000)
    await gladly.customerSays('still there?', { customerId })
    const [first, second] = gladly.items(conversationId).map(({ content }) => content.sessionId)
    assert.notEqual(first, second)
    const listed = await call(gladly, 'GET', `/conversations/${conversationId}/items?sessionId=${second}`)
    assert.deepEqual(
      listed.body.map((item: { content: { content: string } }) => item.content.content),
      ['still there?'],
    )
  })
})
