import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { startGladlySimulator } from '../../scripts/sandbox/gladly/index.ts'
import { Cleanup, freePort, temporaryFolder } from '../bot/servers.ts'
import { childModule } from '../contract/platform/child-module.ts'
import { eventually } from '../contract/platform/stage.ts'
import { watchGladly } from '../specs/watch.ts'

const SECRET = 'shutdown-secret'
const HEADER = 'X-Account-Identifier'
const CUSTOMERS = 8

/** What the server allows itself, and what a busy machine may take on top. */
const GRACE_MS = 10_000
const SLACK_MS = 5_000

describe('SIGTERM under load', function () {
  this.timeout(120_000)
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  it('ends with 0 within the grace time, and every message is answered exactly once, then or after the next start', async () => {
    const gladly = watchGladly(await startGladlySimulator({ requestsPerSecond: 10_000, timeScale: 60 }))
    cleanup.add(() => gladly.stop())
    const port = await freePort()
    const env = {
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: await temporaryFolder(cleanup),
      GLADLY_BASE_URL: gladly.url,
      GLADLY_USER_EMAIL: gladly.apiUserEmail,
      GLADLY_API_TOKEN: gladly.apiToken,
      GLADLY_AI_INBOX_ID: gladly.aiInboxId,
      GLADLY_HANDOFF_INBOX_ID: gladly.handoffInboxId,
      GLADLY_WEBHOOK_SECRET: SECRET,
      GLADLY_REQUESTS_PER_SECOND: '10000',
    }
    const webhook = { url: `http://127.0.0.1:${port}/api/gladly`, headers: { [HEADER]: SECRET }, ping: false }
    await gladly.registerWebhook(webhook)
    // So that there is always something on its way.
    gladly.faults.api({ kind: 'slow', delayMs: 60 })

    const first = await startChild(env)
    const talks = await Promise.all(Array.from({ length: CUSTOMERS }, () => begin()))
    let talking = true
    const load = Promise.all(
      talks.map(async (talk) => {
        while (talking) {
          await say(talk)
          await new Promise((resolve) => setTimeout(resolve, 200))
        }
      }),
    )
    await eventually('the load runs', () => talks.every((talk) => gladly.botReplies(talk.conversation).length >= 2))
    const before = performance.now()
    first.kill('SIGTERM')
    const [code] = await once(first, 'exit')
    const took = performance.now() - before
    talking = false
    await load
    assert.equal(code, 0)
    assert.ok(took < GRACE_MS + SLACK_MS, `${Math.round(took)} ms`)
    const asked = (): number => talks.reduce((sum, { said }) => sum + said.length, 0)
    const answered = (): number =>
      talks.reduce((sum, { conversation }) => sum + gladly.botReplies(conversation).length, 0)
    assert.ok(answered() < asked(), 'it was stopped in the middle')

    gladly.faults.clear()
    await startChild(env)
    gladly.clock.advance(60_000)
    await eventually('every message is answered', () => answered() >= asked(), 60_000)
    await eventually('nothing waits', async () => {
      const { engine } = (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()) as {
        engine: { inbox: number; outbox: number; deadLetters: number }
      }
      assert.equal(engine.deadLetters, 0)
      return engine.inbox + engine.outbox === 0
    })
    for (const { conversation, said } of talks) {
      const replies = gladly.botReplies(conversation).map(({ text }) => text)
      const counts = replies.map((text) => text.split('/')[0])
      assert.deepEqual(
        counts,
        replies.map((_, i) => String(i + 1)),
      )
      // Two requests on their way at once have no order of their own.
      assert.deepEqual(replies.map((text) => text.replace(/^.*: /, '')).sort(), [...said].sort())
    }

    interface Talk {
      customer: string
      conversation: string
      said: string[]
    }

    async function begin(): Promise<Talk> {
      const { customerId, conversationId } = await gladly.customerSays('m1')
      return { customer: customerId, conversation: conversationId, said: ['m1'] }
    }

    async function say({ customer, said }: Talk): Promise<void> {
      const text = `m${said.length + 1}`
      said.push(text)
      await gladly.customerSays(text, { customerId: customer })
    }
  })

  async function startChild(env: Record<string, string>): Promise<ChildProcess> {
    const { script, options } = childModule(new URL('./shutdown-child.ts', import.meta.url))
    const child = fork(script, [], {
      ...options,
      env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...env },
    })
    cleanup.add(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    })
    await once(child, 'message')
    return child
  }
})
