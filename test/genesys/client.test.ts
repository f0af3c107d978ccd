import assert from 'node:assert/strict'
import { systemClock } from '../../adapters/core/clock.ts'
import { PlatformRefusedError, RateLimitedError } from '../../adapters/core/errors.ts'
import { createGenesysClient, type GenesysClient } from '../../adapters/genesys/client.ts'
import { isOurs, reachableFile } from '../../adapters/genesys/files.ts'
import { reachableFrom } from '../../adapters/genesys/parts.ts'
import type { GenesysSettings } from '../../adapters/genesys/settings.ts'
import { TokenRefusedError } from '../../adapters/genesys/token.ts'
import { openStub, type Stub } from '../core/http-stub.ts'
import { acme } from './fixtures.ts'

describe('Genesys: calls', () => {
  let stub: Stub
  let client: GenesysClient
  let issued: number
  let lifeS: number
  let clock: { now(): Date; sleep: typeof systemClock.sleep; ahead: number }

  const open = (changes: Partial<GenesysSettings> = {}) => {
    client?.close()
    client = createGenesysClient(
      acme({ loginUrl: stub.url, apiUrl: stub.url, requestTimeoutMs: 500, ...changes }),
      clock,
    )
    return client
  }
  const get = () => client.call({ method: 'GET', path: '/api/v2/x' })
  const tokens = () => stub.calls.filter(({ path }) => path === '/oauth/token')

  beforeEach(async () => {
    stub = await openStub()
    issued = 0
    lifeS = 86_399
    clock = { ahead: 0, now: () => new Date(Date.now() + clock.ahead), sleep: systemClock.sleep }
    stub.on(/^\/oauth\/token$/, () => {
      issued += 1
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { access_token: `token-${issued}`, token_type: 'bearer', expires_in: lifeS },
      }
    })
    open()
  })
  afterEach(async () => {
    client.close()
    await stub.stop()
  })

  it('share one token, by Basic credentials', async () => {
    await Promise.all([get(), get(), get()])
    const [token] = tokens()
    assert.equal(tokens().length, 1)
    assert.equal(token!.headers.authorization, `Basic ${Buffer.from('client-1:client-secret-5e1c').toString('base64')}`)
    assert.equal(token!.body.toString(), 'grant_type=client_credentials')
    assert.ok(
      stub.calls
        .filter(({ path }) => path === '/api/v2/x')
        .every(({ headers }) => headers.authorization === 'Bearer token-1'),
    )
  })

  it('renew it a minute early, and however short its life', async () => {
    lifeS = 300
    await get()
    clock.ahead = 239_000
    await get()
    assert.equal(issued, 1)
    clock.ahead = 241_000
    await get()
    assert.equal(issued, 2)
    lifeS = 30
    clock.ahead = 600_000
    await get()
    await get()
    assert.equal(issued, 3)
  })

  it('fetch another token once where it is refused, and no third', async () => {
    let refusals = 1
    stub.on(/^\/api/, () => (refusals-- > 0 ? { status: 401, body: { code: 'credentials.expired' } } : undefined))
    await get()
    assert.equal(issued, 2)
    refusals = 9
    await assert.rejects(get(), (error) => error instanceof PlatformRefusedError && error.isCredentials)
    assert.equal(issued, 3)
  })

  it('say whose credentials were refused, in either spelling', async () => {
    for (const key of ['description', 'error_description']) {
      stub.on(/^\/oauth/, () => ({
        status: 400,
        headers: { 'content-type': 'application/json' },
        body: { error: 'invalid_client', [key]: 'client not found' },
      }))
      await assert.rejects(open().call({ method: 'GET', path: '/x' }), (error) => {
        assert.ok(error instanceof TokenRefusedError && error.isCredentials)
        assert.match(error.message, /invalid_client, client not found/)
        assert.ok(!JSON.stringify(error).includes('client-secret'))
        return true
      })
    }
  })

  const limits: [string, Record<string, string>, string, number][] = [
    ['Retry-After', { 'retry-after': '7' }, '', 7_000],
    ['its words', {}, 'Rate limit exceeded the maximum. Retry the request in [13] seconds', 13_000],
    ['its headers', { 'inin-ratelimit-reset': '20' }, '[300] requests within [60] seconds', 21_000],
    ['no longer than an hour', { 'inin-ratelimit-reset': '1795306468' }, '', 3_600_000],
  ]
  for (const [name, headers, message, wait] of limits) {
    it(`wait as long as a 429 asks: ${name}`, async () => {
      stub.on(/^\/api/, () => ({ status: 429, headers, body: { code: 'too.many.requests', message } }))
      await assert.rejects(get(), (error) => error instanceof RateLimitedError && error.retryAfterMs === wait)
    })
  }

  it('tell what Genesys said, with the number for its support', async () => {
    const body = {
      message: 'You are missing the following permission(s): conversation:message:receive',
      code: 'missing.permissions',
      contextId: 'ctx-1',
    }
    stub.on(/^\/api/, () => ({ status: 403, body }))
    await assert.rejects(
      get(),
      /403 to GET \/api\/v2\/x: missing\.permissions: .*conversation:message:receive: contextId ctx-1/,
    )
  })

  describe('for files', () => {
    const fetchFile = (url: string, changes: Partial<GenesysSettings> = {}) => {
      const settings = acme({ apiUrl: stub.url, ...changes })
      return reachableFile(
        { contentType: 'application/pdf', contentUrl: url, name: 'a.pdf' },
        { settings, token: async () => 'T' },
        new AbortController().signal,
      )
    }

    it('leave open ones alone, and carry what only we may fetch, while it is small', async () => {
      const url = `${stub.url}/file`
      assert.equal((await fetchFile(url)).attachment!.contentUrl, url)
      stub.on(/^\/file/, ({ headers }) =>
        headers.authorization === 'Bearer T'
          ? { status: 200, headers: { 'content-type': 'application/pdf' }, body: 'PDF' }
          : { status: 403 },
      )
      assert.equal((await fetchFile(url)).attachment!.contentUrl, 'data:application/pdf;base64,UERG')
      assert.deepEqual(await fetchFile(url, { profile: { inlineFileBytes: 2 } }), { text: '[a.pdf]' })
      stub.on(/^\/file/, () => ({ status: 401 }))
      assert.deepEqual(await fetchFile(url), { text: '[a.pdf]' })
    })

    it('take our token to the region’s hosts, and nowhere else', async () => {
      const settings = acme()
      for (const url of ['https://api-downloads.mypurecloud.ie/x', 'https://mypurecloud.ie/x'])
        assert.ok(isOurs(url, settings), url)
      for (const url of [
        'http://api-downloads.mypurecloud.ie/x',
        'https://evilmypurecloud.ie/x',
        'https://mypurecloud.ie.evil.example/x',
        'https://mypurecloud.ie@evil.example/x',
        'https://user@mypurecloud.ie/x',
        'https://mypurecloud.ie:8443/x',
        'https://api.mypurecloud.com/x',
        'data:,x',
      ])
        assert.ok(!isOurs(url, settings), url)
      const other = await openStub()
      other.on(/./, () => ({ status: 401 }))
      assert.equal((await fetchFile(`${other.url}/x`)).attachment!.contentUrl, `${other.url}/x`)
      assert.equal(other.calls.length, 0)
      // Nor along a redirect.
      stub.on(/^\/moved/, ({ headers }) =>
        headers.authorization ? { status: 302, headers: { location: `${other.url}/x` } } : { status: 401 },
      )
      await fetchFile(`${stub.url}/moved`)
      assert.equal(other.calls.length, 0)
      await other.stop()
    })
  })

  it('know which addresses Genesys can reach', () => {
    const real = reachableFrom(acme())
    for (const url of ['https://cdn.example.net/a', 'https://8.8.8.8/a']) assert.ok(real(url), url)
    for (const url of [
      'http://cdn.example.net/a',
      'https://localhost/a',
      'https://10.0.0.1/a',
      'https://[::1]/a',
      'https://box.local/a',
      'https://u:p@cdn.example.net/a',
      'http://127.0.0.1/a',
      'x',
    ])
      assert.ok(!real(url), url)
    assert.ok(reachableFrom({ apiUrl: 'http://127.0.0.1:1' })('http://127.0.0.1:2/a'))
  })
})
