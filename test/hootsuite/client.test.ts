import assert from 'node:assert/strict'
import { systemClock } from '../../adapters/core/clock.ts'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../../adapters/core/errors.ts'
import { createHootsuiteClient, type HootsuiteClient } from '../../adapters/hootsuite/client.ts'
import type { HootsuiteSettings } from '../../adapters/hootsuite/settings.ts'
import { openStub, type Stub } from '../core/http-stub.ts'
import { acme, CREDENTIALS } from './fixtures.ts'

const CONVERSATION = '/inbox/v1/virtual-agent/conversations/'

describe('Hootsuite: calls', () => {
  let stub: Stub
  let client: HootsuiteClient
  let issued: number
  let lifeS: number
  let clock: { now(): Date; sleep: typeof systemClock.sleep; ahead: number }

  const open = (changes: HootsuiteSettings = {}): HootsuiteClient => {
    client?.close()
    const settings = acme({ baseUrl: stub.url, ...CREDENTIALS, requestTimeoutMs: 500, ...changes })
    client = createHootsuiteClient(settings, settings.credentials!, clock)
    return client
  }
  const tokenCalls = () => stub.calls.filter(({ path }) => path === '/oauth2/token')
  const inboxCalls = () => stub.calls.filter(({ path }) => path.startsWith('/inbox'))
  const say = (text = 'Hi') => client.manipulate('conv-1', { sendMessage: { text } })

  beforeEach(async () => {
    stub = await openStub()
    issued = 0
    lifeS = 3_599
    clock = { ahead: 0, now: () => new Date(Date.now() + clock.ahead), sleep: systemClock.sleep }
    stub.on(/^\/oauth2\/token$/, () => {
      issued += 1
      return { status: 200, body: { access_token: `token-${issued}`, token_Type: 'bearer', expires_in: lifeS } }
    })
    open()
  })
  afterEach(async () => {
    client.close()
    await stub.stop()
  })

  it('fetch a token with Basic credentials and the organization, and bear it', async () => {
    await say()
    const [token, call] = stub.calls
    assert.equal(token!.method, 'POST')
    assert.equal(token!.headers.authorization, `Basic ${Buffer.from('app-1:app-secret-5e1c').toString('base64')}`)
    assert.equal(token!.headers['content-type'], 'application/x-www-form-urlencoded')
    assert.equal(token!.body.toString(), 'grant_type=organization_app&organization_id=41207')
    assert.deepEqual([call!.method, call!.path], ['POST', `${CONVERSATION}conv-1`])
    assert.equal(call!.headers.authorization, 'Bearer token-1')
    assert.match(call!.headers['content-type']!, /^application\/json/)
    assert.deepEqual(JSON.parse(call!.body.toString()), { sendMessage: { text: 'Hi' } })
  })

  it('share one token, also where several need it at once', async () => {
    await Promise.all([say(), say(), say(), say()])
    await say()
    assert.equal(tokenCalls().length, 1)
    assert.equal(inboxCalls().length, 5)
  })

  it('fetch another token a minute before it runs out', async () => {
    await say()
    clock.ahead = (lifeS - 61) * 1_000
    await say()
    assert.equal(tokenCalls().length, 1)
    clock.ahead = (lifeS - 59) * 1_000
    await say()
    assert.equal(tokenCalls().length, 2)
    assert.equal(inboxCalls().at(-1)!.headers.authorization, 'Bearer token-2')
  })

  it('use half the life of a token that lives shorter than that', async () => {
    lifeS = 40
    await say()
    await say()
    assert.equal(tokenCalls().length, 1)
    clock.ahead = 21_000
    await say()
    assert.equal(tokenCalls().length, 2)
  })

  it('are made once more with a new token after a 401, and one new token serves all', async () => {
    await say()
    stub.on(/^\/inbox/, ({ headers }) => (headers.authorization === 'Bearer token-1' ? { status: 401 } : undefined))
    await Promise.all([say('a'), say('b'), say('c')])
    assert.equal(tokenCalls().length, 2)
  })

  it('are not made for ever where a new token is refused as well', async () => {
    stub.on(/^\/inbox/, () => ({ status: 401 }))
    await assert.rejects(say(), (error) => error instanceof PlatformRefusedError && error.isCredentials)
    assert.equal(inboxCalls().length, 2)
  })

  it('wait for a person where no token is given, whatever the status says', async () => {
    for (const status of [400, 401, 404]) {
      stub.on(/^\/oauth2/, () => ({ status, body: { error: 'invalid_client', error_description: 'Not linked' } }))
      await assert.rejects(open().manipulate('c', {}), (error) => {
        assert.ok(error instanceof PlatformRefusedError)
        assert.ok(error.isCredentials)
        assert.match(error.message, /Not linked/)
        assert.match(error.hint ?? '', /HOOTSUITE_CLIENT_ID/)
        assert.ok(!JSON.stringify(error).includes(CREDENTIALS.clientSecret))
        return true
      })
    }
    assert.equal(inboxCalls().length, 0)
  })

  it('have had no effect where the token could not be fetched', async () => {
    stub.on(/^\/oauth2/, () => new Promise(() => {}))
    await assert.rejects(say(), (error) => error instanceof PlatformUnreachableError && error.outcome === 'not-sent')
    stub.on(/^\/oauth2/, () => ({ status: 200, body: 'maintenance' }))
    await assert.rejects(say(), /has no token/)
  })

  it('may have had one where the answer did not come', async () => {
    stub.on(/^\/inbox/, () => new Promise(() => {}))
    await assert.rejects(say(), (error) => error instanceof PlatformUnreachableError && error.outcome === 'unknown')
  })

  it('tell what Hootsuite said, in any of its shapes', async () => {
    for (const [body, words] of [
      [{ errors: [{ code: 4000, message: 'Bad text', id: 'x' }] }, /4000 Bad text/],
      [{ errors: ['Bad text'] }, /Bad text/],
      [{ error: 'invalid', error_description: 'Bad text' }, /Bad text/],
      ['<html>', /answered 400/],
      ['', /answered 400/],
    ] as const) {
      stub.on(/^\/inbox/, () => ({ status: 400, body }))
      await assert.rejects(say(), (error) => {
        assert.ok(error instanceof PlatformRefusedError)
        assert.equal(error.status, 400)
        assert.match(error.message, words)
        return true
      })
    }
  })

  it('say what a 404 may mean', async () => {
    stub.on(/^\/inbox/, () => ({ status: 404 }))
    await assert.rejects(
      say(),
      (error) => error instanceof PlatformRefusedError && error.status === 404 && /taken over/.test(error.hint!),
    )
  })

  it('encode ids', async () => {
    await client.manipulate('a/b c?$&', {})
    assert.equal(inboxCalls()[0]!.path, `${CONVERSATION}a%2Fb%20c%3F%24%26`)
  })

  it('hold all others back for a second when there were too many', async () => {
    let refused = 0
    stub.on(/^\/inbox/, () =>
      refused++ === 0 ? { status: 429, body: { errors: [{ code: 1003, message: 'x' }] } } : undefined,
    )
    await assert.rejects(say(), (error) => error instanceof RateLimitedError && error.retryAfterMs === undefined)
    const started = performance.now()
    await say()
    assert.ok(performance.now() - started > 700)
  })

  it('stay below 20 a second, uploads included', async () => {
    const times: number[] = []
    stub.on(/^\/inbox/, () => {
      times.push(performance.now())
      return undefined
    })
    const file = { bytes: Buffer.from('x'), type: 'text/plain' }
    await Promise.all(Array.from({ length: 30 }, (_, n) => (n % 2 ? say() : client.upload('c', `f${n}.txt`, file))))
    for (const time of times) {
      assert.ok(times.filter((other) => other >= time && other < time + 1_000).length <= 20)
    }
  })

  describe('that upload', () => {
    const file = { bytes: Buffer.from([0x89, 0x50, 0x00, 0xff]), type: 'image/png' }

    it('PUT the bytes with their type and length', async () => {
      await client.upload('conv-1', 'a-b_c.png', file)
      const [call] = inboxCalls()
      assert.deepEqual([call!.method, call!.path], ['PUT', `${CONVERSATION}conv-1/attachments/a-b_c.png`])
      assert.equal(call!.headers['content-type'], 'image/png')
      assert.equal(call!.headers['content-length'], '4')
      assert.equal(call!.headers['transfer-encoding'], undefined)
      assert.equal(call!.headers.authorization, 'Bearer token-1')
      assert.deepEqual(call!.body, file.bytes)
    })

    it('POST where PUT is not allowed, and remember it', async () => {
      stub.on(/attachments/, ({ method }) => (method === 'PUT' ? { status: 405 } : undefined))
      await client.upload('c', 'a.png', file)
      await client.upload('c', 'b.png', file)
      assert.deepEqual(
        inboxCalls().map(({ method }) => method),
        ['PUT', 'POST', 'POST'],
      )
    })

    it('can be repeated without harm, so a lost answer is no unknown outcome', async () => {
      stub.on(/attachments/, () => new Promise(() => {}))
      await assert.rejects(
        client.upload('c', 'a.png', file),
        (error) => error instanceof PlatformUnreachableError && error.outcome === 'not-sent',
      )
    })

    it('get a new token after a 401', async () => {
      stub.on(/attachments/, ({ headers }) =>
        headers.authorization === 'Bearer token-1' ? { status: 401 } : undefined,
      )
      await client.upload('c', 'a.png', file)
      assert.equal(tokenCalls().length, 2)
    })
  })

  it('go to the old paths with the profile of Sparkcentral', async () => {
    const { default: profile } = await import('../../adapters/hootsuite/sparkcentral.json', { with: { type: 'json' } })
    stub.on(/token$/, () => ({ status: 200, body: { access_token: 't', expires_in: 60 } }))
    open({ profile: profile as HootsuiteSettings['profile'] })
    await say()
    assert.deepEqual(
      stub.calls.map(({ path }) => path),
      ['/virtual-agent/oauth2/token', '/virtual-agent/conversations/conv-1'],
    )
    assert.equal(stub.calls[0]!.body.toString(), 'grant_type=client_credentials&scope=client-read')
  })
})
