import assert from 'node:assert/strict'
import { SettingsError } from '../../adapters/index.ts'
import type { BotServerOptions } from '../../bot/server.ts'
import { Cleanup, freePort, post, startServer, temporaryFolder } from './servers.ts'

describe('the bot server', () => {
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  it('is alive and ready, and says how it is', async () => {
    const { url } = await startServer(cleanup)
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
    const ready = await fetch(`${url}/readyz`)
    assert.equal(ready.status, 200)
    const body = (await ready.json()) as Record<string, Record<string, unknown>>
    assert.equal(body.status, 'ready')
    assert.equal(body.engine?.inbox, 0)
    assert.deepEqual(body.adapters, {})
  })

  it('has no route for a platform that is not set up', async () => {
    const { url } = await startServer(cleanup)
    assert.equal((await post(`${url}/api/gladly`, '{}')).status, 404)
  })

  it('keeps connections open longer than those who call', async () => {
    const { url } = await startServer(cleanup)
    const { headers } = await fetch(`${url}/healthz`)
    const seconds = Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])
    assert.ok(seconds > 75, `keep-alive for ${seconds} s`)
  })

  it('answers 500 without details when something of its own fails', async () => {
    const { url, engine } = await startServer(cleanup)
    engine.stats = () => {
      throw new Error('the password is hunter2')
    }
    const response = await fetch(`${url}/readyz`)
    assert.equal(response.status, 500)
    assert.doesNotMatch(await response.text(), /hunter2|stack| at /)
  })

  it('is not ready while draining, takes nothing in, and lets what is under way end', async () => {
    let release = (): void => {}
    let begun = (): void => {}
    const running = new Promise<void>((resolve) => {
      begun = resolve
    })
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const logic = () => async () => {
      begun()
      await released
    }
    const server = await startServer(cleanup, {}, { logic })
    const { url } = server
    const underWay = post(`${url}/api/messages`, messageFrom(url))
    await running
    let stopped = false
    const stopping = server.close(10_000).then(() => {
      stopped = true
    })
    const ready = await fetch(`${url}/readyz`)
    assert.equal(ready.status, 503)
    assert.equal(((await ready.json()) as { status: string }).status, 'draining')
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
    assert.equal((await post(`${url}/api/messages`, messageFrom(url))).status, 503)
    assert.equal(stopped, false)
    release()
    assert.equal((await underWay).status, 200)
    await stopping
    await assert.rejects(fetch(`${url}/healthz`))
  })

  it('does not wait for ever for what does not end', async () => {
    let begun = (): void => {}
    const running = new Promise<void>((resolve) => {
      begun = resolve
    })
    const logic = () => () => {
      begun()
      return new Promise<void>(() => {})
    }
    const server = await startServer(cleanup, {}, { logic })
    post(`${server.url}/api/messages`, messageFrom(server.url)).catch(() => {})
    await running
    const started = performance.now()
    await server.close(100)
    assert.ok(performance.now() - started < 2_000)
  })

  for (const [when, later] of [
    ['before it begins', (close: () => void) => close()],
    ['while it opens', (close: () => void) => void Promise.resolve().then(close)],
  ] as const) {
    it(`can be closed ${when}: it never is ready, and keeps neither port nor folder`, async () => {
      const env = { DATA_DIR: await temporaryFolder(cleanup), PORT: String(await freePort()) }
      const closed: Promise<void>[] = []
      const onCreated: BotServerOptions['onCreated'] = (server) => later(() => closed.push(server.close(0)))
      await startServer(cleanup, env, { onCreated })
      assert.equal(closed.length, 1)
      await closed[0]
      await startServer(cleanup, env)
    })
  }

  it('refuses to share a data folder or a port', async () => {
    const dataDir = await temporaryFolder(cleanup)
    const port = String(await freePort())
    await startServer(cleanup, { DATA_DIR: dataDir, PORT: port })
    await assert.rejects(startServer(cleanup, { DATA_DIR: dataDir }), SettingsError)
    await assert.rejects(startServer(cleanup, { PORT: port }), (error: Error) => {
      assert.ok(error instanceof SettingsError)
      assert.ok(error.message.includes(port), error.message)
      return true
    })
  })
})

const messageFrom = (serviceUrl: string): string =>
  JSON.stringify({
    type: 'message',
    id: '1',
    channelId: 'test',
    serviceUrl,
    conversation: { id: 'c' },
    from: { id: 'u' },
  })
