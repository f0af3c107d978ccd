import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startGladlySimulator } from '../../scripts/sandbox/gladly/index.ts'
import type { OpenCrashStage } from '../contract/platform/crash.ts'
import { freePort, ServerProcess } from '../contract/platform/server-process.ts'
import { watchGladly } from '../specs/watch.ts'
import { WEBHOOK_HEADER } from './contract-stage.ts'

const SECRET = 'crash-secret-77aa'

/** Gladly in this process, its bot server in another. What is not acknowledged is sent again within a fraction of a second. */
export const openGladlyCrashStage: OpenCrashStage = async () => {
  const gladly = watchGladly(
    await startGladlySimulator({ requestsPerSecond: 10_000, timeScale: 60, webhookTimeoutMs: 120_000 }),
  )
  const dataDir = await mkdtemp(path.join(tmpdir(), 'crash-'))
  const port = await freePort()
  const server = new ServerProcess({
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
  })
  await gladly.registerWebhook({
    url: `http://127.0.0.1:${port}/api/gladly`,
    headers: { [WEBHOOK_HEADER]: SECRET },
    ping: false,
  })
  return {
    looksUp: true,
    start: server.start,
    kill: () => server.kill(),
    died: () => server.died(),
    say: async (text, customer) => {
      const said = await gladly.customerSays(text, customer === undefined ? {} : { customerId: customer })
      return { customer: said.customerId, conversation: said.conversationId }
    },
    botSaid: (conversation) => gladly.botReplies(conversation).map((reply) => reply.text),
    onReplyAccepted: (act) => {
      gladly.faults.api({
        match: { method: 'POST', path: /\/reply$/ },
        kind: 'hang-after',
        times: 1,
        onHit: () => setTimeout(act, 50),
      })
    },
    hasten: () => gladly.clock.advance(60_000),
    stats: () => server.stats(),
    stop: async () => {
      await server.kill()
      await gladly.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
