import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startImiconnectSimulator } from '../../scripts/sandbox/imiconnect/index.ts'
import type { OpenCrashStage } from '../contract/platform/crash.ts'
import { freePort, ServerProcess } from '../contract/platform/server-process.ts'

const SECRET = 'imi-crash-secret'

/** IMIconnect in this process, its bot server in another. What is not acknowledged is sent again within a second. */
export const openImiconnectCrashStage: OpenCrashStage = async () => {
  const imiconnect = await startImiconnectSimulator({ requestsPerSecond: 10_000, timeScale: 60, receipts: [] })
  const dataDir = await mkdtemp(path.join(tmpdir(), 'crash-'))
  const port = await freePort()
  const server = new ServerProcess({
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    IMICONNECT_INBOUND_URL: imiconnect.inboundUrl,
    IMICONNECT_VERIFICATION_TOKEN: imiconnect.verificationToken,
    IMICONNECT_URL_SECRET: SECRET,
  })
  let verified = false
  return {
    looksUp: false,
    start: async (bot, dieAt) => {
      await server.start(bot, dieAt)
      if (verified) return
      imiconnect.setWebhook(`http://127.0.0.1:${port}/api/imiconnect/${SECRET}`)
      verified = await imiconnect.verify()
    },
    kill: () => server.kill(),
    died: () => server.died(),
    say: async (text, customer) => {
      const said = await imiconnect.customerSays(text, customer === undefined ? {} : { customerId: customer })
      return { customer: said.customerId, conversation: said.botConversationId }
    },
    botSaid: (conversation) => imiconnect.botMessages(conversation).map((message) => message.text),
    onReplyAccepted: (act) => {
      imiconnect.faults.api({
        match: { eventid: '1001' },
        kind: 'hang-after',
        times: 1,
        onHit: () => setTimeout(act, 50),
      })
    },
    hasten: () => imiconnect.clock.advance(60_000),
    stats: () => server.stats(),
    stop: async () => {
      await server.kill()
      await imiconnect.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
