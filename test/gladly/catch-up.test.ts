import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLogger } from '../../adapters/index.ts'
import { type BotServer, createBotServer } from '../../bot/server.ts'
import { type GladlySimulator, startGladlySimulator } from '../../scripts/sandbox/gladly/index.ts'
import { countingBot } from '../contract/platform/bots.ts'
import { freePort } from '../contract/platform/server-process.ts'
import { eventually } from '../contract/platform/stage.ts'
import { watchGladly } from '../specs/watch.ts'
import { WEBHOOK_HEADER } from './contract-stage.ts'

const SECRET = 'catch-up-secret'

describe('what Gladly sent while nobody listened', () => {
  let gladly: GladlySimulator
  let dataDir: string
  let port: number
  let server: BotServer | undefined

  beforeEach(async () => {
    gladly = watchGladly(await startGladlySimulator({ requestsPerSecond: 10_000 }))
    dataDir = await mkdtemp(path.join(tmpdir(), 'catch-up-'))
    port = await freePort()
    const url = `http://127.0.0.1:${port}/api/gladly`
    await gladly.registerWebhook({ url, headers: { [WEBHOOK_HEADER]: SECRET }, ping: false })
  })
  afterEach(async () => {
    await stop()
    await gladly.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  async function start(): Promise<void> {
    server = await createBotServer({
      env: {
        HOST: '127.0.0.1',
        PORT: String(port),
        DATA_DIR: dataDir,
        GLADLY_BASE_URL: gladly.url,
        GLADLY_USER_EMAIL: gladly.apiUserEmail,
        GLADLY_API_TOKEN: gladly.apiToken,
        GLADLY_AI_INBOX_ID: gladly.aiInboxId,
        GLADLY_HANDOFF_INBOX_ID: gladly.handoffInboxId,
        GLADLY_WEBHOOK_SECRET: SECRET,
        GLADLY_REQUESTS_PER_SECOND: '10000',
      },
      logic: countingBot,
      log: silentLogger,
    })
  }

  async function stop(): Promise<void> {
    await server?.close(2_000)
    server = undefined
  }

  async function quiet(): Promise<void> {
    await gladly.idle()
    await eventually('nothing waits', () => {
      const { inbox, outbox } = server!.engine.stats()
      return inbox + outbox === 0
    })
    await gladly.idle()
  }

  const said = (conversation: string): string[] => gladly.botReplies(conversation).map((reply) => reply.text)

  /** Nothing comes by webhook while it works; the simulator does not try again either. */
  async function deaf(work: () => Promise<void>): Promise<void> {
    const hear = gladly.faults.webhooks({ kind: 'drop' })
    await work()
    hear()
  }

  it('is answered at the next start, once, and before what comes later', async () => {
    await start()
    const { customerId, conversationId } = await gladly.customerSays('one')
    await quiet()
    await stop()
    await deaf(async () => {
      await gladly.customerSays('two', { customerId })
      await gladly.customerSays('three', { customerId })
    })
    await start()
    await gladly.customerSays('four', { customerId })
    await quiet()
    assert.deepEqual(said(conversationId), ['1/1: one', '2/2: two', '3/3: three', '4/4: four'])
  })

  it('of somebody new is answered as well', async () => {
    await start()
    await stop()
    let conversation = ''
    await deaf(async () => {
      conversation = (await gladly.customerSays('anyone there?')).conversationId
    })
    await start()
    await quiet()
    assert.deepEqual(said(conversation), ['1/1: anyone there?'])
  })

  it('is not answered where an agent has answered meanwhile', async () => {
    await start()
    const { customerId, conversationId } = await gladly.customerSays('one')
    await quiet()
    await stop()
    await deaf(async () => {
      await gladly.customerSays('two', { customerId })
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: gladly.humanAgentId })
      await gladly.agentSays(conversationId, 'I have this one', gladly.humanAgentId)
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: null })
    })
    await start()
    await quiet()
    assert.deepEqual(said(conversationId), ['1/1: one'])
  })

  it('before a first start is none of ours', async () => {
    let conversation = ''
    await deaf(async () => {
      conversation = (await gladly.customerSays('long ago')).conversationId
    })
    await start()
    await quiet()
    assert.deepEqual(said(conversation), [])
  })

  it('while the webhook was switched off is answered when it is switched on again, by its PING', async () => {
    await start()
    const { customerId, conversationId } = await gladly.customerSays('one')
    await quiet()
    await deaf(async () => {
      await gladly.customerSays('two', { customerId })
    })
    const answer = await fetch(`http://127.0.0.1:${port}/api/gladly`, {
      method: 'POST',
      headers: { [WEBHOOK_HEADER]: SECRET },
      body: '{"type":"PING"}',
    })
    assert.equal(answer.status, 200)
    await eventually('the missed one is answered', () => said(conversationId).length === 2)
    await quiet()
    assert.deepEqual(said(conversationId), ['1/1: one', '2/2: two'])
  })

  it('does not hold up the start for long where Gladly cannot be asked', async function () {
    this.timeout(30_000)
    await start()
    await stop()
    const cure = gladly.faults.api({ kind: 'hang-before', match: { path: /events/ } })
    const started = performance.now()
    await start()
    assert.ok(performance.now() - started < 14_000)
    cure()
  })
})
