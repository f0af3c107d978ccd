import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import restify from 'restify'
import {
  type BotLogic,
  type Boundary,
  ConnectorAdapter,
  type ContactCenterAdapter,
  type ContactCenterAdapterOptions,
  createLogger,
  type Engine,
  type Environment,
  type Logger,
  openSqliteEngine,
  SettingsError,
  silentLogger,
} from '../adapters/index.ts'
import { apologise } from './apologise.ts'
import { type ControlServer, serveControl } from './control-server.ts'
import { DESKS } from './desks.ts'
import { operationsOn } from './operations.ts'
import { PLATFORMS, type SetUpPlatform } from './platforms.ts'
import { type BotSettings, readBotSettings } from './settings.ts'
import { SupportBot } from './support-bot.ts'
import { failingWhole } from './uncaught.ts'

/** How to make a server. */
export interface BotServerOptions {
  /** Read once, now. */
  env: Environment
  /** Your bot, made with the engine whose `storage` its state belongs in. The sample bot where absent. */
  logic?: (engine: Engine) => BotLogic
  /** Where absent: one JSON object a line on standard output, at `LOG_LEVEL`. */
  log?: Logger
  /** For every platform's adapter: limits and policies. */
  adapter?: Partial<ContactCenterAdapterOptions>
  /** For tests: told at each point between which a process can die. */
  onBoundary?: (boundary: Boundary) => void
  /** For tools that watch: what the adapters and the bot get instead of the engine, which does all the engine does. */
  through?: (engine: Engine) => Engine
  /** Told of the server before it starts: it can be closed from then on. */
  onCreated?: (server: BotServer) => void
}

/** A server that runs. */
export interface BotServer {
  /** Where it can be reached from this machine, without a trailing slash. */
  url: string
  port: number
  engine: Engine
  /** Of the platforms that are set up, by channel id. */
  adapters: Readonly<Partial<Record<string, ContactCenterAdapter>>>
  /** Of the customers of `/api/messages`. */
  connector: ConnectorAdapter
  /** Where it says what it does. */
  log: Logger
  /** Drain: accept no more, let turns and deliveries end for at most `graceMs` (10 s where absent), stop. */
  close(graceMs?: number): Promise<void>
}

type State = 'starting' | 'ready' | 'draining'
type Method = SetUpPlatform['methods'][number]
type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>

/** Longer than load balancers and platforms keep theirs: who reuses a connection must not meet one we are closing. */
const KEEP_ALIVE_MS = 120_000
const GRACE_MS = 10_000

/**
 * Start a server that hosts one bot on `/api/messages` and on every platform the environment sets up. Resolves when it
 * is ready, or has been closed meanwhile; `/healthz` and `/readyz` answer before.
 * @throws SettingsError where the environment is wrong, the port is taken, or another server holds the data folder.
 */
export async function createBotServer(options: BotServerOptions): Promise<BotServer> {
  const settings = readBotSettings(options.env)
  const log = options.log ?? createLogger({ level: settings.server.logLevel, secrets: secretsOf(settings) })
  for (const warning of settings.warnings) log.warn(warning)
  const { adapter, onBoundary } = options
  const opened = await openSqliteEngine({
    dataDir: settings.server.dataDir,
    retention: settings.server.retention,
    log,
    onBoundary,
  })
  const engine = options.through?.(opened) ?? opened
  const logic = options.logic?.(engine) ?? sampleBot(engine, log)
  const server = new Server(settings, failingWhole(logic), { ...adapter, engine, log })
  options.onCreated?.(server)
  try {
    await server.start()
  } catch (error) {
    const { isClosing } = server
    await server.close(0)
    if (!isClosing) throw error
  }
  return server
}

function sampleBot(engine: Engine, log: Logger): BotLogic {
  const bot = new SupportBot({ storage: engine.storage, log })
  return (context) => bot.run(context)
}

