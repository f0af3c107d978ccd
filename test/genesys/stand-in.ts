import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../../adapters/core/clock.ts'
import type {
  AgentWords,
  CustomerWords,
  DeskHappening,
  DeskPorts,
  DeskSession,
  DeskView,
  OpenRequest,
  Overheard,
} from '../../adapters/core/desk/desk.ts'
import type { ConversationKey, IncomingEvent } from '../../adapters/core/engine/engine.ts'
import { silentLogger } from '../../adapters/core/log.ts'
import type { RawRequest } from '../../adapters/core/platform.ts'
import { GenesysDesk, type GenesysSettings } from '../../adapters/genesys/index.ts'
import {
  type GenesysSimulator,
  type GenesysSimulatorOptions,
  startGenesysSimulator,
} from '../../scripts/sandbox/genesys/index.ts'
import { genesysDeviations } from '../specs/genesys.ts'

export const OWN: ConversationKey = { channelId: 'webchat', account: '', conversationId: 'wc-1' }

/** Settings for a simulator. */
export const settingsFor = (simulator: GenesysSimulator, changes: Partial<GenesysSettings> = {}): GenesysSettings => ({
  regionUrl: 'https://apps.mypurecloud.ie',
  clientId: simulator.clientId,
  clientSecret: simulator.clientSecret,
  integrationId: simulator.integrationId,
  webhookSecrets: [simulator.webhookSecret],
  registrationSecrets: [simulator.registrationSecret],
  teamId: simulator.teamId,
  botId: simulator.botId,
  queues: Object.fromEntries(simulator.queues.map(({ id, name }) => [name, id])),
  loginUrl: simulator.loginUrl,
  apiUrl: simulator.apiUrl,
  requestTimeoutMs: 1_000,
  ...changes,
  profile: { settleMs: 1_500, closeSettleMs: 30, ...changes.profile },
})

/** One customer, a simulated Genesys, a desk, and what core would do with it: events one at a time, each key once. */
export class StandIn {
  readonly happened: DeskHappening[] = []
  readonly strange: string[] = []
  desk: GenesysDesk
  data: Record<string, unknown> = {}
  owner: DeskView['owner'] = 'bot'
  session: DeskSession | undefined
  spoken: OpenRequest['handOff']['transcript'] & {} = []
  private readonly keys = new Set<string>()
  private readonly linked = new Map<string, ConversationKey>()
  private line: Promise<unknown> = Promise.resolve()
  private count = 0

  private constructor(
    readonly simulator: GenesysSimulator,
    readonly server: Server,
    private readonly changes: Partial<GenesysSettings>,
  ) {
    this.desk = this.makeDesk()
  }

