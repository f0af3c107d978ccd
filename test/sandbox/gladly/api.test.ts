import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, errors, organization } from './organization.ts'

describe('Gladly simulator: access', () => {
  afterEach(stopAll)

  it('answers 401 without the API user’s credentials, and says the rate limit all the same', async () => {
    const gladly = await organization({ requestsPerSecond: 10 })
    for (const authorization of ['', 'Bearer x', `Basic ${Buffer.from('someone:else').toString('base64')}`]) {
      const answer = await call(gladly, 'GET', '/organization', undefined, { authorization })
      assert.equal(answer.status, 401)
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic realm=/)
      assert.equal(answer.headers.get('ratelimit-limit-second'), '10')
    }
  })

  it('knows its organization', async () => {
    const gladly = await organization()
    const answer = await call(gladly, 'GET', '/organization')
    assert.equal(answer.status, 200)
    assert.deepEqual(Object.keys(answer.body).sort(), ['gladlyUrl', 'id', 'loginDomain', 'name', 'timezone'])
  })

  it('allows ten requests a second over all methods, then 429 without Retry-After', async () => {
    const gladly = await organization({ requestsPerSecond: 10, rateLimitWindow: 'sliding' })
    const { itemId } = await gladly.customerSays('hello')
    const remaining: (string | null)[] = []
    for (let count = 0; count < 5; count++) {
      const got = await call(gladly, 'GET', `/conversation-items/${itemId}`)
      const sent = await call(gladly, 'POST', `/conversation-items/${itemId}/reply`, reply(`number ${count}`))
      assert.deepEqual([got.status, sent.status], [200, 201])
      remaining.push(got.headers.get('ratelimit-remaining-second'), sent.headers.get('ratelimit-remaining-second'))
    }
    assert.deepEqual(remaining, ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'])
    const over = await call(gladly, 'POST', `/conversation-items/${itemId}/reply`, reply('one too many'))
    assert.equal(over.status, 429)
    assert.equal(over.headers.get('retry-after'), null)
    assert.equal(gladly.botReplies(gladly.conversations()[0]!.id).length, 5)
    gladly.clock.advance(1000)
    assert.equal((await call(gladly, 'GET', '/topics')).status, 200)
  })

  it('counts by calendar second unless told otherwise', async () => {
    const gladly = await organization({ requestsPerSecond: 1 })
    gladly.clock.advance(1000 - (gladly.clock.now().getTime() % 1000))
    assert.equal((await call(gladly, 'GET', '/topics')).status, 200)
    assert.equal((await call(gladly, 'GET', '/topics')).status, 429)
    gladly.clock.advance(1000 - (gladly.clock.now().getTime() % 1000))
    assert.equal((await call(gladly, 'GET', '/topics')).status, 200)
  })

  it('answers 404 to unknown paths and methods', async () => {
    const gladly = await organization()
    assert.equal((await call(gladly, 'GET', '/nothing')).status, 404)
    assert.equal((await call(gladly, 'PUT', '/topics')).status, 404)
    assert.equal((await fetch(`${gladly.url}/api/v2/topics`)).status, 404)
  })

  it('answers 400 to bodies that are not a JSON object', async () => {
    const gladly = await organization()
    const { itemId } = await gladly.customerSays('hello')
    for (const body of ['', '{', '[]', '"text"', 'null']) {
      const answer = await call(gladly, 'POST', `/conversation-items/${itemId}/reply`, body)
      assert.deepEqual([answer.status, errors(answer)], [400, ['invalid']])
    }
    const form = await call(gladly, 'POST', `/conversation-items/${itemId}/reply`, '{}', {
      'content-type': 'text/plain',
    })
    assert.equal(form.status, 400)
  })

  it('lists inboxes and agents without saying who works where', async () => {
    const gladly = await organization()
    const inboxes = await call(gladly, 'GET', '/inboxes')
    assert.ok(inboxes.body.some((one: { id: string }) => one.id === gladly.aiInboxId))
    assert.deepEqual(Object.keys(inboxes.body[0]).sort(), ['disabled', 'id', 'name'])
    const agents = await call(gladly, 'GET', '/agents')
    const own = agents.body.find((one: { emailAddress: string }) => one.emailAddress === gladly.apiUserEmail)
    assert.equal(own.id, gladly.botAgentId)
    assert.deepEqual((await call(gladly, 'GET', `/agents/${gladly.humanAgentId}`)).body.id, gladly.humanAgentId)
    assert.deepEqual((await call(gladly, 'GET', `/inboxes/${gladly.billingInboxId}`)).body.name, 'Billing Inbox')
    assert.equal((await call(gladly, 'GET', '/inboxes/none')).status, 404)
  })

  it('writes down every call, credentials redacted', async () => {
    const gladly = await organization()
    await call(gladly, 'GET', '/customer-profiles?email=a%40mail.example')
    await call(gladly, 'POST', '/topics', { name: 'Gifts' })
    const [search, added] = gladly.calls
    assert.deepEqual(search?.query, { email: 'a@mail.example' })
    assert.equal(search?.headers.authorization, '[redacted]')
    assert.deepEqual([search?.path, search?.status, search?.responseBody], ['/api/v1/customer-profiles', 200, []])
    assert.deepEqual([added?.method, added?.status, added?.body], ['POST', 201, { name: 'Gifts' }])
  })
})

function reply(body: string) {
  return { content: { type: 'CHAT_MESSAGE', body } }
}
