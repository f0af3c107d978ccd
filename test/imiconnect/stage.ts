import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { ActivityTypes, MessageFactory, type TurnContext } from 'botbuilder'
import { ContactCenter } from '../../adapters/core/contact-center.ts'
import { createMemoryEngine, type Engine } from '../../adapters/core/engine/index.ts'
import { createLogger } from '../../adapters/core/log.ts'
import { ImiconnectAdapter } from '../../adapters/imiconnect/adapter.ts'
import type { ImiconnectSettings } from '../../adapters/imiconnect/index.ts'
import {
  type ImiconnectSimulator,
  type ImiconnectSimulatorOptions,
  startImiconnectSimulator,
} from '../../scripts/sandbox/imiconnect/index.ts'
import { eventually } from '../contract/platform/stage.ts'
import { SECRET } from './fixtures.ts'

/** A bot on the simulated tenant, by nothing but `node:http`. */
export interface Stage {
  imi: ImiconnectSimulator
  engine: Engine
  adapter: ImiconnectAdapter
  url: string
  /** What the bot was told, as `type text` or `name state`. */
  told: string[]
  logged(): string
  quiet(): Promise<void>
}

const open: (() => Promise<unknown>)[] = []

/** Stops whatever the test started. For `afterEach`. */
export async function stopAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close()
}

/** A tenant with the bot below on it, verified unless told otherwise. */
export async function start(
  settings: Partial<ImiconnectSettings> = {},
  options: ImiconnectSimulatorOptions = {},
  { verify = true } = {},
): Promise<Stage> {
  const imi = await startImiconnectSimulator({ requestsPerSecond: 10_000, ...options })
  open.push(() => imi.stop())
  const whole: ImiconnectSettings = {
    inboundUrl: imi.inboundUrl,
    verificationToken: imi.verificationToken,
    urlSecrets: [SECRET],
    ...settings,
    profile: { calls: { requestsPerSecond: 1_000 }, ...settings.profile },
  }
  let lines = ''
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines += chunk
      done()
    },
  })
  const log = createLogger({ level: 'trace', destination })
  const engine = createMemoryEngine()
  const adapter = new ImiconnectAdapter(whole, { engine, log, observe: true })
  const told: string[] = []
  await adapter.start((context) => talk(context, told))
  const server: Server = createServer((req, res) => void adapter.process(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(async () => {
    await engine.stop(1_000)
    await adapter.close()
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/imiconnect/${SECRET}`
  imi.setWebhook(url)
  if (verify) assert.equal(await imi.verify(), true)
  const quiet = async (): Promise<void> => {
    await imi.idle()
    const still = () => {
      const { inbox, outbox, turnsInFlight, deliveriesInFlight } = engine.stats()
      return inbox + outbox + turnsInFlight + deliveriesInFlight === 0
    }
    await eventually('all is quiet', still)
    await imi.idle()
    await eventually('all is quiet', still)
  }
  return { imi, engine, adapter, url, told, logged: () => lines, quiet }
}

/** A bot that says what it heard. */
async function talk(context: TurnContext, told: string[]): Promise<void> {
  const { activity } = context
  told.push(nameOf(activity))
  if (activity.type !== ActivityTypes.Message) return
  switch (activity.text) {
    case 'branches': {
      const actions = [
        { type: 'postBack', title: 'Leeds', value: 'leeds-1' },
        { type: 'postBack', title: 'York', value: 'york-1' },
      ]
      await context.sendActivity(MessageFactory.suggestedActions(actions as never, 'Which branch?'))
      return
    }
    case 'person':
      await ContactCenter.of(context).handOff({ queue: 'billing', reason: 'asked for a person' })
      await context.sendActivity('somebody comes')
      return
    case 'bye':
      await context.sendActivity('bye')
      await ContactCenter.of(context).resolve()
      return
    default:
      await context.sendActivity(`heard ${activity.text}`)
  }
}

function nameOf({ type, name, value }: TurnContext['activity']): string {
  if (type !== ActivityTypes.Event) return type
  const more = name === 'contactcenter.observed' ? `${value.from}: ${value.text}` : value?.state
  return more === undefined ? String(name) : `${name} ${more}`
}
