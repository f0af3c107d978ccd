import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { post } from '../../../scripts/sandbox/simulator/post.ts'
import { serve, stopAll, textOf } from './services.ts'
import { recording } from './wired.ts'

describe('A POST of a simulator', () => {
  afterEach(stopAll)

  it('follows no redirect, and has a connection of its own', async () => {
    const asked: (string | undefined)[] = []
    const sockets = new Set<Socket>()
    const url = await serve((request, response) => {
      asked.push(request.url)
      sockets.add(request.socket)
      response.statusCode = 307
      response.setHeader('Location', '/elsewhere')
      response.end()
    })
    const first = await post({ url: `${url}/a`, body: '{}', timeoutMs: 2000 })
    await post({ url: `${url}/b`, body: '{}', timeoutMs: 2000 })
    assert.deepEqual([first.status, first.headers?.location], [307, '/elsewhere'])
    assert.deepEqual([asked, sockets.size], [['/a', '/b'], 2])
  })

  it('sends JSON unless told otherwise, and nothing where there is nothing', async () => {
    const types: (string | undefined)[] = []
    const url = await serve(async (request, response) => {
      types.push(request.headers['content-type'], await textOf(request))
      response.end()
    })
    await post({ url, body: 'é', timeoutMs: 2000 })
    await post({ url, body: Buffer.from('x'), headers: { 'content-type': 'text/plain' }, timeoutMs: 2000 })
    await post({ url, method: 'HEAD', timeoutMs: 2000 })
    assert.deepEqual(types, ['application/json', 'é', 'text/plain', 'x', undefined, ''])
  })

  it('says why there is no answer, and rejects for nothing', async () => {
    const silent = await serve(() => {})
    const broken = await serve((_, response) => {
      response.setHeader('Content-Length', '10')
      response.write('half')
      setTimeout(() => response.destroy(), 5)
    })
    const wire = recording()
    const timeoutMs = 40
    const results = [
      await post({ url: silent, body: '{}', timeoutMs, wire }),
      await post({ url: silent, body: '{}', timeoutMs: 2000, cutAfterMs: 5, wire }),
      await post({ url: broken, body: '{}', timeoutMs: 2000, wire }),
      await post({ url: silent, body: '{}', timeoutMs: 2000, signal: AbortSignal.abort(), wire }),
      await post({ url: 'no URL', body: '{}', timeoutMs, wire }),
      await post({ url: silent, body: '{}', headers: { 'x-odd': 'a\nb' }, timeoutMs, wire }),
    ]
    const errors = ['timed out after 40 ms', 'the connection was cut', 'aborted', 'ABORT_ERR', 'Invalid URL']
    assert.deepEqual(
      results.slice(0, 5).map(({ error }) => error),
      errors,
    )
    assert.match(results[5]?.error ?? '', /x-odd/)
    assert.deepEqual(
      results.map(({ status, timedOut }) => [status, timedOut]),
      results.map((_, index) => [undefined, index === 0 ? true : undefined]),
    )
    assert.deepEqual(
      wire.over.map(({ error, status }) => [error, status]),
      results.map(({ error }) => [error, undefined]),
    )
  })

  it('counts an answer that is too long as an error only where there is a limit', async () => {
    const url = await serve((_, response) => response.end('x'.repeat(1_500_000)))
    const limited = await post({ url, body: '{}', timeoutMs: 2000, answerBytes: 1000 })
    assert.deepEqual([limited.status, limited.error], [200, 'the answer is larger than 1000 bytes'])
    const { status, error, text = '' } = await post({ url, body: '{}', timeoutMs: 2000 })
    assert.deepEqual([status, error], [200, undefined])
    assert.ok(text.length > 0 && text.length <= 1_000_000)
  })

  it('sends nothing where it is not to arrive, and is judged by who sent it', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked++
      response.end('ok')
    })
    const wire = recording()
    const lost = () => ({ error: 'lost' })
    const before = { url, body: '{}', timeoutMs: 2000, judge: lost, wire, fault: 'gone' }
    assert.deepEqual(await post({ ...before, arrives: false }), { error: 'lost' })
    assert.equal(asked, 0)
    assert.deepEqual(await post(before), { error: 'lost' })
    assert.equal(asked, 1)
    assert.deepEqual(
      wire.over.map(({ status, answerBody, error, fault }) => [status, answerBody, error, fault]),
      [
        [undefined, undefined, 'lost', 'gone'],
        [200, 'ok', 'lost', 'gone'],
      ],
    )
  })
})
