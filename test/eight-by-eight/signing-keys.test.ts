import assert from 'node:assert/strict'
import { systemClock } from '../../adapters/core/clock.ts'
import { createKeySource } from '../../adapters/eight-by-eight/fetch-key.ts'
import { type EightByEightProfileInput, eightByEightProfile } from '../../adapters/eight-by-eight/profile.ts'
import { createSigningKeys } from '../../adapters/eight-by-eight/signing-keys.ts'
import { ManualClock } from '../core/engine/manual-clock.ts'
import { openStub, type Stub } from '../core/http-stub.ts'
import { acme } from './desk-fixtures.ts'
import vector from './signed-request.json' with { type: 'json' }

describe('8x8 signing keys', () => {
  function keysWith(fetch: (kid: string) => Promise<unknown>, profile: EightByEightProfileInput = {}) {
    const clock = new ManualClock()
    const asked: string[] = []
    const counted = (kid: string) => {
      asked.push(kid)
      return fetch(kid)
    }
    return {
      clock,
      asked,
      keys: createSigningKeys({ fetch: counted, profile: eightByEightProfile.parse(profile), clock }),
    }
  }
  const jwk = async () => vector.jwk

  it('fetches a key once, whoever waits, and again when it is old', async () => {
    const { keys, asked, clock } = keysWith(jwk)
    const answers = await Promise.all([keys.get('a'), keys.get('a'), keys.get('a')])
    assert.deepEqual(
      answers.map(({ kind }) => kind),
      ['key', 'key', 'key'],
    )
    await keys.get('a')
    assert.deepEqual(asked, ['a'])
    await clock.pass(24 * 60 * 60 * 1_000)
    await keys.get('a')
    assert.deepEqual(asked, ['a', 'a'])
  })

  it('does not ask again for one that does not exist, for a while', async () => {
    const { keys, asked, clock } = keysWith(async () => undefined)
    assert.equal((await keys.get('a')).kind, 'unknown')
    assert.equal((await keys.get('a')).kind, 'unknown')
    assert.deepEqual(asked, ['a'])
    await clock.pass(60_000)
    await keys.get('a')
    assert.deepEqual(asked, ['a', 'a'])
  })

  it('forgets failures at once', async () => {
    let up = false
    const { keys } = keysWith(async () => (up ? vector.jwk : Promise.reject(new Error('down'))))
    const answer = await keys.get('a')
    assert(answer.kind === 'unavailable' && answer.why.includes('down'))
    up = true
    assert.equal((await keys.get('a')).kind, 'key')
  })

  it('does not keep what is no key', async () => {
    const { keys, asked } = keysWith(async () => ({ kty: 'EC' }))
    assert.equal((await keys.get('a')).kind, 'unavailable')
    assert.equal((await keys.get('a')).kind, 'unavailable')
    assert.equal(asked.length, 2)
  })

  it('waits two seconds, and finds later what came after them', async () => {
    let come: (answer: unknown) => void = () => {}
    const { keys, clock, asked } = keysWith(() => new Promise((resolve) => (come = resolve)))
    const first = keys.get('a')
    await clock.pass(2_000)
    assert.equal((await first).kind, 'unavailable')
    come(vector.jwk)
    await clock.pass(1)
    assert.equal((await keys.get('a')).kind, 'key')
    assert.equal(asked.length, 1)
  })

  it('limits fetches in rate and number; keys in use do not suffer', async () => {
    const { keys, asked, clock } = keysWith(async (kid) => (kid === 'good' ? vector.jwk : undefined), {
      keyFetchesPerMinute: 5,
    })
    await keys.get('good')
    for (let n = 0; n < 50; n++) await keys.get(`random-${n}`)
    assert.equal(asked.length, 5)
    assert.equal((await keys.get('good')).kind, 'key')
    assert.equal((await keys.get('new')).kind, 'unavailable')
    await clock.pass(60_000)
    assert.equal((await keys.get('new')).kind, 'unknown')

    const slow = keysWith(() => new Promise(() => {}))
    for (let n = 0; n < 20; n++) void slow.keys.get(`random-${n}`)
    assert.equal(slow.asked.length, 4)
  })

  describe('over HTTP', () => {
    let stub: Stub
    beforeEach(async () => {
      stub = await openStub()
    })
    afterEach(() => stub.stop())

    it('asks both places, without credentials, and never follows a redirect', async () => {
      const source = createKeySource(acme({ baseUrl: stub.url }), systemClock)
      stub.on(/chat-gateway/, () => ({ status: 404 }))
      stub.on(/vcc/, ({ path }) => (path.includes('good') ? { status: 200, body: vector.jwk } : { status: 404 }))
      assert.deepEqual(await source.fetch('good'), vector.jwk)
      assert.equal(await source.fetch('none'), undefined)
      assert.deepEqual(
        stub.calls.map(({ path }) => path),
        ['good', 'none'].flatMap((kid) => [`/chat-gateway/v1/jwk/${kid}/public`, `/vcc/us/chat/v2/jwk/${kid}/public`]),
      )
      assert(stub.calls.every(({ headers }) => headers['x-api-key'] === undefined))
      stub.on(/./, () => ({ status: 302, headers: { location: '/elsewhere' } }))
      await assert.rejects(source.fetch('moved'))
      stub.on(/./, () => ({ status: 500 }))
      await assert.rejects(source.fetch('ill'))
      source.close()
    })
  })
})
