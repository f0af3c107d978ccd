import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startWebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'
import type { OpenCrashStage } from '../../contract/platform/crash.ts'
import { freePort, ServerProcess } from '../../contract/platform/server-process.ts'

/** A Bot Framework channel in this process, its bot server in another. It goes on sending what is not answered. */
export const openConnectorCrashStage: OpenCrashStage = async () => {
  const web = await startWebChatSimulator({
    membersAdded: 'none',
    retries: 10_000,
    retryDelayMs: 200,
    postTimeoutMs: 120_000,
  })
  const dataDir = await mkdtemp(path.join(tmpdir(), 'crash-'))
  const port = await freePort()
  const server = new ServerProcess({ HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir })
  web.setBot(`http://127.0.0.1:${port}/api/messages`)
  return {
    // A channel cannot be asked what it has: the policy is to say it once more.
    looksUp: false,
    start: server.start,
    kill: () => server.kill(),
    died: () => server.died(),
    async say(text, customer) {
      const conversation = customer ?? (await web.join())
      await web.says(conversation, text)
      return { customer: conversation, conversation }
    },
    botSaid: (conversation) => web.heard(conversation),
    onReplyAccepted(act) {
      const onHit = () => void setTimeout(act, 50)
      web.faults.api({ match: { method: 'POST', type: /message/ }, kind: 'hang-after', times: 1, onHit })
    },
    hasten: () => web.clock.advance(1_000),
    stats: () => server.stats(),
    async stop() {
      await server.kill()
      await web.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
