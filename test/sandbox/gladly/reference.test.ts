import assert from 'node:assert/strict'
import type { Channel, GladlySimulator } from '../../../scripts/sandbox/gladly/index.ts'
import { gladlySpecification } from '../../specs/gladly.ts'
import { answerDeviations, type Specification } from '../../specs/openapi.ts'
import { violations } from '../../specs/schema.ts'
import { stopAll } from '../simulator/services.ts'
import { call, organization, receiver } from './organization.ts'

/** Every endpoint with what it documents, wrong requests included. */
async function everything(gladly: GladlySimulator): Promise<void> {
  const api = (method: string, path: string, body?: unknown) => call(gladly, method, path, body)
  const channels: Channel[] = ['CHAT', 'EMAIL', 'SMS', 'WHATSAPP', 'FB_MESSENGER', 'INSTAGRAM_DIRECT', 'VOICEMAIL']
  const { customerId, conversationId, itemId } = await gladly.customerSays('hello')
  const conversation = `/conversations/${conversationId}`
  for (const channel of channels) {
    const said = await gladly.customerSays('hello', { customerId, channel })
    const { body } = await api('GET', `/conversation-items/${said.itemId}`)
    await api('POST', `/conversation-items/${said.itemId}/reply`, { content: { type: body.content.type, body: 'hi' } })
  }
  const options = [{ id: 'a', label: 'A' }]
  const question = { type: 'CHAT_MESSAGE', messageType: 'QUICK_REPLY_REQUEST', body: '?', messageData: { options } }
  await api('POST', `/conversation-items/${itemId}/reply`, { content: question })
  await gladly.customerSays('', { customerId, quickReplyOptionId: 'a' })
  await api('POST', `/conversation-items/none/reply`, { content: question })
  await api('GET', `/conversation-items/${gladly.addItem(conversationId, { type: 'PAYMENT_REQUEST' })}`)
  await api('GET', '/conversation-items/none')

  const { body: topics } = await api('GET', '/topics')
  await api('GET', `/topics/${topics[0].id}`)
  await api('GET', '/topics/none')
  await api('POST', '/topics', { name: 'Gifts' })
  await api('POST', '/topics', { name: 'Gifts' })
  await api('POST', '/topics', {})
  await api('PATCH', `/topics/${topics[0].id}`, { name: 'Invoices' })
  await api('POST', `${conversation}/topics`, { topicIds: [topics[0].id, topics[1].id] })
  await api('POST', `${conversation}/topics`, { topicIds: ['none'] })
  await api('POST', '/conversations/none/topics', { topicIds: [] })
  await api('DELETE', `${conversation}/topics/${topics[0].id}`)
  await api('DELETE', `${conversation}/topics/none`)
  const note = await api('POST', `${conversation}/notes`, { content: { body: 'a note' } })
  await api('GET', (note.headers.get('location') ?? '').replace('/api/v1', ''))
  await api('POST', `${conversation}/notes`, {})
  const attributes = `/customer-history/${customerId}/conversations/${conversationId}/custom-attributes`
  const pair = { key: 'ORDER_NUMBER', value: '1182' }
  await api('POST', attributes, { add: [pair, { ...pair, value: '1183' }] })
  await api('POST', attributes, { remove: [pair] })
  await api('POST', attributes, { add: [{ ...pair, key: 'NONE' }] })
  const { body: shown } = await api('GET', conversation)
  await api('GET', `/custom-attributes/${shown.customAttributes[0].id}`)
  await api('GET', '/conversations/none')

  await api('PATCH', conversation, { assignee: {}, status: {} })
  await api('PATCH', conversation, { status: { value: 'CLOSED' } })
  await api('PATCH', conversation, { assignee: { inboxId: gladly.handoffInboxId, agentId: null } })
  await api('PATCH', conversation, { status: { value: 'CLOSED', force: true } })
  await api('PATCH', conversation, { assignee: { inboxId: gladly.aiInboxId } })
  await api('PATCH', '/conversations/none', {})
  await api('GET', conversation)
  await gladly.customerSays('back again', { customerId })
  await api('GET', `${conversation}/items`)
  await api('GET', `/customers/${customerId}/conversations`)

  const profile = {
    name: 'Ines',
    emails: [{ original: 'Ines@mail.example' }],
    phones: [{ original: '+31205550182', type: 'MOBILE' }],
  }
  await api('POST', '/customer-profiles', profile)
  await api('POST', '/customer-profiles', profile)
  await api('GET', '/customer-profiles?email=ines%40mail.example')
  await api('GET', '/customer-profiles')
  await api('PATCH', `/customer-profiles/${customerId}`, { customAttributes: { tier: 'gold' } })
  await api('PATCH', `/customer-profiles/${customerId}`, { customAttributes: 7 })
  await api('GET', `/customer-profiles/${customerId}`)
  await gladly.merge(customerId, gladly.createCustomer())
  await api('GET', `/customer-profiles/${customerId}`)
  await api('PATCH', `/customer-profiles/${customerId}`, {})

  for (const list of ['/inboxes', '/agents']) await api('GET', `${list}/${(await api('GET', list)).body[0].id}`)
  await api('GET', '/organization')
  const service = await receiver()
  const made = await api('POST', '/webhooks', { url: service.url, events: ['CONTACT/STARTED'], enabled: true })
  const webhook = (made.headers.get('location') ?? '').replace('/api/v1', '')
  await api('POST', '/webhooks', {})
  await api('GET', '/webhooks')
  await api('GET', webhook)
  await api('DELETE', webhook)
  await api('PATCH', webhook, { events: ['NONE'] })
  await api('PATCH', webhook, { enabled: false })
  await api('PATCH', '/webhooks/none', {})
  await api('DELETE', webhook)
  await api('GET', webhook)
  const startAt = new Date(Date.now() - 60_000).toISOString()
  const entities = 'entities=CONVERSATION&entities=CONTACT&entities=CUSTOMER'
  await api('GET', `/events?startAt=${startAt}&${entities}`)
  await api('GET', '/events')
}

