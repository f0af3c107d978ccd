import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { botTexts, call, connected, manipulate, upload } from './organization.ts'

describe('Hootsuite simulator: conversation manipulation by REST', () => {
  afterEach(stopAll)

  it('sends, labels, notes, and completes last', async () => {
    const { hootsuite } = await connected()
    const { conversationId, messageId } = await hootsuite.customerSays('where is it?')
    const { status, body } = await manipulate(hootsuite, conversationId, {
      complete: 'HANDOVER',
      sendMessages: [{ text: 'Tomorrow.' }, { text: 'Somebody will help you.' }],
      applyTopics: ['delivery', 'DELIVERY', 'Spaceships'],
      applyTags: [
        { messageId, tag: 'unhappy' },
        { messageId: 'none', tag: 'Happy' },
        { messageId, tag: 'Purple' },
      ],
      applyConversationNotes: [{ text: 'parcel FR-118' }],
      setContactAttributes: { last_parcel: 'FR-118' },
      somethingNew: 1,
    })
    assert.deepEqual([status, body], [200, {}])
    const said = hootsuite.messages(conversationId).map(({ from, text, via }) => [from, text, via])
    assert.deepEqual(said, [
      ['customer', 'where is it?', undefined],
      ['bot', 'Tomorrow.', 'rest'],
      ['bot', 'Somebody will help you.', 'rest'],
    ])
    const { owner, topics, tags, notes, contactAttributes } = hootsuite.conversation(conversationId)
    assert.deepEqual(
      { owner, topics, tags, notes, contactAttributes },
      {
        owner: 'new',
        topics: ['Delivery'],
        tags: [{ messageId, tag: 'Unhappy' }],
        notes: ['parcel FR-118'],
        contactAttributes: { last_parcel: 'FR-118' },
      },
    )
  })

  it('is 404 for a conversation it does not know, and after complete', async () => {
    const { hootsuite } = await connected()
    const { conversationId } = await hootsuite.customerSays('hello')
    assert.equal((await manipulate(hootsuite, 'none', {})).status, 404)
    assert.equal((await manipulate(hootsuite, conversationId, { complete: 'RESOLVED' })).status, 200)
    assert.equal(hootsuite.conversation(conversationId).owner, 'resolved')
    assert.equal((await manipulate(hootsuite, conversationId, { sendMessage: { text: 'too late' } })).status, 404)
    assert.equal((await upload(hootsuite, conversationId, 'late.png')).status, 404)
    assert.deepEqual(botTexts(hootsuite, conversationId), [])
  })

  const malformed: [string, unknown][] = [
    ['a list', []],
    ['no JSON', '{'],
    ['a message that is a string', { sendMessage: 'hi' }],
    ['a message without text or attachment', { sendMessage: {} }],
    ['an empty text', { sendMessages: [{ text: '' }] }],
    ['a text that is a number', { sendMessage: { text: 7 } }],
    ['both forms of message', { sendMessage: { text: 'a' }, sendMessages: [{ text: 'b' }] }],
    ['an attachment that was never uploaded', { sendMessage: { text: 'see', attachment: 'cat.png' } }],
    ['null', { sendMessage: null }],
    ['another typing state', { indicateTyping: 'MAYBE' }],
    ['topics that are no list', { applyTopics: 'Billing' }],
    ['a bare tag', { applyTags: ['Happy'] }],
    ['a tag without message', { applyTags: [{ tag: 'Happy' }] }],
    ['a note that is a string', { applyConversationNotes: ['note'] }],
    ['an alias with a hyphen', { setContactAttributes: { 'last-parcel': 'x' } }],
    ['an attribute that is a number', { setContactAttributes: { age: 41 } }],
    ['another completion', { complete: 'handover' }],
  ]
  for (const [what, body] of malformed) {
    it(`refuses ${what}, applying nothing`, async () => {
      const { hootsuite } = await connected()
      const { conversationId } = await hootsuite.customerSays('hello')
      const mixed = body !== null && typeof body === 'object' && !Array.isArray(body)
      const whole = mixed ? { applyConversationNotes: [{ text: 'n' }], ...body } : body
      assert.equal((await manipulate(hootsuite, conversationId, whole)).status, 400)
      assert.match(hootsuite.calls.at(-1)?.reason ?? '', /./)
      assert.deepEqual(hootsuite.conversation(conversationId).notes, [])
      assert.equal(hootsuite.messages(conversationId).length, 1)
    })
  }

  it('tolerates null where the setting says so, and wants JSON by its content type', async () => {
    const { hootsuite } = await connected({ nulls: 'ignore' })
    const { conversationId } = await hootsuite.customerSays('hello')
    const body = { sendMessage: null, applyTopics: null, complete: null }
    assert.equal((await manipulate(hootsuite, conversationId, body)).status, 200)
    const path = `/v1/virtual-agent/conversations/${conversationId}`
    const typed = (type: string) => call(hootsuite, 'POST', path, '{}', { 'content-type': type })
    assert.equal((await typed('text/plain')).status, 400)
    assert.equal((await typed('application/json; charset=utf-8')).status, 200)
  })

  it('shows typing until it is stopped or the conversation leaves', async () => {
    const { hootsuite } = await connected()
    const { conversationId } = await hootsuite.customerSays('hello')
    const typing = () => hootsuite.conversation(conversationId).typing
    await manipulate(hootsuite, conversationId, { indicateTyping: 'START' })
    assert.equal(typing(), true)
    await manipulate(hootsuite, conversationId, { indicateTyping: 'STOP', sendMessage: { text: 'hi' } })
    assert.equal(typing(), false)
    await manipulate(hootsuite, conversationId, { indicateTyping: 'START' })
    await hootsuite.agentTakes(conversationId)
    assert.equal(typing(), false)
  })

  it('writes a contact attribute once', async () => {
    const { hootsuite } = await connected()
    const contactAttributes = [{ attribute: 'tier', value: 'gold', source: 'MEDIUM' as const }]
    const { conversationId } = await hootsuite.customerSays('hello', { contactAttributes })
    const set = (values: object) => manipulate(hootsuite, conversationId, { setContactAttributes: values })
    await set({ tier: 'silver', parcel: '1' })
    await set({ parcel: '2' })
    assert.deepEqual(hootsuite.conversation(conversationId).contactAttributes, { tier: 'gold', parcel: '1' })
  })

  it('takes a percent-encoded id, and is 405 for another method', async () => {
    const { hootsuite } = await connected()
    const { conversationId } = await hootsuite.customerSays('hello')
    const encoded = conversationId.replaceAll('-', '%2D')
    assert.equal((await call(hootsuite, 'POST', `/v1/virtual-agent/conversations/${encoded}`, {})).status, 200)
    const { status, headers } = await call(hootsuite, 'GET', `/v1/virtual-agent/conversations/${conversationId}`)
    assert.deepEqual([status, headers.get('allow')], [405, 'POST'])
    assert.equal((await call(hootsuite, 'GET', '/v1/elsewhere')).status, 404)
  })

  for (const [errorBodies, shape] of [
    ['text', /^text\/plain/],
    ['platform', /^application\/json/],
    ['empty', undefined],
  ] as const) {
    it(`answers errors with a body as set (${errorBodies})`, async () => {
      const { hootsuite } = await connected({ errorBodies })
      const { headers, body } = await manipulate(hootsuite, 'none', {})
      if (shape) assert.match(headers.get('content-type') ?? '', shape)
      else assert.equal(body, '')
    })
  }
})

