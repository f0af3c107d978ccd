import assert from 'node:assert/strict'
import { systemClock } from '../../../adapters/core/clock.ts'
import { type Connection, createConnection } from '../../../adapters/core/delivery/connection.ts'
import { RateLimitedError } from '../../../adapters/core/errors.ts'
import { openStub, type Stub } from '../http-stub.ts'

describe('requests that belong together', () => {
  let stub: Stub
  let connection: Connection
  beforeEach(async () => {
    stub = await openStub()
    const requestsPerSecond = 4
    connection = createConnection({
      channelId: 'acme',
      baseUrl: stub.url,
      headers: () => ({}),
      requestsPerSecond,
      clock: systemClock,
    })
  })
  afterEach(async () => {
    connection.close()
    await stub.stop()
  })

  const get = (path: string): Promise<unknown> => connection.request({ method: 'GET', path })
  const paths = (): string[] => stub.calls.map(({ path }) => path)

  it('follow each other, whoever else waits, and the others wait for them', async () => {
    const others = ['/1', '/2', '/3'].map(get)
    const pair = connection.together(async () => {
      await get('/ask')
      await get('/say')
    })
    const last = get('/last')
    await Promise.all([...others, pair, last])
    assert.deepEqual(paths(), ['/1', '/2', '/3', '/ask', '/say', '/last'])
  })

  it('do not wait within: where the platform wants a pause they are tried again later, all of them', async () => {
    stub.on(/ask/, () => ({ status: 429, headers: { 'Retry-After': '30' } }))
    await connection.together(async () => {
      await assert.rejects(get('/ask'), RateLimitedError)
      await assert.rejects(
        get('/say'),
        (error) => error instanceof RateLimitedError && Math.ceil((error.retryAfterMs ?? 0) / 1_000) === 30,
      )
    })
    assert.deepEqual(paths(), ['/ask'])
  })
})
