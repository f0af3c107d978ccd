import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, errors, organization } from './organization.ts'

describe('Gladly simulator: topics', () => {
  afterEach(stopAll)

  it('lists topics, one of them disabled and one a child', async () => {
    const gladly = await organization()
    const { body } = await call(gladly, 'GET', '/topics')
    const names = body.map(({ name }: { name: string }) => name)
    for (const name of ['Billing', 'Orders', 'Returns']) assert.ok(names.includes(name))
    assert.equal(body.filter(({ disabled }: { disabled: boolean }) => disabled).length, 1)
    assert.equal(body.filter((topic: object) => 'parentId' in topic).length, 1)
    assert.deepEqual((await call(gladly, 'GET', `/topics/${body[0].id}`)).body, body[0])
    assert.equal((await call(gladly, 'GET', '/topics/none')).status, 404)
  })

  it('adds topics to the list under names that are free', async () => {
    const gladly = await organization()
    const made = await call(gladly, 'POST', '/topics', { name: 'Gifts' })
    assert.deepEqual([made.status, made.body], [201, ''])
    assert.match(made.headers.get('location') ?? '', /^\/api\/v1\/topics\/[\w-]{22}$/)
    const taken = await call(gladly, 'POST', '/topics', { name: 'Gifts' })
    assert.deepEqual([taken.status, errors(taken)], [409, ['taken name']])
    assert.equal(taken.body.errors[0].meta.id, made.headers.get('location')?.split('/').at(-1))
    assert.deepEqual(errors(await call(gladly, 'POST', '/topics', {})), ['blank name'])
    assert.deepEqual(errors(await call(gladly, 'POST', '/topics', { name: 'x', id: 'a b' })), ['invalid id'])
  })

  it('shows errors as a single object where the reference does', async () => {
    const gladly = await organization()
    const { status, body } = await call(gladly, 'PATCH', '/topics/none', { name: 'x' })
    assert.equal(status, 404)
    assert.equal(body.errors.code, 'not_exist')
  })

  it('puts topics on a conversation, ignores those it has, and takes one off at a time', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const { body: topics } = await call(gladly, 'GET', '/topics')
    const [billing, orders] = topics
    const path = `/conversations/${conversationId}/topics`
    assert.equal((await call(gladly, 'POST', path, { topicIds: [billing.id] })).status, 204)
    assert.equal((await call(gladly, 'POST', path, { topicIds: [billing.id, orders.id] })).status, 204)
    assert.equal((await call(gladly, 'POST', path, { topicIds: [orders.id] })).status, 204)
    assert.deepEqual(gladly.conversation(conversationId).topics, ['Billing', 'Orders'])
    assert.equal((await call(gladly, 'DELETE', `${path}/${billing.id}`)).status, 204)
    assert.equal((await call(gladly, 'DELETE', `${path}/${billing.id}`)).status, 404)
    const changes = gladly.items(conversationId).filter(({ content }) => content.type === 'TOPIC_CHANGE')
    assert.deepEqual(
      changes.map(({ content }) => [content.addedTopicIds, content.removedTopicIds]),
      [
        [[billing.id], undefined],
        [[orders.id], undefined],
        [undefined, [billing.id]],
      ],
    )
    const told = gladly.events().filter(({ type }) => type.startsWith('CONVERSATION/TOPIC_'))
    assert.deepEqual(
      told.map(({ type }) => type.split('_').at(-1)),
      ['ADDED', 'ADDED', 'REMOVED'],
    )
  })

  it('refuses unknown, disabled and missing topics', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const { body: topics } = await call(gladly, 'GET', '/topics')
    const disabled = topics.find((topic: { disabled: boolean }) => topic.disabled).id
    const add = (body: unknown) => call(gladly, 'POST', `/conversations/${conversationId}/topics`, body)
    assert.deepEqual(errors(await add({ topicIds: [topics[0].id, 'none'] })), ['not_exist topicIds'])
    assert.deepEqual(errors(await add({ topicIds: [disabled] })), ['invalid topicIds'])
    assert.deepEqual(errors(await add({ topicIds: [] })), ['blank topicIds'])
    assert.deepEqual(errors(await add({ topicIDs: [topics[0].id] })), ['blank topicIds'])
    assert.deepEqual(gladly.conversation(conversationId).topics, [])
  })
})