describe('Hootsuite simulator: the contact-attributes call', () => {
  afterEach(stopAll)
  const path = (id: string) => `/v2/contact/${id}/contact-attributes`

  it('delivers a CRM’s answer: what is missing in it is deleted', async () => {
    const { hootsuite } = await connected()
    const { customerId, conversationId } = await hootsuite.customerSays('hello')
    await manipulate(hootsuite, conversationId, { setContactAttributes: { parcel: '1' } })
    const put = (body: unknown, id = customerId) => call(hootsuite, 'PUT', path(id), body)
    const of = (values: Record<string, string | null>) =>
      Object.entries(values).map(([attribute, value]) => ({ attribute, value }))
    assert.equal((await put({ autoConfirm: true, contactAttributes: of({ tier: 'gold', city: 'Lyon' }) })).status, 200)
    assert.equal((await put({ contactAttributes: of({ tier: 'silver' }) })).status, 200)
    const before = hootsuite.conversation(conversationId)
    assert.deepEqual(before.contactAttributes, { parcel: '1', tier: 'gold', city: 'Lyon' })
    assert.deepEqual(before.unconfirmedAttributes, { tier: 'silver' })
    await put({ autoConfirm: true, contactAttributes: of({ parcel: '2', city: null }) })
    assert.deepEqual(hootsuite.conversation(conversationId).contactAttributes, { parcel: '2' })
    assert.equal(hootsuite.contactAttributes(customerId).length, 2)
    assert.equal((await put({}, customerId)).status, 400)
    assert.equal((await put({ contactAttributes: [{ value: 'x' }] })).status, 400)
    assert.equal((await put({ contactAttributes: [] }, 'none')).status, 404)
  })
})

describe('Hootsuite simulator: who is online', () => {
  afterEach(stopAll)

  it('lists agents who are available or away', async () => {
    const { hootsuite } = await connected()
    hootsuite.settings.agents[0]!.userPresence = 'OFFLINE'
    const { body } = await call(hootsuite, 'GET', '/v1/user-presence/online-agents')
    assert.deepEqual(
      body.agents.map((one: object) => Object.keys(one)),
      [['id', 'userPresence', 'awayStateId', 'statusChangedAt']],
    )
  })
})
