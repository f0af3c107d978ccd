import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, errors, organization } from './organization.ts'

const ines = {
  name: 'Ines Ferro',
  emails: [{ original: 'Ines.Ferro@mail.example', primary: true }],
  phones: [{ original: '+31205550182', type: 'MOBILE' }],
  externalCustomerId: 'crm-7',
  customAttributes: { loyaltyLevel: 'silver' },
}

describe('Gladly simulator: customers', () => {
  afterEach(stopAll)

  it('shows a profile with normalized addresses and timestamps', async () => {
    const gladly = await organization()
    const id = gladly.createCustomer(ines)
    const { status, body } = await call(gladly, 'GET', `/customer-profiles/${id}`)
    assert.equal(status, 200)
    assert.equal(body.emails[0].normalized, 'ines.ferro@mail.example')
    assert.equal(body.phones[0].normalized, '+31205550182')
    assert.deepEqual(body.customAttributes, { loyaltyLevel: 'silver' })
    assert.match(body.updatedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$/)
  })

  it('says 404 with errors as a single object', async () => {
    const gladly = await organization()
    const { status, body } = await call(gladly, 'GET', '/customer-profiles/none')
    assert.deepEqual([status, body.errors.code], [404, 'not_exist'])
  })

  it('finds by exactly one identifier', async () => {
    const gladly = await organization()
    const id = gladly.createCustomer(ines)
    const find = (query: string) => call(gladly, 'GET', `/customer-profiles${query}`)
    for (const query of [
      '?email=INES.ferro%40mail.example',
      '?phoneNumber=%2B31205550182',
      '?externalCustomerId=crm-7',
    ]) {
      assert.deepEqual(
        (await find(query)).body.map((one: { id: string }) => one.id),
        [id],
      )
    }
    assert.deepEqual((await find('?email=nobody%40mail.example')).body, [])
    assert.equal((await find('')).status, 400)
    assert.equal((await find('?email=a%40mail.example&externalCustomerId=crm-7')).status, 400)
  })

  it('finds at most 50, last updated first', async () => {
    const gladly = await organization()
    const ids: string[] = []
    for (let count = 0; count < 52; count++) {
      ids.push(gladly.createCustomer({ externalCustomerId: 'shared' }))
      gladly.clock.advance(1)
    }
    const { body } = await call(gladly, 'GET', '/customer-profiles?externalCustomerId=shared')
    assert.deepEqual(
      body.map((one: { id: string }) => one.id),
      ids.reverse().slice(0, 50),
    )
  })

  it('replaces customAttributes on PATCH; a setting merges them', async () => {
    const gladly = await organization()
    const id = gladly.createCustomer(ines)
    const patch = (body: unknown) => call(gladly, 'PATCH', `/customer-profiles/${id}`, body)
    const answer = await patch({ customAttributes: { lastIntent: 'refund' } })
    assert.deepEqual([answer.status, answer.body], [204, ''])
    assert.deepEqual(gladly.customer(id).customAttributes, { lastIntent: 'refund' })
    assert.equal(gladly.customer(id).name, 'Ines Ferro')
    gladly.settings.customAttributesPatch = 'merge'
    await patch({ customAttributes: { loyaltyLevel: 'gold' } })
    assert.deepEqual(gladly.customer(id).customAttributes, { lastIntent: 'refund', loyaltyLevel: 'gold' })
  })

  it('refuses profiles that are wrong or taken', async () => {
    const gladly = await organization()
    gladly.createCustomer(ines)
    const id = gladly.createCustomer()
    const patch = (body: unknown) => call(gladly, 'PATCH', `/customer-profiles/${id}`, body)
    assert.deepEqual(errors(await patch({ customAttributes: [] })), ['invalid customAttributes'])
    assert.deepEqual(errors(await patch({ emails: ['a@mail.example'], name: 7 })), ['invalid name', 'invalid emails'])
    assert.equal((await patch({ emails: [{ original: 'ines.ferro@MAIL.example' }] })).status, 409)
    const created = await call(gladly, 'POST', '/customer-profiles', { id, name: 'Twice' })
    assert.deepEqual([created.status, errors(created)], [409, ['taken id']])
    assert.equal((await patch({ name: 'Fine' })).status, 204)
    assert.equal((await call(gladly, 'PATCH', '/customer-profiles/none', { name: 'x' })).status, 404)
  })

  it('says where a merged customer went: 301 on GET, 404 on PATCH, and no longer found', async () => {
    const gladly = await organization()
    const from = gladly.createCustomer({ externalCustomerId: 'same' })
    const to = gladly.createCustomer({ externalCustomerId: 'same' })
    await gladly.merge(from, to)
    const moved = await call(gladly, 'GET', `/customer-profiles/${from}`)
    assert.equal(moved.status, 301)
    assert.deepEqual(errors(moved), ['moved customerId'])
    assert.deepEqual(moved.body.errors[0].meta, { old: from, new: to })
    assert.equal((await call(gladly, 'PATCH', `/customer-profiles/${from}`, { name: 'x' })).status, 404)
    const found = await call(gladly, 'GET', '/customer-profiles?externalCustomerId=same')
    assert.deepEqual(
      found.body.map((one: { id: string }) => one.id),
      [to],
    )
  })

  it('moves a merged customer’s conversation, which then belongs to the other', async () => {
    const gladly = await organization()
    const { customerId, conversationId, itemId } = await gladly.customerSays('hello')
    const to = gladly.createCustomer()
    await gladly.merge(customerId, to)
    assert.equal(gladly.conversation(conversationId).customerId, to)
    const { body } = await call(gladly, 'GET', `/conversation-items/${itemId}`)
    assert.deepEqual([body.customerId, body.initiator.id], [to, to])
    const next = await gladly.customerSays('me again', { customerId })
    assert.deepEqual([next.customerId, next.conversationId], [to, conversationId])
    const told = gladly.events().find(({ type }) => type === 'CUSTOMER/MERGED')
    assert.deepEqual(told?.content, {
      destinationCustomerId: to,
      destinationConversationId: conversationId,
      sourceCustomerId: customerId,
      sourceConversationId: conversationId,
    })
  })

  it('puts two active conversations into one, and the source’s id is gone', async () => {
    const gladly = await organization()
    const source = await gladly.customerSays('from the phone', { channel: 'SMS' })
    gladly.clock.advance(10)
    const destination = await gladly.customerSays('from the chat')
    await gladly.merge(source.customerId, destination.customerId)
    assert.equal((await call(gladly, 'GET', `/conversations/${source.conversationId}`)).status, 404)
    const { body } = await call(gladly, 'GET', `/conversations/${destination.conversationId}/items`)
    assert.deepEqual(
      body.map((item: { id: string }) => item.id),
      [source.itemId, destination.itemId],
    )
    assert.equal(body[0].conversationId, destination.conversationId)
    const told = gladly.events().find(({ type }) => type === 'CUSTOMER/MERGED')
    assert.equal(told?.content.sourceConversationId, source.conversationId)
    assert.equal(told?.content.destinationConversationId, destination.conversationId)
  })
})