describe('Gladly simulator: notes', () => {
  afterEach(stopAll)

  it('takes a note in content.body and shows it as an item', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const path = `/conversations/${conversationId}/notes`
    const made = await call(gladly, 'POST', path, { content: { body: '<p>Wants a refund</p>' } })
    assert.deepEqual([made.status, made.body], [201, ''])
    const location = made.headers.get('location') ?? ''
    const { body } = await call(gladly, 'GET', location.replace('/api/v1', ''))
    assert.deepEqual(body.content, { type: 'CONVERSATION_NOTE', body: '<p>Wants a refund</p>' })
    assert.deepEqual(gladly.notes(conversationId), ['<p>Wants a refund</p>'])
    const told = gladly.events().find(({ type }) => type === 'CONVERSATION/NOTE_CREATED')
    assert.equal(told?.content.noteId, location.split('/').at(-1))
    assert.equal((await call(gladly, 'GET', `${path}/none`)).status, 404)
    assert.deepEqual(errors(await call(gladly, 'POST', path, { body: 'flat' })), ['blank content'])
  })

  it('takes only {body} where the organization’s reference is right about that', async () => {
    const gladly = await organization({ noteShape: 'body' })
    const { conversationId } = await gladly.customerSays('hello')
    const path = `/conversations/${conversationId}/notes`
    assert.deepEqual(errors(await call(gladly, 'POST', path, { content: { body: 'x' } })), ['blank body'])
    assert.equal((await call(gladly, 'POST', path, { body: 'x' })).status, 201)
  })
})

describe('Gladly simulator: conversation attributes', () => {
  afterEach(stopAll)

  it('removes and adds values of configured keys in one call', async () => {
    const gladly = await organization()
    const { conversationId, customerId } = await gladly.customerSays('hello')
    const path = `/customer-history/${customerId}/conversations/${conversationId}/custom-attributes`
    const pair = (value: string) => ({ key: 'ORDER_NUMBER', value })
    assert.equal((await call(gladly, 'POST', path, { add: [pair('1'), pair('2'), pair('1')] })).status, 204)
    assert.deepEqual(gladly.conversation(conversationId).customAttributes, { ORDER_NUMBER: ['1', '2'] })
    const set = await call(gladly, 'POST', path, { remove: [pair('1'), pair('2'), pair('9')], add: [pair('3')] })
    assert.equal(set.status, 204)
    const { body } = await call(gladly, 'GET', `/conversations/${conversationId}`)
    assert.equal(body.customAttributes.length, 1)
    const definition = await call(gladly, 'GET', `/custom-attributes/${body.customAttributes[0].id}`)
    assert.deepEqual([definition.body.key, body.customAttributes[0].value], ['ORDER_NUMBER', '3'])
    const told = gladly.events().filter(({ type }) => type.includes('CUSTOM_ATTRIBUTE'))
    assert.deepEqual(
      told.map(({ type, content }) => [type.split('_').at(-1), content.customAttributeValue]),
      [
        ['ADDED', '1'],
        ['ADDED', '2'],
        ['REMOVED', '1'],
        ['REMOVED', '2'],
        ['ADDED', '3'],
      ],
    )
  })

  it('refuses keys that were not configured, changing nothing', async () => {
    const gladly = await organization()
    const { conversationId, customerId } = await gladly.customerSays('hello')
    const path = `/customer-history/${customerId}/conversations/${conversationId}/custom-attributes`
    const add = [
      { key: 'ORDER_NUMBER', value: '1' },
      { key: 'SHOE_SIZE', value: '43' },
    ]
    const refused = await call(gladly, 'POST', path, { add })
    assert.deepEqual([refused.status, errors(refused)], [400, ['not_exist key']])
    assert.deepEqual(gladly.conversation(conversationId).customAttributes, {})
    gladly.configureAttribute('SHOE_SIZE')
    assert.equal((await call(gladly, 'POST', path, { add })).status, 204)
    assert.deepEqual(errors(await call(gladly, 'POST', path, { body: 'x' })), ['blank'])
    assert.deepEqual(errors(await call(gladly, 'POST', path, { add: [{ key: 'ORDER_NUMBER', value: 7 }] })), [
      'invalid add',
    ])
  })

  it('does not know the conversation under another customer', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const path = `/customer-history/none/conversations/${conversationId}/custom-attributes`
    assert.equal((await call(gladly, 'POST', path, { add: [] })).status, 404)
  })

  it('shows errors as a single object for an unknown definition', async () => {
    const gladly = await organization()
    const { status, body } = await call(gladly, 'GET', '/custom-attributes/none')
    assert.deepEqual([status, body.errors.code], [404, 'not_exist'])
  })
})