describe('Gladly simulator: against Gladly’s OpenAPI document', () => {
  let specification: Specification
  before(function () {
    const read = gladlySpecification()
    if (read === undefined) return this.skip()
    specification = read
  })
  afterEach(stopAll)

  it('answers only with documented statuses and with bodies of the documented shape', async () => {
    const gladly = await organization()
    await everything(gladly)
    const wrong = gladly.calls.flatMap((one) =>
      answerDeviations(specification, one).map((why) => `${one.method} ${one.path}: ${why}`),
    )
    assert.deepEqual(wrong, [])
    assert.ok(gladly.calls.length > 70)
  })

  it('tells only of documented events, each of the documented shape', async () => {
    const gladly = await organization()
    await everything(gladly)
    const { requestBody } = specification.document.paths['/gladly/webhook']!.post!
    const schemas = requestBody!.content!['application/json']!.schema!.oneOf!
    const told = gladly.events().filter(({ type }) => type !== 'MESSAGE/RECEIVED')
    const wrong: string[] = []
    for (const event of told) {
      const schema = schemas.find(({ properties }) => properties?.type?.enum?.includes(event.type))
      if (!schema) wrong.push(`${event.type} is not documented`)
      else wrong.push(...violations(specification.document, schema, event).map((why) => `${event.type}: ${why}`))
    }
    assert.deepEqual(wrong, [])
    assert.deepEqual([...new Set(told.map(({ type }) => type))].sort(), [
      'CONTACT/ENDED',
      'CONTACT/MESSAGE_RECEIVED',
      'CONTACT/MESSAGE_SENT',
      'CONTACT/STARTED',
      'CONTACT/TRANSFERRED',
      'CONVERSATION/CLOSED',
      'CONVERSATION/CREATED',
      'CONVERSATION/CUSTOM_ATTRIBUTE_ADDED',
      'CONVERSATION/CUSTOM_ATTRIBUTE_REMOVED',
      'CONVERSATION/NOTE_CREATED',
      'CONVERSATION/REOPENED',
      'CONVERSATION/TOPIC_ADDED',
      'CONVERSATION/TOPIC_REMOVED',
      'CONVERSATION_ASSIGNEE/UPDATED',
      'CONVERSATION_STATUS/UPDATED',
      'CUSTOMER/MERGED',
      'CUSTOMER_PROFILE/CREATED',
      'CUSTOMER_PROFILE/UPDATED',
    ])
  })
})
