import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ConversationRecord, loadConversation } from '../../../adapters/core/conversation.ts'
import {
  type BotLogic,
  ConnectorAdapter,
  type ConnectorOptions,
  createMemoryEngine,
  type Engine,
  openSqliteEngine,
} from '../../../adapters/core/index.ts'
import { startWebChatSimulator, type WebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'
import { newFolder } from '../engine/setting.ts'
import { deskBot } from './bots.ts'
import { DeskPlatform } from './desk-platform.ts'
import { LeapingClock } from './leaping-clock.ts'
import { createStubDesk, type StubDesk, type StubDeskOptions } from './stub-desk.ts'

export interface DeskStageOptions {
  /** True: SQLite in a folder, so that it can be restarted. */
  durable?: boolean
  bot?: (stage: DeskStage) => BotLogic
  desk?: Partial<StubDeskOptions>
  adapter?: Partial<ConnectorOptions>
}

/** The adapter of `/api/messages` with a desk behind it, over real HTTP: customers on one side, agents on the other. */
export class DeskStage {
  readonly clock = new LeapingClock()
  readonly platform = new DeskPlatform()
  engine!: Engine
  adapter!: ConnectorAdapter
  desk!: StubDesk
  web!: WebChatSimulator
  /** Activities the bot got, by conversation, turns that were run again included. */
  readonly seen: { conversation: string; type: string; name?: string; text?: string; value?: unknown }[] = []
  private server!: http.Server
  private readonly options: DeskStageOptions
  private readonly folder: string | undefined

  private constructor(options: DeskStageOptions) {
    this.options = options
    this.folder = options.durable === true ? newFolder() : undefined
  }

  static async open(options: DeskStageOptions = {}): Promise<DeskStage> {
    const stage = new DeskStage(options)
    stage.web = await startWebChatSimulator({ retryDelayMs: 20, retries: 100 })
    stage.server = http.createServer((req, res) => {
      const { adapter } = stage
      void (req.url === '/desk' ? adapter.processDesk(req, res) : adapter.process(req, res))
    })
    stage.server.listen(0, '127.0.0.1')
    await once(stage.server, 'listening')
    const url = `http://127.0.0.1:${(stage.server.address() as AddressInfo).port}`
    stage.web.setBot(`${url}/api/messages`)
    stage.platform.url = `${url}/desk`
    await stage.begin()
    return stage
  }

  /** Stop all that is ours and begin anew over what is on disk. */
  async restart(meanwhile: () => void = () => {}): Promise<void> {
    await this.engine.stop(0)
    await this.adapter.close()
    meanwhile()
    await this.begin()
  }

  /** A customer who has said something to the bot. */
  async customer(name: string): Promise<string> {
    const id = await this.web.join({ name, customerId: name })
    await this.web.says(id, 'hello')
    await this.web.untilHeard(id, 'bot: hello', { timeoutMs: 15_000 })
    return id
  }

  /** A customer who waits in the queue. Resolves with the ids of both conversations. */
  async queued(name: string): Promise<{ id: string; there: string }> {
    const id = await this.customer(name)
    await this.web.says(id, 'agent')
    await this.until('the desk has it', () => this.platform.conversations.some(({ customer }) => customer.id === name))
    await this.owned(id, 'queue')
    await this.until('it is open', async () => (await this.record(id)).desk?.session?.opened === true)
    return { id, there: this.platform.of(name).id }
  }

  /** A customer who is with an agent. */
  async accepted(name: string): Promise<{ id: string; there: string }> {
    const { id, there } = await this.queued(name)
    this.platform.joins(there)
    await this.owned(id, 'agent')
    return { id, there }
  }

  /** Resolves when the bot said it. */
  async heard(id: string, text: string | RegExp): Promise<void> {
    await this.web.untilHeard(id, text, { timeoutMs: 15_000 })
  }

  async owned(id: string, owner: ConversationRecord['owner']): Promise<void> {
    await this.until(`${owner} has the customer`, async () => (await this.record(id)).owner === owner)
  }

  /** What agents got there, as text. */
  got(there: string): string[] {
    return this.platform.get(there).got.map(({ text }) => text)
  }

  key(id: string) {
    return { channelId: 'botframework', account: '', conversationId: `webchat/${id}` }
  }

  record(id: string): Promise<ConversationRecord> {
    return loadConversation(this.engine, this.key(id))
  }

  /** Values of `handoff.status` the bot got there. */
  statuses(id: string): { state: string; why?: string; owner?: string }[] {
    return this.seen
      .filter(({ conversation, name }) => conversation === id && name === 'handoff.status')
      .map(({ value }) => value as { state: string })
  }

  async until(what: string, condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
    const end = performance.now() + timeoutMs
    while (!(await condition())) {
      if (performance.now() > end) throw new Error(`Waited in vain: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  /** Nothing is on its way to anybody. */
  async quiet(timeoutMs = 15_000): Promise<void> {
    for (let rounds = 0; rounds < 3; rounds++) {
      await this.until(
        'all is quiet',
        () => {
          const { inbox, outbox, turnsInFlight } = this.engine.stats()
          return !this.platform.busy && inbox + outbox + turnsInFlight === 0
        },
        timeoutMs,
      )
      await this.web.idle(timeoutMs)
    }
  }

  async stop(): Promise<void> {
    this.platform.stop()
    await this.web.stop()
    await this.engine.stop(0)
    await this.adapter.close()
    this.server.closeAllConnections()
    this.server.close()
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true })
  }

  private async begin(): Promise<void> {
    const { clock, platform, options, folder } = this
    this.engine =
      folder === undefined ? createMemoryEngine({ clock }) : await openSqliteEngine({ dataDir: folder, clock })
    this.desk = createStubDesk({ platform, clock, ...options.desk })
    this.adapter = new ConnectorAdapter(
      {},
      { engine: this.engine, clock, desk: this.desk, settleMs: 20, random: () => 0, ...options.adapter },
    )
    const logic = (options.bot ?? (() => deskBot))(this)
    await this.adapter.start(async (context) => {
      const { type, name, text, value, conversation } = context.activity
      this.seen.push({ conversation: conversation.id, type, name, text, value })
      await logic(context)
    })
  }
}
