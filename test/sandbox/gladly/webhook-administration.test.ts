import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, errors, organization, receiver } from './organization.ts'

describe('Gladly simulator: webhook administration', () => {
  afterEach(stopAll)

  it('creates a webhook disabled, shows neither header values nor credentials, and deletes only disabled ones', async () => {
    const gladly = await organization()
    const service = await receiver()
    const made = await call(gladly, 'POST', '/webhooks', {
      name: 'bot adapter',
      url: service.url,
      events: ['CONTACT/MESSAGE_RECEIVED'],
      headers: { 'X-Bot-Adapter-Key': 'k-4f1d' },
      credentials: { username: 'gladly', password: 's3cr3t' },
    })
    assert.deepEqual([made.status, made.body], [201, ''])
    const path = (made.headers.get('location') ?? '').replace('/api/v1', '')
    const { body } = await call(gladly, 'GET', path)
    assert.deepEqual([body.enabled, body.hasCredentials, body.headerKeys], [false, true, ['X-Bot-Adapter-Key']])
    assert.doesNotMatch(JSON.stringify(body), /k-4f1d|s3cr3t/)
    assert.deepEqual((await call(gladly, 'GET', '/webhooks')).body, [body])
    assert.equal(service.received.length, 0)
    assert.equal((await call(gladly, 'PATCH', path, { enabled: true })).status, 204)
    assert.equal((await call(gladly, 'DELETE', path)).status, 400)
    assert.equal((await call(gladly, 'PATCH', path, { enabled: false })).status, 204)
    assert.equal((await call(gladly, 'DELETE', path)).status, 204)
    assert.equal((await call(gladly, 'GET', path)).status, 404)
  })

  it('wants exactly 200 for a PING: 204 will not do, and nothing is created or changed', async () => {
    const gladly = await organization()
    const service = await receiver()
    service.answer = () => 204
    const wanted = { url: service.url, events: ['CONTACT/STARTED'], enabled: true }
    const refused = await call(gladly, 'POST', '/webhooks', wanted)
    assert.equal(refused.status, 400)
    assert.deepEqual((await call(gladly, 'GET', '/webhooks')).body, [])
    const made = await call(gladly, 'POST', '/webhooks', { ...wanted, enabled: false })
    const path = (made.headers.get('location') ?? '').replace('/api/v1', '')
    assert.equal((await call(gladly, 'PATCH', path, { enabled: true })).status, 400)
    assert.equal((await call(gladly, 'PATCH', path, { url: `${service.url}/moved` })).status, 400)
    const { body } = await call(gladly, 'GET', path)
    assert.deepEqual([body.enabled, body.url], [false, service.url])
    await assert.rejects(
      gladly.registerWebhook({ url: `${service.url}/other` }),
      /PING must be answered with 200, got 204/,
    )
  })

  it('refuses what is wrong', async () => {
    const gladly = await organization()
    const fine = { url: 'https://bots.example/gladly', events: ['CONTACT/STARTED'] }
    const post = (body: object) => call(gladly, 'POST', '/webhooks', body)
    assert.deepEqual(errors(await post({})), ['blank url', 'blank events'])
    assert.deepEqual(errors(await post({ ...fine, url: 'http://bots.example/' })), ['invalid url'])
    assert.deepEqual(errors(await post({ ...fine, events: ['CONVERSATION_CREATED'] })), ['invalid events'])
    assert.deepEqual(errors(await post({ ...fine, events: ['MESSAGE/RECEIVED'] })), ['invalid events'])
    assert.deepEqual(errors(await post({ ...fine, name: 'x'.repeat(201) })), ['too_long name'])
    assert.deepEqual(errors(await post({ ...fine, credentials: { username: 'a' } })), ['blank credentials'])
    for (const headers of [{ a: 1 }, { 'a b': 'x' }, { a: 'line\nbreak' }, ['x'], 'x']) {
      assert.deepEqual(errors(await post({ ...fine, headers })), ['invalid headers'])
    }
    assert.equal((await post(fine)).status, 201)
    assert.deepEqual(errors(await post(fine)), ['taken url'])
    for (let count = 1; count < 20; count++)
      assert.equal((await post({ ...fine, url: `${fine.url}/${count}` })).status, 201)
    assert.deepEqual(errors(await post({ ...fine, url: `${fine.url}/20` })), ['invalid'])
  })
})
