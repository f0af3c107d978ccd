/**
 * One server under measure, as a process of its own, so that its CPU time and heap are its alone. Started by `subject.ts`.
 */
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, ConversationState, type TurnContext } from 'botbuilder'
import restify from 'restify'
import {
  type BotLogic,
  ContactCenterAdapter,
  createGladlyPlatform,
  type Engine,
  openSqliteEngine,
  readGladlySettings,
} from '../../adapters/index.ts'
import { mountBareChain } from './bare-chain.ts'
import { createStubPlatform } from './stub-platform.ts'
import type { Mode, Orders, Question } from './subject.ts'

const { mode, receiverUrl, secret, dataDir } = JSON.parse(process.argv[2]!) as Orders
const server = restify.createServer()
server.server.keepAliveTimeout = 60_000

switch (mode) {
  case 'cloud-adapter':
    mountCloudAdapter()
    break
  case 'bare-chain':
    mountBareChain(createStubPlatform({ secret, url: receiverUrl }), (handler) => server.post('/webhook', handler))
    break
  case 'acknowledge-durable':
    mountGladly(await openSqliteEngine({ dataDir }))
    break
  case 'acknowledge-plain':
    mountGladly(withoutStore())
    break
  default:
    await mountStub(mode)
}

server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }))

process.on('message', (question: Question) => {
  global.gc?.()
  const { user, system } = process.cpuUsage()
  const { heapUsed: heap, rss } = process.memoryUsage()
  if (question === 'usage') process.send!({ cpuMs: (user + system) / 1_000, heap, rss })
})
process.on('disconnect', () => process.exit(0))

/** The full route: raw body, secret, envelope, key. Nobody serves the turns: the inbox alone is measured. */
function mountGladly(engine: Engine): void {
  const { settings } = readGladlySettings({
    GLADLY_BASE_URL: 'http://127.0.0.1:9',
    GLADLY_USER_EMAIL: 'bot@example.com',
    GLADLY_API_TOKEN: 'bench-token',
    GLADLY_AI_INBOX_ID: 'ai',
    GLADLY_HANDOFF_INBOX_ID: 'people',
    GLADLY_WEBHOOK_SECRET: secret,
  })
  const adapter = new ContactCenterAdapter(createGladlyPlatform(settings!), { engine })
  server.post('/webhook', async (req, res) => adapter.process(req, res))
}

function withoutStore(): Engine {
  return { accept: async () => 'accepted' } as unknown as Engine
}

async function mountStub(how: Mode): Promise<void> {
  const engine = await openSqliteEngine({ dataDir })
  const adapter = new ContactCenterAdapter(createStubPlatform({ secret, url: receiverUrl }), { engine })
  const state = new ConversationState(engine.storage)
  const count = state.createProperty<number>('count')
  const counting: BotLogic = async (context) => {
    if (context.activity.type !== 'message') return
    const seen = (await count.get(context, 0)) + 1
    await count.set(context, seen)
    await context.sendActivity(`${seen}: ${context.activity.text}`)
    await state.saveChanges(context)
  }
  const after =
    (ms: number, logic: BotLogic): BotLogic =>
    async (context) => {
      if (context.activity.type === 'message') await sleep(ms)
      await logic(context)
    }
  const idle: BotLogic = async () => {}
  const bots: Partial<Record<Mode, BotLogic>> = {
    'turns-idle': idle,
    'turns-slow': after(10_000, idle),
    'turns-waiting': after(100, counting),
    'turns-stuck': () => new Promise(() => {}),
  }
  await adapter.start(bots[how] ?? counting)
  server.post('/webhook', async (req, res) => adapter.process(req, res))
}

function mountCloudAdapter(): void {
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}))
  const echo = async (context: TurnContext): Promise<void> => {
    await context.sendActivity(`1: ${context.activity.text}`)
  }
  server.use(restify.plugins.bodyParser())
  server.post('/webhook', async (req, res) => adapter.process(req, res, echo))
}
