import assert from 'node:assert/strict'
import { type GladlySimulator, type GladlySimulatorOptions, startGladlySimulator } from '../../scripts/sandbox/index.ts'
import { watchGladly } from '../specs/watch.ts'
import { Cleanup, freePort, post, startServer, temporaryFolder } from './servers.ts'

const SECRET = 'a-webhook-secret'
const HEADERS = { 'X-Account-Identifier': SECRET }

describe('the bot server with Gladly on it', () => {
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  async function startGladly(options?: GladlySimulatorOptions) {
    const gladly = watchGladly(await startGladlySimulator(options))
    cleanup.add(() => gladly.stop())
    return gladly
  }

  it('serves its webhook to who knows the secret', async () => {
    const gladly = await startGladly()
    const { url } = await startServer(cleanup, environmentFor(gladly))
    const ping = JSON.stringify({ type: 'PING' })
    assert.equal((await post(`${url}/api/gladly`, ping, HEADERS)).status, 200)
    assert.equal((await post(`${url}/api/gladly`, ping)).status, 401)
    assert.equal((await fetch(`${url}/api/gladly`)).status, 405)
  })

  it('is ready, and says how Gladly is, while Gladly is down', async () => {
    const gladly = await startGladly()
    const { url, engine } = await startServer(cleanup, environmentFor(gladly))
    await gladly.registerWebhook({ url: `${url}/api/gladly`, headers: HEADERS })
    gladly.faults.api({ kind: 'status', status: 503 })
    await gladly.customerSays('hello')
    await gladly.idle()
    assert.ok(engine.stats().inbox > 0, 'the message waits')
    const ready = await fetch(`${url}/readyz`)
    assert.equal(ready.status, 200)
    const { adapters } = (await ready.json()) as { adapters: Record<string, { started: boolean }> }
    assert.equal(adapters.gladly?.started, true)
  })

  it('is alive and not ready while it takes up what it missed', async () => {
    const gladly = await startGladly()
    const env = { ...environmentFor(gladly), DATA_DIR: await temporaryFolder(cleanup), PORT: String(await freePort()) }
    await (await startServer(cleanup, env)).close(1_000)

    gladly.faults.api({ match: { path: /\/events/ }, kind: 'slow', delayMs: 1_000, times: 1 })
    const starting = startServer(cleanup, env)
    const url = `http://127.0.0.1:${env.PORT}`
    const early = await untilAnswered(`${url}/readyz`)
    assert.equal(early.status, 503)
    assert.equal(((await early.json()) as { status: string }).status, 'starting')
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
    assert.equal((await post(`${url}/api/gladly`, JSON.stringify({ type: 'PING' }), HEADERS)).status, 200)
    await starting
    assert.equal((await fetch(`${url}/readyz`)).status, 200)
  })
})

const environmentFor = (gladly: GladlySimulator) => ({
  GLADLY_BASE_URL: gladly.url,
  GLADLY_USER_EMAIL: gladly.apiUserEmail,
  GLADLY_API_TOKEN: gladly.apiToken,
  GLADLY_AI_INBOX_ID: gladly.aiInboxId,
  GLADLY_HANDOFF_INBOX_ID: gladly.handoffInboxId,
  GLADLY_WEBHOOK_SECRET: SECRET,
})

async function untilAnswered(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response !== undefined) return response
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
