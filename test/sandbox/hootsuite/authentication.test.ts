import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, connected, manipulate, organization, requestToken, tokenOf } from './organization.ts'

describe('Hootsuite simulator: tokens', () => {
  afterEach(stopAll)

  it('issues them for Basic credentials and the organization, in the documented spelling', async () => {
    const hootsuite = await organization()
    const { status, body, headers } = await requestToken(hootsuite)
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body), ['access_token', 'token_Type', 'expires_in'])
    assert.deepEqual([body.token_Type, body.expires_in], ['bearer', 3599])
    assert.equal(headers.get('content-type'), 'application/json;charset=utf-8')
    assert.equal(hootsuite.calls[0]?.headers.authorization, '[redacted]')
    assert.doesNotMatch(JSON.stringify(hootsuite.calls), new RegExp(body.access_token))
  })

  const refusals: [string, Parameters<typeof requestToken>[1], string][] = [
    ['wrong credentials', { headers: { authorization: 'Basic bm86bm8=' } }, 'invalid_client'],
    ['credentials in the body', { headers: { authorization: '' }, form: { client_secret: 'x' } }, 'invalid_client'],
    ['another grant', { form: { grant_type: 'client_credentials' } }, 'unsupported_grant_type'],
    ['an organization that is not linked', { form: { organization_id: '7' } }, 'unauthorized_client'],
    ['JSON', { headers: { 'content-type': 'application/json' } }, 'invalid_request'],
  ]
  for (const [what, request, error] of refusals) {
    it(`refuses ${what}`, async () => {
      const { status, body } = await requestToken(await organization(), request)
      assert.deepEqual([status, body.error, body.status_code], [401, error, 401])
    })
  }

  it('wants one that is valid on every call', async () => {
    const hootsuite = await organization({ tokenLifeMs: 5_000 })
    const authorization = `Bearer ${await tokenOf(hootsuite)}`
    const presence = (header: string) =>
      call(hootsuite, 'GET', '/v1/user-presence/online-agents', undefined, { authorization: header })
    assert.equal((await presence(authorization)).status, 200)
    assert.equal((await presence('Bearer made-up')).status, 401)
    assert.equal((await presence('')).status, 401)
    hootsuite.clock.advance(5_000)
    assert.equal((await presence(authorization)).status, 401)
    const again = `Bearer ${await tokenOf(hootsuite)}`
    assert.equal((await presence(again)).status, 200)
    hootsuite.revokeTokens()
    assert.equal((await presence(again)).status, 401)
  })
})

describe('Hootsuite simulator: limits', () => {
  afterEach(stopAll)

  it('answers 429 without Retry-After beyond 20 requests a second, applying nothing', async () => {
    const { hootsuite } = await connected({ requestsPerSecond: 20, rateLimitWindow: 'sliding' })
    const { conversationId } = await hootsuite.customerSays('hello')
    const headers = { authorization: `Bearer ${await tokenOf(hootsuite)}` }
    const path = `/v1/virtual-agent/conversations/${conversationId}`
    const all = await Promise.all(
      Array.from({ length: 25 }, (_, at) => {
        return call(hootsuite, 'POST', path, { sendMessage: { text: String(at) } }, headers)
      }),
    )
    const refused = all.filter(({ status }) => status === 429)
    assert.equal(refused.length, 5)
    assert.equal(hootsuite.botMessages(conversationId).length, 20)
    const { headers: got, body } = refused[0]!
    assert.equal(got.get('retry-after'), null)
    assert.equal(got.get('x-account-rate-limit-requests-remaining'), '0')
    assert.deepEqual([got.get('x-account-quota'), got.get('x-account-quota-used')], ['100000', '20'])
    assert.deepEqual(Object.keys(body.errors[0]), ['code', 'message', 'id'])
    assert.equal(body.errors[0].code, 1004)
    hootsuite.clock.advance(1000)
    assert.equal((await manipulate(hootsuite, conversationId, {})).status, 200)
  })

  it('answers 429 for the rest of the day once its quota is used up', async () => {
    const { hootsuite } = await connected({ requestsPerDay: 1, virtualAgentTimeoutMs: 0 })
    const { conversationId } = await hootsuite.customerSays('hello')
    assert.equal((await manipulate(hootsuite, conversationId, {})).status, 200)
    const { status, body } = await manipulate(hootsuite, conversationId, {})
    assert.deepEqual([status, body.errors[0].code], [429, 1003])
    hootsuite.clock.advance(86_400_000)
    assert.equal((await manipulate(hootsuite, conversationId, {})).status, 200)
  })
})
