import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, organization, requestToken, say } from './organization.ts'

const QUEUES = '/routing/queues'

describe('Genesys simulator: tokens and limits', () => {
  afterEach(stopAll)

  it('gives tokens for credentials in the header or in the form', async () => {
    const genesys = await organization({ tokenLifeSeconds: 300 })
    const { clientId: client_id, clientSecret: client_secret } = genesys
    for (const how of [{}, { basic: '', form: { client_id, client_secret } }]) {
      const { status, body } = await requestToken(genesys, how)
      assert.deepEqual([status, body.token_type, body.expires_in], [200, 'bearer', 300])
    }
    assert.ok(!JSON.stringify(genesys.calls).includes(client_secret))
  })

  it('refuses in the OAuth form', async () => {
    const genesys = await organization()
    const { clientId } = genesys
    const refused = async (how: Parameters<typeof requestToken>[1]) => {
      const { status, body } = await requestToken(genesys, how)
      return [status, body.error, typeof body.description]
    }
    assert.deepEqual(await refused({ basic: 'nobody:x' }), [400, 'invalid_client', 'string'])
    assert.deepEqual(await refused({ basic: `${clientId}:wrong` }), [401, 'invalid_client', 'string'])
    assert.deepEqual(await refused({ basic: '' }), [400, 'invalid_client', 'string'])
    assert.deepEqual(await refused({ form: { grant_type: 'password' } }), [400, 'unsupported_grant_type', 'string'])
    genesys.settings.oauthErrorKey = 'error_description'
    assert.equal((await requestToken(genesys, { basic: 'nobody:x' })).body.error_description, 'client not found')
  })

  it('keeps the login host and the API apart', async () => {
    const { loginUrl, apiUrl } = await organization()
    assert.notEqual(loginUrl, apiUrl)
    assert.equal((await fetch(`${apiUrl}/oauth/token`, { method: 'POST' })).status, 404)
    assert.equal((await fetch(`${loginUrl}/api/v2${QUEUES}`)).status, 404)
  })

  it('refuses what has no valid token, saying why in the platform’s form', async () => {
    const genesys = await organization({ tokenLifeSeconds: 300 })
    const codeWith = async (authorization?: string) => {
      const { status, body, headers } = await call(
        genesys,
        'GET',
        QUEUES,
        undefined,
        authorization ? { authorization } : {},
      )
      if (status !== 200) assert.equal(body.contextId, headers.get('ININ-Correlation-Id'))
      return [status, body.code]
    }
    assert.deepEqual(await codeWith('Basic x'), [401, 'authentication.required'])
    assert.deepEqual(await codeWith('Bearer nonsense'), [401, 'bad.credentials'])
    const token = `Bearer ${(await requestToken(genesys)).body.access_token}`
    assert.deepEqual(await codeWith(token), [200, undefined])
    genesys.clock.advance(299_000)
    assert.deepEqual(await codeWith(token), [200, undefined])
    genesys.clock.advance(1000)
    assert.deepEqual(await codeWith(token), [401, 'credentials.expired'])
    const other = `Bearer ${(await requestToken(genesys)).body.access_token}`
    genesys.revokeTokens()
    assert.deepEqual(await codeWith(other), [401, 'bad.credentials'])
  })

  it('refuses what the client’s roles do not allow', async () => {
    const genesys = await organization({ missingPermissions: ['conversation:message:receive'] })
    const { status, body } = await say(genesys, 'a', 'hello')
    assert.deepEqual([status, body.code], [403, 'missing.permissions'])
    assert.match(body.message, /permission\(s\): conversation:message:receive$/)
    assert.deepEqual(genesys.conversations(), [])
  })

  it('allows so many requests a minute, and says how many', async () => {
    const genesys = await organization({ requestsPerMinute: 3 })
    const limits = async () => {
      const { status, body, headers } = await call(genesys, 'GET', QUEUES)
      const [count, allowed, reset] = ['count', 'allowed', 'reset'].map((one) => headers.get(`inin-ratelimit-${one}`))
      assert.ok(Number(reset) > 0 && Number(reset) <= 60)
      return { status, body, count, allowed, retryAfter: headers.get('retry-after') }
    }
    for (const count of ['1', '2', '3']) {
      const { body: _, ...rest } = await limits()
      assert.deepEqual(rest, { status: 200, count, allowed: '3', retryAfter: null })
    }
    const { status, body } = await limits()
    assert.deepEqual([status, body.code, body.status], [429, 'too.many.requests', 429])
    assert.match(body.message, /^Rate limit exceeded the maximum\. Retry the request in \[\d+\] seconds$/)
    assert.equal(body.limit.key, 'client.credentials.token.rate.per.minute')
    Object.assign(genesys.settings, { rateLimitText: 'requests', retryAfter: true })
    const older = await limits()
    assert.match(older.body.message, /\[3\] requests within \[60\] seconds$/)
    assert.ok(Number(older.retryAfter) > 0)
    genesys.clock.advance(60_000)
    assert.equal((await limits()).status, 200)
  })
})
