import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startHootsuiteSimulator } from '../../scripts/sandbox/hootsuite/index.ts'
import type { OpenCrashStage } from '../contract/platform/crash.ts'
import { freePort, ServerProcess } from '../contract/platform/server-process.ts'
import { watchHootsuite } from '../specs/watch.ts'

/** Hootsuite in this process, its bot server, with credentials for the API, in another. It waits long for an answer. */
export const openHootsuiteCrashStage: OpenCrashStage = async () => {
  const simulator = await startHootsuiteSimulator({
    requestsPerSecond: 10_000,
    // A killed server is away for longer than three quick retries: this organization's bot has a patient platform.
    retryDelaysMs: [2_000, 6_000, 15_000],
    virtualAgentTimeoutMs: 0,
  })
  const hootsuite = watchHootsuite(simulator)
  const dataDir = await mkdtemp(path.join(tmpdir(), 'crash-'))
  const port = await freePort()
  const server = new ServerProcess({
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    HOOTSUITE_BASE_URL: hootsuite.url,
    HOOTSUITE_WEBHOOK_SECRET: hootsuite.webhookSecret,
    HOOTSUITE_CLIENT_ID: hootsuite.clientId,
    HOOTSUITE_CLIENT_SECRET: hootsuite.clientSecret,
    HOOTSUITE_ORGANIZATION_ID: hootsuite.organizationId,
  })
  hootsuite.setWebhook(`http://127.0.0.1:${port}/api/hootsuite`)
  return {
    looksUp: false,
    start: server.start,
    kill: () => server.kill(),
    died: () => server.died(),
    say: async (text, customer) => {
      const said = await hootsuite.customerSays(text, customer === undefined ? {} : { customerId: customer })
      return { customer: said.customerId, conversation: said.conversationId }
    },
    botSaid: (conversation) => hootsuite.botMessages(conversation).map((message) => message.text ?? ''),
    onReplyAccepted: (act) => {
      const match = { method: 'POST', path: /\/conversations\// }
      hootsuite.faults.api({ match, kind: 'hang-after', times: 1, onHit: () => setTimeout(act, 50) })
    },
    hasten: () => {},
    stats: () => server.stats(),
    stop: async () => {
      await server.kill()
      await hootsuite.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
