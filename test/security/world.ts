import { setTimeout as sleep } from 'node:timers/promises'
import { type BotLogic, createLogger, type Engine, type Logger } from '../../adapters/index.ts'
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'

/** What must show nowhere but where it belongs. */
export const SECRETS = {
  gladly: 'canary-Gladly-webhook-4f1c',
  gladlyUser: 'canary-gladly-user',
  gladlyPassword: 'canary-Gladly-password-91',
  imiconnect: 'canary-Imiconnect-url-77ab',
  imiconnectKey: 'canary-imiconnect-service-key-5',
  hootsuite: 'ca9a5ec2e7b0aa17c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607182930',
  eightByEight: 'eght_canary-api-key-3b9d',
  genesysWebhook: 'canary-Genesys-webhook-c0de',
  genesysRegistration: 'canary-Genesys-registration-1d',
} as const

/** All five platforms on two servers, and what became of their requests. */
export interface World {
  /** All platforms: Genesys behind Web Chat, the bot inside 8x8's channels. */
  all: Sandbox
  /** 8x8 behind Web Chat; and Gladly with Basic credentials beside its header, which cannot be reached. */
  desk: Sandbox
  /** Turns begun and events handed to the engine, on both. */
  counts: { turns: number; accepted: number }
  deadLetters(): number
  /** Both servers' log, one JSON object a line. They were told of no secret to hide. */
  lines: string[]
  stop(): Promise<void>
}

const fast = { requestsPerSecond: 100_000 }

/** A bot that says nothing, and a temporary folder, where absent; both are for the first server. */
export interface WorldOptions {
  logic?: (engine: Engine) => BotLogic
  dataDir?: string
}

export async function openWorld({ logic: bot = () => async () => {}, dataDir }: WorldOptions = {}): Promise<World> {
  const counts = { turns: 0, accepted: 0 }
  const lines: string[] = []
  const log: Logger = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } })
  const logic = (engine: Engine): BotLogic => {
    count(engine, counts)
    return bot(engine)
  }
  const common = { logic, log, adapter: { settleMs: 50 } }
  const [all, desk] = await Promise.all([
    startSandbox({
      ...common,
      ...(dataDir && { dataDir }),
      env: {
        DESK: 'genesys',
        GLADLY_REQUESTS_PER_SECOND: '100000',
        GLADLY_WEBHOOK_SECRET: SECRETS.gladly,
        IMICONNECT_URL_SECRET: SECRETS.imiconnect,
        IMICONNECT_SERVICE_KEY: SECRETS.imiconnectKey,
        GENESYS_REGISTRATION_SECRET: SECRETS.genesysRegistration,
      },
      gladly: fast,
      hootsuite: { ...fast, webhookSecret: SECRETS.hootsuite, virtualAgentTimeoutMs: 0 },
      imiconnect: fast,
      eightByEight: { role: 'channel', apiKey: SECRETS.eightByEight, signsVerification: true },
      genesys: {
        requestsPerMinute: 1_000_000,
        // Nothing of what the bot's own customers say: it would come back as events.
        mirror: 'summary',
        webhookSecret: SECRETS.genesysWebhook,
        registrationSecret: SECRETS.genesysRegistration,
      },
    }),
    startSandbox({
      ...common,
      platforms: ['8x8'],
      env: {
        GLADLY_BASE_URL: 'http://127.0.0.1:9',
        GLADLY_USER_EMAIL: 'bot@acme.example',
        GLADLY_API_TOKEN: 'canary-gladly-token-2',
        GLADLY_AI_INBOX_ID: 'ai-inbox',
        GLADLY_HANDOFF_INBOX_ID: 'people',
        GLADLY_WEBHOOK_SECRET: SECRETS.gladly,
        GLADLY_WEBHOOK_USERNAME: SECRETS.gladlyUser,
        GLADLY_WEBHOOK_PASSWORD: SECRETS.gladlyPassword,
      },
      eightByEight: { apiKey: SECRETS.eightByEight, signsVerification: true },
    }),
  ])
  return {
    all,
    desk,
    counts,
    lines,
    deadLetters: () => [all, desk].reduce((sum, { server }) => sum + server.engine.stats().deadLetters, 0),
    stop: async () => {
      await Promise.all([all.stop(), desk.stop()])
    },
  }
}

/** Before anything is served: whatever is kept, or gets a turn, passes here. */
function count(engine: Engine, counts: World['counts']): void {
  const accept = engine.accept.bind(engine)
  const serve = engine.serve.bind(engine)
  /** A turn that waits for its platform begins more than once. */
  const begun = new Set<string>()
  engine.accept = (event) => {
    counts.accepted += 1
    return accept(event)
  }
  engine.serve = (channelId, handler) =>
    serve(channelId, {
      deliver: (command, signal) => handler.deliver(command, signal),
      runTurn(turn) {
        if (turn.event !== undefined && !begun.has(turn.event.id)) counts.turns += 1
        begun.add(turn.event?.id ?? '')
        return handler.runTurn(turn)
      },
    })
}

/** Waits until it holds. */
export async function eventually(what: string, holds: () => boolean, timeoutMs = 15_000): Promise<void> {
  for (const until = performance.now() + timeoutMs; !holds(); await sleep(5)) {
    if (performance.now() > until) throw new Error(`not within ${timeoutMs} ms: ${what}`)
  }
}