class Server implements BotServer {
  readonly engine: Engine
  readonly adapters: Readonly<Partial<Record<string, ContactCenterAdapter>>>
  private readonly http: restify.Server
  readonly connector: ConnectorAdapter
  private readonly settings: BotSettings
  private readonly logic: BotLogic
  readonly log: Logger
  private state: State = 'starting'
  private opening: Promise<void> | undefined
  private control: ControlServer | undefined
  private closing: Promise<void> | undefined

  constructor(settings: BotSettings, logic: BotLogic, options: ContactCenterAdapterOptions & { log: Logger }) {
    const { engine, log } = options
    this.settings = settings
    this.engine = engine
    this.logic = logic
    this.log = log
    this.connector = connectorOf(settings, options)
    this.adapters = Object.fromEntries(
      settings.platforms.map((platform) => [
        platform.channelId,
        platform.createAdapter({ ...options, ...this.sharing(platform.channelId) }),
      ]),
    )
    // Its own log would show paths, and a secret can be in one.
    this.http = restify.createServer({ name: '', log: silentLogger as never })
    // restify passes these on, and an 'error' nobody listens to ends the process. Failing to listen is told by `start`.
    this.http.on('error', (error) => this.log.warn({ err: error }, 'the HTTP server reports an error'))
    this.mount()
  }

  private get platforms(): ContactCenterAdapter[] {
    return [...Object.values(this.adapters).filter((adapter) => adapter !== undefined), this.connector]
  }

  /** Where one platform is both an adapter's and the desk. */
  private sharing(channelId: string): Pick<ContactCenterAdapterOptions, 'beside'> {
    const { desk } = this.connector
    return desk !== undefined && this.settings.desk?.channelId === channelId ? { beside: desk.beside } : {}
  }

  get isClosing(): boolean {
    return this.closing !== undefined
  }

  get port(): number {
    return (this.http.server.address() as AddressInfo).port
  }

