import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eventually } from '../contract/platform/stage.ts'
import { type Fault, FaultyProxy } from './proxy.ts'

describe('The proxy of the fault suite', () => {
  let server: Server
  let proxy: FaultyProxy
  let arrived: string[]
  beforeEach(async () => {
    arrived = []
    server = createServer(async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      arrived.push(body)
      // Whoever hangs up may do so before there is an answer.
      if (body === 'lost') await new Promise((resolve) => setTimeout(resolve, 80))
      response.end(`got ${body}`)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    proxy = await FaultyProxy.before(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  afterEach(async () => {
    await proxy.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const ask = async (body: string, limitMs = 5_000): Promise<string> => {
    const response = await fetch(`${proxy.url}/`, { method: 'POST', body, signal: AbortSignal.timeout(limitMs) })
    return response.text()
  }

  it('passes everything while nothing is wrong', async () => {
    const long = 'x'.repeat(1_000_000)
    assert.equal(await ask('a'), 'got a')
    assert.equal(await ask(long), `got ${long}`)
    assert.equal(proxy.hit, 0)
  })

  const losses: [Fault['kind'], { arrives: boolean }][] = [
    ['reset-before', { arrives: false }],
    ['refuse', { arrives: false }],
    ['reset-after', { arrives: true }],
    ['reset-in-answer', { arrives: true }],
    ['half-close-answer', { arrives: true }],
    ['half-close-request', { arrives: true }],
  ]
  for (const [kind, { arrives }] of losses) {
    it(`${kind}: the answer is lost, and the request ${arrives ? 'arrives' : 'does not arrive'}`, async () => {
      proxy.fails({ kind } as Fault, { times: 1 })
      await assert.rejects(ask('lost'))
      if (arrives) await eventually('it arrives', () => arrived.includes('lost'))
      assert.equal(await ask('next'), 'got next')
      assert.deepEqual(arrived, arrives ? ['lost', 'next'] : ['next'])
      assert.equal(proxy.hit, 1)
    })
  }

  it('black-hole: nothing arrives, and nobody is told', async () => {
    const cure = proxy.fails({ kind: 'black-hole' })
    await assert.rejects(ask('lost', 300), { name: 'TimeoutError' })
    cure()
    assert.equal(await ask('next'), 'got next')
    assert.deepEqual(arrived, ['next'])
  })

  it('delay and throttle: everything arrives, late', async () => {
    for (const fault of [
      { kind: 'delay', ms: 200 },
      { kind: 'throttle', bytesPerSecond: 5_000 },
    ] as const) {
      const cure = proxy.fails(fault)
      const began = performance.now()
      const text = 'y'.repeat(1_000)
      assert.equal(await ask(text), `got ${text}`)
      assert.ok(performance.now() - began > 150, fault.kind)
      cure()
    }
  })

  it('hits as often as it is told, by chance and up to a number', async () => {
    proxy.fails({ kind: 'reset-before' }, { probability: 0.3 })
    let lost = 0
    for (let n = 0; n < 100; n++) await ask('x').catch(() => lost++)
    assert.ok(lost > 10 && lost < 60, `${lost} of 100`)
  })
})
