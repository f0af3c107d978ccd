import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type BotLogic,
  ConnectorAdapter,
  type ConnectorOptions,
  type ConnectorSettings,
  createMemoryEngine,
  type Engine,
  type Logger,
} from '../../../adapters/index.ts'
import { startWebChatSimulator, type WebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'

/** A Bot Framework channel, simulated, with a bot on it, all in this process. */
export interface ConnectorStage {
  web: WebChatSimulator
  engine: Engine
  adapter: ConnectorAdapter
  /** Where the channel posts to. */
  messages: string
  /** Nothing is on its way to the bot, waits for its turn, or waits to be delivered. */
  quiet(timeoutMs?: number): Promise<void>
  stop(): Promise<void>
}

export interface ConnectorStageOptions {
  logic: (engine: Engine) => BotLogic
  web?: Parameters<typeof startWebChatSimulator>[0]
  /** Of what the simulator's address has to be known for. */
  settings?: (web: WebChatSimulator) => ConnectorSettings
  adapter?: Partial<ConnectorOptions>
  engine?: Engine
  log?: Logger
}

export async function openConnectorStage(options: ConnectorStageOptions): Promise<ConnectorStage> {
  const { logic, settings = () => ({}), log } = options
  const web = await startWebChatSimulator({ membersAdded: 'none', retryDelayMs: 20, ...options.web })
  const engine = options.engine ?? createMemoryEngine()
  const adapter = new ConnectorAdapter(settings(web), {
    engine,
    random: () => 0,
    ...(log === undefined ? {} : { log }),
    ...options.adapter,
  })
  const http = createServer((req, res) => void adapter.process(req, res))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const messages = `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/messages`
  web.setBot(messages)
  await adapter.start(logic(engine))
  return {
    web,
    engine,
    adapter,
    messages,
    async quiet(timeoutMs = 10_000) {
      const until = performance.now() + timeoutMs
      for (let calm = 0; calm < 2; ) {
        await web.idle(timeoutMs)
        const { inbox, outbox } = engine.stats()
        calm = inbox + outbox === 0 ? calm + 1 : 0
        if (performance.now() > until) throw new Error(`not quiet: ${inbox} events and ${outbox} commands wait`)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    async stop() {
      await engine.stop(0)
      await adapter.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      await web.stop()
    },
  }
}
