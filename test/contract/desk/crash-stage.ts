import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Simulated } from '../../../scripts/sandbox/simulated.ts'
import { startWebChatSimulator, type WebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'
import { freePort } from '../platform/server-process.ts'
import { DeskServerProcess } from './server-process.ts'
import type { DeskActor } from './stage.ts'

/** A desk and a Web Chat in this process, and their bot server in another, which can be killed and started again. */
export interface DeskCrashStage {
  readonly webChat: WebChatSimulator
  readonly desk: DeskActor
  readonly server: DeskServerProcess
  stop(): Promise<void>
}

export type OpenDeskCrashStage = (env?: Record<string, string>) => Promise<DeskCrashStage>

/** Both send again what was not acknowledged, within a fraction of a second. */
export async function openDeskCrashStage<S extends { stop(): Promise<void> }>(
  { simulator, env, connect }: Simulated<S>,
  desk: DeskActor,
  more: Record<string, string> = {},
): Promise<DeskCrashStage> {
  const webChat = await startWebChatSimulator({ retries: 1_000, retryDelayMs: 100, recordLimit: 100_000 })
  const dataDir = await mkdtemp(path.join(tmpdir(), 'desk-crash-'))
  const port = await freePort()
  const told = { HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, ...env, ...more }
  const server = new DeskServerProcess(told)
  const url = `http://127.0.0.1:${port}`
  webChat.setBot(`${url}/api/messages`)
  await server.start()
  await connect(url, told)
  return {
    webChat,
    desk,
    server,
    stop: async () => {
      await server.kill()
      await Promise.all([simulator.stop(), webChat.stop()])
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