  get url(): string {
    const { host } = this.settings.server
    const reachable = host === undefined || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
    return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${this.port}`
  }

  /** Listen first, so that probes are answered while what an earlier life left behind is taken up. */
  async start(): Promise<void> {
    if (this.isClosing) return
    this.opening = this.open()
    await this.opening
    if (this.isClosing) return
    await Promise.all(this.platforms.map((adapter) => adapter.start(this.logic)))
    if (this.isClosing) return
    this.state = 'ready'
    const platforms = Object.keys(this.adapters)
    const { botFramework, desk } = this.settings
    this.log.info(
      { url: this.url, platforms, desk: desk?.channelId, connector: botFramework ? 'azure' : 'loopback' },
      'ready',
    )
  }

  close(graceMs = GRACE_MS): Promise<void> {
    this.closing ??= this.drain(graceMs)
    return this.closing
  }

  private async drain(graceMs: number): Promise<void> {
    this.state = 'draining'
    this.log.info({ graceMs }, 'draining')
    // Whatever came of it is told by `start`.
    await this.opening?.catch(() => {})
    this.control?.stop()
    await this.engine.stop(graceMs)
    await this.control?.close()
    await Promise.all(this.platforms.map((adapter) => adapter.close()))
    const closed = new Promise<void>((resolve) => this.http.server.close(() => resolve()))
    this.http.server.closeAllConnections()
    await closed
    this.log.info('stopped')
  }

  private async open(): Promise<void> {
    await this.listen()
    await this.openControl()
  }

  /** Commands beside the server; it runs without them too. */
  private async openControl(): Promise<void> {
    const { log, engine } = this
    try {
      this.control = await serveControl(this.settings.server.dataDir, operationsOn(engine, log), log)
    } catch (error) {
      log.warn({ err: error }, 'dead-letters and forget will not work beside this server')
    }
  }

  private mount(): void {
    this.http.server.keepAliveTimeout = KEEP_ALIVE_MS
    this.http.server.headersTimeout = KEEP_ALIVE_MS + 5_000
    // No body parser anywhere: signatures are over raw bytes, and its limit does not count what a body expands to.
    this.route('post', '/api/messages', (req, res) => this.connector.process(req, res))
    for (const { channelId, path, methods } of this.settings.platforms) {
      const adapter = this.adapters[channelId]
      for (const method of methods) this.route(method, path, async (req, res) => adapter?.process(req, res))
    }
    // What a platform's adapter takes in for both is not mounted twice.
    const mounted = this.settings.platforms.map(({ path }) => path)
    for (const path of (this.settings.desk?.paths ?? []).filter((one) => !mounted.includes(one))) {
      this.route('post', path, async (req, res) => this.connector.processDesk(req, res))
    }
    this.route('get', '/healthz', async (_, res) => json(res, 200, { status: 'alive' }))
    this.route('get', '/readyz', async (_, res) => json(res, this.state === 'ready' ? 200 : 503, this.readiness()))
  }

  private readiness() {
    const adapters = Object.fromEntries(
      Object.values(this.adapters).flatMap((adapter) =>
        adapter === undefined ? [] : [[adapter.platform.channelId, adapter.health()]],
      ),
    )
    const connector = { ...this.connector.health(), desk: this.settings.desk?.channelId }
    return { status: this.state, engine: this.engine.stats(), adapters, connector }
  }

  /** Two parameters: restify takes an async handler with three for a mistake. */
  private route(method: Method, path: string, handler: Handler): void {
    this.http[method](path, async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
      try {
        if (this.state === 'draining' && method === 'post') {
          res.setHeader('Connection', 'close')
          res.setHeader('Retry-After', '30')
          return json(res, 503, { error: { message: 'the server is stopping' } })
        }
        await handler(req, res)
      } catch (error) {
        this.log.error({ err: error, path }, 'a request could not be answered')
        if (!res.headersSent) json(res, 500, { error: { message: 'internal error' } })
      }
    })
  }

  private async listen(): Promise<void> {
    const { port, host } = this.settings.server
    const { server } = this.http
    await new Promise<void>((resolve, reject) => {
      const refuse = (error: NodeJS.ErrnoException): void => reject(listenError(error, port, host))
      server.once('error', refuse)
      server.listen({ port, host }, () => {
        server.off('error', refuse)
        resolve()
      })
    })
  }
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string | undefined): Error {
  const where = host === undefined ? `port ${port}` : `${host}:${port}`
  if (error.code === 'EADDRINUSE') {
    return new SettingsError(`${where} is in use by another program.`, {
      hint: 'Set PORT to a free port.',
      cause: error,
    })
  }
  return new SettingsError(`Cannot listen on ${where}: ${error.message}.`, { hint: 'See HOST and PORT.', cause: error })
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.statusCode = status
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  res.setHeader('Cache-Control', 'no-store')
  res.end(JSON.stringify(body))
}

/** What no log line may show, wherever it turns up. */
function secretsOf({ botFramework, platforms, desk }: BotSettings): string[] {
  const password = botFramework?.MicrosoftAppPassword
  return [
    ...(password === undefined ? [] : [password]),
    ...platforms.flatMap((platform) => platform.secrets),
    ...(desk?.secrets ?? []),
  ]
}

/** Who serves `/api/messages`, with the desk behind it that the environment sets up. */
function connectorOf(
  { botFramework, server, platforms, desk }: BotSettings,
  options: ContactCenterAdapterOptions & { log: Logger },
): ConnectorAdapter {
  const connector = new ConnectorAdapter(
    { ...(botFramework === undefined ? {} : { botFramework }), production: server.production },
    {
      ...options,
      reservedChannels: [...PLATFORMS, ...DESKS].map(({ channelId }) => channelId),
      ...(desk === undefined ? {} : { desk: desk.createDesk(options) }),
      ...(server.handOffTimeoutSeconds === undefined ? {} : { handOffTimeoutMs: server.handOffTimeoutSeconds * 1_000 }),
      deskIsShared: platforms.some(({ channelId }) => channelId === desk?.channelId),
    },
  )
  connector.onTurnError = (context, error) => apologise(context, error, options)
  return connector
}