  static async start(options: GenesysSimulatorOptions = {}, changes: Partial<GenesysSettings> = {}): Promise<StandIn> {
    const simulator = await startGenesysSimulator(options)
    let one: StandIn
    const server = createServer((req, res) => {
      const chunks: Buffer[] = []
      req.on('data', (chunk: Buffer) => chunks.push(chunk))
      req.on('end', async () => {
        const { method = '', url = '', headers } = req
        const { status, body } = await one.takeIn({ method, url, headers, body: Buffer.concat(chunks) })
        // Not `writeHead(…).end(…)`: where restify is loaded it has replaced `writeHead` by one that returns nothing.
        res.writeHead(status)
        res.end(body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/genesys`
    simulator.setWebhook(base)
    simulator.setRegistrationUrl(`${base}/register`)
    one = new StandIn(simulator, server, changes)
    await one.startDesk()
    return one
  }

  private makeDesk(): GenesysDesk {
    return new GenesysDesk(settingsFor(this.simulator, this.changes), { random: () => 0.5 })
  }

  private startDesk(): Promise<void> {
    this.linked.set(this.desk.addressOf(OWN), OWN)
    const ports: DeskPorts = {
      log: silentLogger,
      accept: async (event) => this.accept(event),
      ownerOf: async (id) => this.linked.get(id),
      link: async (id, own) => void this.linked.set(id, own),
    }
    return this.desk.start(ports)
  }

  /** Another life of the process: what is stored stays, what is in memory does not. */
  async restart(): Promise<void> {
    await this.settled()
    await this.desk.stop()
    this.desk = this.makeDesk()
    await this.startDesk()
  }

  get view(): DeskView {
    return {
      own: OWN,
      customer: { id: 'noor', name: 'Noor', locale: 'nl', channel: 'webchat' },
      session: this.session,
      data: this.data,
      owner: this.owner,
    }
  }

  async takeIn(request: RawRequest): Promise<{ status: number; body?: string }> {
    const verdict = this.desk.verify(request)
    if (!verdict.ok) return { status: verdict.status ?? 401 }
    const reading = await this.desk.read(request)
    if (reading.kind === 'malformed') this.strange.push(reading.why)
    if (reading.kind === 'events') for (const event of reading.events) this.accept(event)
    return 'answer' in reading && reading.answer !== undefined ? reading.answer : { status: 200 }
  }

  private accept(event: IncomingEvent): void {
    if (this.keys.has(event.key)) return
    this.keys.add(event.key)
    this.count += 1
    const accepted = { ...event, id: `event-${this.count}`, acceptedAt: new Date().toISOString() }
    this.line = this.line.then(async () => {
      if (!this.linked.has(event.conversation.conversationId))
        return void this.strange.push(`unknown ${event.conversation.conversationId}`)
      try {
        this.apply(await this.desk.interpret(accepted, this.view, new AbortController().signal))
      } catch (error) {
        this.strange.push(`interpret: ${String(error)}`)
      }
    })
  }

  private apply({ happenings, data }: { happenings: DeskHappening[]; data?: Record<string, unknown> }): void {
    if (data !== undefined) this.data = JSON.parse(JSON.stringify(data)) as Record<string, unknown>
    for (const one of happenings) {
      if (one.kind !== 'ignored') this.happened.push(one)
      if (one.kind === 'accepted') this.owner = 'agent'
      if (one.kind === 'queued') this.owner = 'queue'
      if (one.kind === 'ended' || one.kind === 'failed') {
        this.owner = 'bot'
        if (this.session !== undefined) this.session = { ...this.session, open: false, ready: false }
      }
    }
  }

  check(): Promise<void> {
    const work = this.line.then(async () => {
      if (this.session?.open) this.apply(await this.desk.check(this.view, new AbortController().signal))
    })
    this.line = work.catch(() => {})
    return work
  }

  say(from: 'customer' | 'bot', text: string, attachments?: Overheard['attachments']): void {
    this.count += 1
    const at = new Date().toISOString()
    const line = { from, text, at, ...(attachments === undefined ? {} : { attachments }) }
    this.spoken.push(line)
    this.desk.overhear({ id: `said-${this.count}`, ...line }, this.view)
  }

  async handOff(more: Partial<OpenRequest['handOff']> = {}): Promise<void> {
    const number = (this.session?.number ?? 0) + 1
    this.session = {
      number,
      open: true,
      ready: false,
      opened: false,
      since: new Date().toISOString(),
      queue: more.queue,
    }
    this.owner = 'queue'
    try {
      const request = {
        id: `hand-off-${number}`,
        handOff: { reason: 'asked for a person', transcript: this.spoken, ...more },
      }
      const opened = await this.desk.open(request, this.view, new AbortController().signal)
      this.session = { ...this.session, opened: true, ready: opened.ready, conversationId: opened.conversationId }
    } catch (error) {
      this.session = { ...this.session, open: false }
      this.owner = 'bot'
      throw error
    }
  }

  relay(words: Partial<CustomerWords>) {
    this.count += 1
    const message = { id: `words-${this.count}`, text: '', at: new Date().toISOString(), ...words }
    return this.desk.relay(message, this.view, new AbortController().signal)
  }

  said(): AgentWords[] {
    return this.happened.filter((one) => one.kind === 'said')
  }

  kinds(): string[] {
    return this.happened.map(({ kind }) => kind).filter((kind) => kind !== 'said' && kind !== 'typing')
  }

  /** The newest conversation on the platform. */
  get newest() {
    return this.simulator.conversations().at(-1)!
  }

  /** Calls below the API, as `METHOD path`. */
  calls(path: RegExp) {
    return this.simulator.calls.filter((call) => path.test(`${call.method} ${call.path}`))
  }

  async settled(): Promise<void> {
    await this.simulator.idle()
    for (let before: unknown; before !== this.line; ) {
      before = this.line
      await this.line
    }
  }

  /** Stops all, and tells which requests were not as documented. */
  async stop(): Promise<string[]> {
    await this.desk.stop()
    await this.simulator.stop()
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
    return [...this.simulator.calls.flatMap((call) => genesysDeviations(call)), ...this.strange]
  }
}

/** Waits until something holds: 4 s at the most. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 4_000; Date.now() < end; ) {
    if (await holds()) return
    await systemClock.sleep(10)
  }
  throw new Error(`${what} did not come to pass`)
}
