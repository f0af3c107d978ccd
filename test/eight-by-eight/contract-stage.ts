import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLogger } from '../../adapters/index.ts'
import { type BotServer, createBotServer } from '../../bot/server.ts'
import type { EightByEightSimulator, EightByEightSimulatorOptions } from '../../scripts/sandbox/eight-by-eight/index.ts'
import { simulateEightByEightChannel } from '../../scripts/sandbox/simulated-eight-by-eight.ts'
import { post } from '../contract/platform/post.ts'
import type { OpenStage, Picture, PlatformStage, PlatformTraits, StageOptions } from '../contract/platform/stage.ts'
import { headersFor, type SignedChanges } from './signed.ts'

const API_KEY = 'eght_stage-4c1f9b'
const SIMULATOR: EightByEightSimulatorOptions = { apiKey: API_KEY, signsVerification: true }

/** 8x8, simulated, with a bot server inside its channels. */
export const openEightByEight: OpenStage = async (options = {}) => (await openChannel(options)).stage

/** The same, with the simulator to play with and its settings to set. */
export async function openChannel(options: StageOptions & { eightByEight?: EightByEightSimulatorOptions } = {}) {
  const { simulator, env, connect } = await simulateEightByEightChannel({ ...SIMULATOR, ...options.eightByEight })
  const dataDir = await mkdtemp(path.join(tmpdir(), 'eight-by-eight-'))
  const { logic, adapter, log = silentLogger } = options
  const told = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, ...env, ...options.env }
  const server = await createBotServer({ env: told, logic, adapter, log })
  await connect(server.url, told)
  return { stage: new EightByEightStage(simulator, server, dataDir), simulator, server }
}

class EightByEightStage implements PlatformStage {
  readonly traits: PlatformTraits = {
    // By `post-agent-assignment`, as the server knows its webhook's id.
    returns: { when: 'at-once', says: 'welcome-back' },
    reopensWithAgent: false,
    // Agents get a conversation out of a queue, and only the bot puts it there.
    takeOver: false,
    shows: { topics: true, attributes: true, notes: true },
    looksUp: true,
    calls: true,
    closes: true,
    handshakes: false,
    refusal: 401,
  }
  readonly server: BotServer
  private readonly simulator: EightByEightSimulator
  private readonly dataDir: string
  private stopCopies: () => void = () => {}

  constructor(simulator: EightByEightSimulator, server: BotServer, dataDir: string) {
    this.simulator = simulator
    this.server = server
    this.dataDir = dataDir
  }

  get adapter() {
    return this.server.adapters['8x8']!
  }

  /** A customer goes by the conversation: to 8x8 all of them are `user`. */
  async say(text: string, { customer, channel }: { customer?: string; channel?: string } = {}) {
    const said = this.simulator.customerSays(text, {
      conversationId: customer,
      channel: channel as 'WebChat' | undefined,
      user: { name: 'Nadia Okoye', userId: `crm-${randomUUID()}` },
    })
    return { customer: said.conversationId, conversation: said.conversationId, message: said.messageId }
  }

  botSaid(conversation: string): string[] {
    const { messages } = this.simulator.conversation(conversation)
    return messages.filter(({ authorType }) => authorType === 'bot').map(({ text }) => text)
  }

  async agentTakes(conversation: string) {
    this.simulator.agentAccepts(conversation)
  }

  async agentSays(conversation: string, text: string) {
    this.simulator.agentSays(conversation, text)
  }

  async agentGivesBack(conversation: string) {
    this.simulator.agentLeaves(conversation)
  }

  async agentCloses(conversation: string) {
    this.simulator.goIdle(conversation)
  }

  picture(conversation: string): Picture {
    const { owner, user } = this.simulator.conversation(conversation)
    const { additionalProperties = [], ...fields } = user
    const {
      topics = '',
      notes = '',
      ...rest
    } = Object.fromEntries(additionalProperties.map(({ key, value }) => [key, value]))
    const { name: _, userId: _id, ...own } = fields
    return {
      owner,
      topics: topics.split(', ').filter((topic) => topic !== ''),
      contactAttributes: { ...own, ...rest },
      notes: notes.split('\n').filter((note) => note !== ''),
    }
  }

  async quiet(timeoutMs = 10_000) {
    const until = performance.now() + timeoutMs
    // Twice in a row: what the engine did last may have made the platform send something.
    for (let calm = 0; calm < 2; ) {
      const left = until - performance.now()
      const { inbox, outbox } = this.server.engine.stats()
      if (left <= 0) throw new Error(`Not quiet after ${timeoutMs} ms: ${inbox} events and ${outbox} commands wait.`)
      await this.simulator.idle(left)
      calm = inbox + outbox === 0 ? calm + 1 : 0
      await sleep(5)
    }
  }

  ill(how: 'limited' | 'down' | 'hanging' | 'lost', { times, replies }: { times?: number; replies?: boolean } = {}) {
    const match = replies ? { method: 'POST', path: /\/messages$/ } : {}
    const kind = ({ limited: 'status', down: 'status', hanging: 'hang-before', lost: 'reset-after' } as const)[how]
    return this.simulator.faults.api({ match, times, kind, status: how === 'limited' ? 429 : 503 })
  }

  readonly secrets = [API_KEY]

  refuseCredentials() {
    this.simulator.faults.api({ kind: 'status', status: 401 })
  }

  copies(count: number) {
    this.stopCopies()
    this.stopCopies = count > 1 ? this.simulator.faults.webhooks({ kind: 'duplicate', copies: count - 1 }) : () => {}
  }

  /** Beside the fetching of public keys, which needs nobody's word. */
  calls() {
    return this.simulator.calls.filter(({ path }) => !path.includes('/jwk/')).length
  }

  async post(body: string | Buffer, headers: Record<string, string> = {}) {
    return this.send(body, { ...(await headersFor(this.simulator, body)), ...headers })
  }

  async forge(body: string) {
    const wrong: SignedChanges[] = [
      { signs: `${body} ` },
      { customerId: 'somebody-else' },
      { tenantId: 'another-tenant' },
      { kid: 'no-key-of-8x8s' },
      { kid: '../../jwk' },
    ]
    const requests = await Promise.all(wrong.map((changes) => headersFor(this.simulator, body, changes)))
    const right = await headersFor(this.simulator, body)
    const signature = right['x-8x8-signature']!
    const more = [
      {},
      { ...right, 'x-8x8-signature': '' },
      { ...right, 'x-8x8-signature': `${signature.slice(0, -8)}AAAAAAAA` },
      { ...right, 'x-8x8-signature': signature.replace('..', '.e30.') },
      { ...right, 'x-8x8-event-id': 'another-event' },
    ]
    return Promise.all([...requests, ...more].map((headers) => this.send(body, headers)))
  }

  /** One webhook hears of every conversation of its channels: in this one the bot never was. */
  eventBody() {
    return this.event('MESSAGE', { isEcho: false, sender: { id: 'agent-1', type: 'agent' }, text: 'hello' })
  }

  unknownEventBody() {
    return this.event('SOMETHING_NEW', {})
  }

  async stop() {
    await this.server.close(2_000)
    await this.simulator.stop()
    await rm(this.dataDir, { recursive: true, force: true })
  }

  private event(eventType: string, data: object): string {
    return JSON.stringify({ eventType, conversationId: `other-${randomUUID()}`, timestamp: Date.now(), data })
  }

  private send(body: string | Buffer, headers: Record<string, string>): Promise<number> {
    return post(`${this.server.url}/api/8x8`, headers, body)
  }
}
