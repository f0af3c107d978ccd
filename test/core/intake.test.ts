import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { createMemoryEngine, type Engine, StorageError, silentLogger } from '../../adapters/core/index.ts'
import { takeIn } from '../../adapters/core/intake/intake.ts'
import { createStubPlatform } from '../../scripts/bench/stub-platform.ts'
import { post } from '../contract/platform/post.ts'

const SECRET = 'intake-secret'
const credentials = { 'X-Stub-Secret': SECRET }
const body = JSON.stringify({ id: 'm1', conversation: { id: 'c' }, from: { id: 'u', name: '' }, text: 'hi' })

describe('intake', () => {
  const platform = createStubPlatform({ secret: SECRET, url: 'http://127.0.0.1:9' })
  let engine: Engine
  let server: http.Server
  let url: string
  let read = 0
  /** What happens to a request before it comes to us. */
  let upstream: (req: http.IncomingMessage) => Promise<void> | void = () => {}

  beforeEach(async () => {
    engine = createMemoryEngine()
    upstream = () => {}
    read = 0
    server = http.createServer(async (req, res) => {
      req.socket.on('data', (chunk) => {
        read += chunk.length
      })
      await upstream(req)
      await takeIn({ platform, engine, log: silentLogger }, req, res)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await engine.stop(0)
  })

  it('keeps a verified event and answers 200, a second delivery as well', async () => {
    assert.equal(await post(url, credentials, body), 200)
    assert.equal(await post(url, credentials, body), 200)
    assert.equal(engine.stats().inbox, 1)
  })

  it('keeps nothing of a request that the platform does not vouch for, and does not look into it', async () => {
    const looked: string[] = []
    server.removeAllListeners('request')
    const suspicious = {
      ...platform,
      read: (...given: Parameters<typeof platform.read>) => {
        looked.push(given[0].url)
        return platform.read(...given)
      },
    }
    server.on('request', (req, res) => takeIn({ platform: suspicious, engine, log: silentLogger }, req, res))
    assert.equal(await post(url, { 'X-Stub-Secret': 'another' }, body), 401)
    assert.equal(await post(url, {}, body), 401)
    const { inbox, deadLetters } = engine.stats()
    assert.deepEqual([looked, inbox, deadLetters], [[], 0, 0])
  })

  it('reads no more of a body than it may: an announced size is refused unread', async () => {
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nX-Stub-Secret: ${SECRET}\r\nContent-Length: 50000000\r\n\r\n`)
    const [answer] = await once(socket, 'data')
    assert.match(String(answer), /^HTTP\/1\.1 413 /)
    socket.on('error', () => {})
    if (!socket.closed) await once(socket, 'close')
    assert.ok(read < 100_000, `${read} bytes were read`)
  })

  it('reads no more of a body than it may: one without a size is cut off', async () => {
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nX-Stub-Secret: ${SECRET}\r\nTransfer-Encoding: chunked\r\n\r\n`)
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    let sent = 0
    const flood = setInterval(() => {
      if (sent++ < 200 && !socket.destroyed) socket.write(chunk)
    }, 1)
    const [answer] = await once(socket, 'data')
    clearInterval(flood)
    assert.match(String(answer), /^HTTP\/1\.1 413 /)
    if (!socket.closed) await once(socket, 'close')
    assert.ok(read < 4 * 1024 * 1024, `${read} bytes were read`)
    assert.equal(engine.stats().inbox, 0)
  })

  it('takes the raw buffer of a framework that has read the body', async () => {
    upstream = async (req) => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk)
      Object.assign(req, { rawBody: Buffer.concat(chunks), body: {} })
    }
    assert.equal(await post(url, credentials, body), 200)
    assert.equal(engine.stats().inbox, 1)
  })

  it('refuses, with an explanation, a body that was read and left no raw bytes: never re-serialised JSON', async () => {
    upstream = async (req) => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk)
      Object.assign(req, { body: JSON.parse(Buffer.concat(chunks).toString()) })
    }
    const answer = await fetch(url, { method: 'POST', headers: credentials, body })
    assert.equal(answer.status, 500)
    assert.match(await answer.text(), /body parser/)
    assert.equal(engine.stats().inbox, 0)
  })

  it('lets nothing from outside pass for core’s own news', async () => {
    const read: typeof platform.read = (request) => {
      const reading = platform.read(request)
      if (!('kind' in reading) || reading.kind !== 'events') return reading
      return { ...reading, events: reading.events.map((event) => ({ ...event, type: 'core/news' })) }
    }
    const kept: string[] = []
    engine.accept = async ({ type }) => {
      kept.push(type)
      return 'accepted'
    }
    server.removeAllListeners('request')
    server.on('request', (req, res) => takeIn({ platform: { ...platform, read }, engine, log: silentLogger }, req, res))
    assert.equal(await post(url, credentials, body), 200)
    assert.deepEqual(kept, ['foreign core/news'])
  })

  it('answers 503 when the event could not be stored, so that the platform sends it again', async () => {
    engine.accept = async () => {
      throw new StorageError('disk full')
    }
    assert.equal(await post(url, credentials, body), 503)
  })

  it('answers 500, and only that, when a platform breaks its contract', async () => {
    assert.equal(await post(url, credentials, 'not what the stub reads'), 500)
  })
})
