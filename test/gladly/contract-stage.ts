import { randomUUID } from 'node:crypto'
import {
  type GladlySimulator,
  type GladlySimulatorOptions,
  type Sandbox,
  startSandbox,
} from '../../scripts/sandbox/index.ts'
import { post } from '../contract/platform/post.ts'
import type { OpenStage, Picture, PlatformStage, PlatformTraits, StageOptions } from '../contract/platform/stage.ts'
import { watchGladly } from '../specs/watch.ts'

/** Fast where the documents allow it: nothing here is about pacing. */
const SIMULATOR: GladlySimulatorOptions = { requestsPerSecond: 10_000 }
export const WEBHOOK_HEADER = 'X-Account-Identifier'
export const SECRET = 'stage-secret-1f7c0b'

/** Gladly, simulated, with a bot server on it. */
export const openGladly: OpenStage = async (options = {}) => new GladlyStage(await start(options))

/** The same, with the sandbox to look at and the simulator's settings to set. */
export async function openGladlySandbox(options: StageOptions & { gladly?: GladlySimulatorOptions } = {}) {
  const sandbox = await start(options, options.gladly)
  const stage: PlatformStage = new GladlyStage(sandbox)
  return { sandbox, stage }
}

async function start(
  { logic, adapter, env, log }: StageOptions,
  gladly: GladlySimulatorOptions = {},
): Promise<Sandbox> {
  const sandbox = await startSandbox({
    platforms: ['gladly'],
    logic,
    adapter,
    log,
    env: { GLADLY_REQUESTS_PER_SECOND: '10000', GLADLY_WEBHOOK_SECRET: SECRET, ...env },
    gladly: { ...SIMULATOR, ...gladly },
  })
  watchGladly(sandbox.gladly)
  return sandbox
}

class GladlyStage implements PlatformStage {
  readonly traits: PlatformTraits = {
    returns: { when: 'at-once', says: 'welcome-back' },
    reopensWithAgent: true,
    takeOver: true,
    shows: { topics: true, attributes: true, notes: true },
    looksUp: true,
    calls: true,
    closes: true,
    handshakes: false,
    refusal: 401,
  }
  private readonly sandbox: Sandbox
  private stopCopies: () => void = () => {}

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
  }

  get server() {
    return this.sandbox.server
  }

  get adapter() {
    return this.sandbox.server.adapters.gladly!
  }

  async say(text: string, { customer, channel }: { customer?: string; channel?: string } = {}) {
    const said = await this.gladly.customerSays(text, { customerId: customer, channel: channel as 'CHAT' | undefined })
    return { customer: said.customerId, conversation: said.conversationId, message: said.itemId }
  }

  botSaid(conversation: string): string[] {
    return this.gladly.botReplies(conversation).map((reply) => reply.text)
  }

  agentTakes(conversation: string) {
    const { handoffInboxId, humanAgentId } = this.gladly
    return this.gladly.assign(conversation, { inboxId: handoffInboxId, agentId: humanAgentId })
  }

  async agentSays(conversation: string, text: string) {
    await this.gladly.agentSays(conversation, text, this.gladly.humanAgentId)
  }

  agentGivesBack(conversation: string) {
    return this.gladly.assign(conversation, { inboxId: this.gladly.aiInboxId, agentId: null })
  }

  agentCloses(conversation: string) {
    return this.gladly.close(conversation, this.gladly.humanAgentId)
  }

  picture(conversation: string): Picture {
    const { status, inboxId, agentId, topics, customerId } = this.gladly.conversation(conversation)
    const { botAgentId, aiInboxId } = this.gladly
    const bots = inboxId === aiInboxId && (agentId === undefined || agentId === botAgentId)
    return {
      owner: status === 'CLOSED' ? 'closed' : bots ? 'bot' : agentId === undefined ? 'queue' : 'agent',
      topics: [...topics].sort(),
      contactAttributes: this.gladly.customer(customerId).customAttributes ?? {},
      notes: this.gladly.notes(conversation),
    }
  }

  quiet(timeoutMs?: number) {
    return this.sandbox.quiet(timeoutMs)
  }

  ill(how: 'limited' | 'down' | 'hanging' | 'lost', { times, replies }: { times?: number; replies?: boolean } = {}) {
    const match = replies ? { method: 'POST', path: /\/reply$/ } : {}
    const kind = ({ limited: 'status', down: 'status', hanging: 'hang-before', lost: 'reset-after' } as const)[how]
    return this.gladly.faults.api({ match, times, kind, status: how === 'limited' ? 429 : 503 })
  }

  get secrets() {
    return [
      SECRET,
      this.gladly.apiToken,
      Buffer.from(`${this.gladly.apiUserEmail}:${this.gladly.apiToken}`).toString('base64'),
    ]
  }

  refuseCredentials() {
    this.gladly.faults.api({ kind: 'status', status: 401 })
  }

  copies(count: number) {
    this.stopCopies()
    this.stopCopies = count > 1 ? this.gladly.faults.webhooks({ kind: 'duplicate', copies: count - 1 }) : () => {}
  }

  calls() {
    return this.gladly.calls.length
  }

  post(body: string | Buffer, headers: Record<string, string> = {}) {
    return post(`${this.server.url}/api/gladly`, { [WEBHOOK_HEADER]: SECRET, ...headers }, body)
  }

  forge(body: string) {
    const wrong = ['', 'wrong', `${SECRET}x`, SECRET.slice(0, -1), SECRET.toUpperCase()]
    const url = `${this.server.url}/api/gladly`
    return Promise.all([...wrong.map((value) => post(url, { [WEBHOOK_HEADER]: value }, body)), post(url, {}, body)])
  }

  unknownEventBody() {
    return JSON.stringify({ id: 'x1', type: 'SOMETHING/NEW', timestamp: new Date().toISOString(), content: {} })
  }

  /** An organization-wide webhook tells of conversations that are none of ours as well: this is one. */
  eventBody() {
    return JSON.stringify({
      id: randomUUID(),
      type: 'CONTACT/MESSAGE_RECEIVED',
      timestamp: new Date().toISOString(),
      initiator: { id: 'someone', type: 'CUSTOMER' },
      content: {
        channel: 'CHAT',
        contactId: 'contact',
        conversationId: `other-${randomUUID()}`,
        customerId: 'someone',
        messageId: randomUUID(),
        context: { assignee: { inboxId: 'another-inbox' } },
      },
    })
  }

  stop() {
    return this.sandbox.stop()
  }

  private get gladly(): GladlySimulator {
    return this.sandbox.gladly
  }
}
