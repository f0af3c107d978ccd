import assert from 'node:assert/strict'
import { type BytesSender, createBytesSender, jsonOf } from '../../../adapters/core/delivery/send-bytes.ts'
import {
  isRefusal,
  PlatformRefusedError,
  PlatformUnreachableError,
  RateLimitedError,
} from '../../../adapters/core/errors.ts'
import { openStub, type Stub } from '../http-stub.ts'

describe('sending bytes', () => {
  let stub: Stub
  let sender: BytesSender
  beforeEach(async () => {
    stub = await openStub()
    sender = createBytesSender({ channelId: 'acme', baseUrl: stub.url, timeoutMs: 2_000 })
  })
  afterEach(async () => {
    sender.close()
    await stub.stop()
  })

  const get = { method: 'GET', path: '/file', headers: {} } as const
  const failing = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => assert.fail('it went well'),
      (error: unknown) => error,
    )

  it('sends them as they are, with their length and the headers given, and gives the answer as it is', async () => {
    const bytes = Buffer.from([0, 255, 13, 10])
    stub.on(/up/, () => ({ status: 201, body: bytes, headers: { 'Content-Type': 'image/x' } }))
    const headers = { Accept: '*/*', 'Content-Type': 'image/png' }
    assert.deepEqual(await sender.send({ method: 'PUT', path: '/up', headers, body: bytes }), {
      bytes,
      type: 'image/x',
    })
    const [call] = stub.calls
    assert.deepEqual([call!.method, call!.body], ['PUT', bytes])
    assert.equal(call!.headers['content-length'], '4')
    assert.equal(call!.headers['content-type'], 'image/png')
    assert.equal(call!.headers.accept, '*/*')
  })

  it('asks for JSON where nothing else was said', async () => {
    await sender.send(get)
    assert.equal(stub.calls[0]!.headers.accept, 'application/json')
  })

  it('follows nobody elsewhere', async () => {
    stub.on(/file/, () => ({ status: 302, headers: { Location: `${stub.url}/elsewhere` } }))
    assert.ok(isRefusal(await failing(sender.send(get)), 302))
    await sender.send({ ...get, path: '//elsewhere.invalid/x' })
    assert.deepEqual(
      stub.calls.map(({ path }) => path),
      ['/file', '/elsewhere.invalid/x'],
    )
  })

  it('rejects as a connection does, and what may be sent again was not sent', async () => {
    const answers = [429, 500, 503, 404].map((status) => {
      stub.on(new RegExp(`/${status}$`), () => ({ status, body: { error: 'no' } }))
      return failing(sender.send({ ...get, path: `/${status}` }))
    })
    const [limited, ill, away, refused] = await Promise.all(answers)
    assert.ok(limited instanceof RateLimitedError)
    for (const error of [ill, away])
      assert.ok(error instanceof PlatformUnreachableError && error.outcome === 'not-sent')
    assert.ok(refused instanceof PlatformRefusedError)
    assert.deepEqual([refused.channelId, refused.status, refused.body], ['acme', 404, { error: 'no' }])
    assert.equal(refused.platformMessage, '{"error":"no"}')
  })

  it('refuses a longer answer than was asked for; where nothing was, one without measure is no answer', async () => {
    stub.on(/file/, () => ({ status: 200, body: Buffer.alloc(2 * 1024 * 1024) }))
    const asked = await failing(sender.send({ ...get, maxBytes: 10 }))
    assert.ok(asked instanceof PlatformRefusedError)
    assert.match(asked.message, /too large/)
    const unasked = await failing(sender.send(get))
    assert.ok(unasked instanceof PlatformUnreachableError)
    assert.equal(unasked.outcome, 'not-sent')
  })

  it('says nothing of credentials where nobody answers', async () => {
    await stub.stop()
    const error = await failing(sender.send({ ...get, headers: { Authorization: 'Bearer secret' } }))
    assert.ok(error instanceof PlatformUnreachableError)
    assert.equal(error.outcome, 'not-sent')
    assert.doesNotMatch(`${JSON.stringify(error)} ${error.stack} ${JSON.stringify(error.cause)}`, /secret/)
    stub = await openStub()
  })

  it('takes a body for JSON where it is, else for the text it is', () => {
    assert.deepEqual(jsonOf(Buffer.from(' {"a":1}\n')), { a: 1 })
    assert.equal(jsonOf(Buffer.from('\uFEFFtrue')), true)
    assert.equal(jsonOf(Buffer.from(' gone \n')), 'gone')
    assert.equal(jsonOf(Buffer.from(' ')), undefined)
  })
})
