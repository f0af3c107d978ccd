import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { simulateEightByEightChannel } from '../../scripts/sandbox/simulated-eight-by-eight.ts'
import type { OpenCrashStage } from '../contract/platform/crash.ts'
import { freePort, ServerProcess } from '../contract/platform/server-process.ts'

/** 8x8 in this process, its bot server in another. What is not acknowledged is sent again within a fraction of a second. */
export const openEightByEightCrashStage: OpenCrashStage = async () => {
  const { simulator, env } = await simulateEightByEightChannel({ webhookRetries: 100, webhookRetryDelayMs: 200 })
  const dataDir = await mkdtemp(path.join(tmpdir(), 'crash-'))
  const port = await freePort()
  const server = new ServerProcess({ HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, ...env })
  await simulator.setWebhook(`http://127.0.0.1:${port}/api/8x8`, { verify: false })
  return {
    looksUp: true,
    start: server.start,
    kill: () => server.kill(),
    died: () => server.died(),
    say: async (text, customer) => {
      const user = { userId: `crm-${randomUUID()}` }
      const { conversationId } = simulator.customerSays(text, { conversationId: customer, user })
      return { customer: conversationId, conversation: conversationId }
    },
    botSaid: (conversation) =>
      simulator
        .conversation(conversation)
        .messages.filter(({ authorType }) => authorType === 'bot')
        .map(({ text }) => text),
    onReplyAccepted: (act) => {
      simulator.faults.api({
        match: { method: 'POST', path: /\/messages$/ },
        kind: 'hang-after',
        times: 1,
        onHit: () => setTimeout(act, 50),
      })
    },
    hasten: () => simulator.clock.advance(1_000),
    stats: () => server.stats(),
    stop: async () => {
      await server.kill()
      await simulator.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
