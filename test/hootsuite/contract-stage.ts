import { createHmac, randomUUID } from 'node:crypto'
import { type HootsuiteSimulator, type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { post } from '../contract/platform/post.ts'
import type { OpenStage, Picture, PlatformStage, PlatformTraits, StageOptions } from '../contract/platform/stage.ts'
import { watchHootsuite } from '../specs/watch.ts'

/** Hootsuite, simulated, with a bot server on it that has credentials for its API. */
export const openHootsuite: OpenStage = async (options = {}) => new HootsuiteStage(await start(options, true), true)

/** The same without: the bot answers within the webhook's response, and in no other way. */
export const openHootsuiteWithoutApi: OpenStage = async (options = {}) =>
  new HootsuiteStage(await start(options, false), false)

async function start({ logic, adapter, env, log }: StageOptions, credentials: boolean): Promise<Sandbox> {
  const sandbox = await startSandbox({
    platforms: ['hootsuite'],
    logic,
    adapter,
    log,
    env,
    hootsuite: { requestsPerSecond: 10_000, credentials, virtualAgentTimeoutMs: 0 },
  })
  watchHootsuite(sandbox.hootsuite)
  return sandbox
}

class HootsuiteStage implements PlatformStage {
  readonly traits: PlatformTraits
  private readonly sandbox: Sandbox
  private stopCopies: () => void = () => {}

  constructor(sandbox: Sandbox, credentials: boolean) {
    this.sandbox = sandbox
    this.traits = {
      // A person gives the customer back by delegating, and that begins a new epoch.
      returns: { when: 'at-once', says: 'greeting' },
      // After a person resolved it, the conversation starts at the bot again.
      reopensWithAgent: false,
      // No event tells of it; a refused call does.
      takeOver: credentials,
      shows: { topics: true, attributes: true, notes: true },
      looksUp: false,
      calls: credentials,
      closes: true,
      handshakes: false,
      refusal: 401,
    }
  }

  get server() {
    return this.sandbox.server
  }

  get adapter() {
    return this.sandbox.server.adapters.hootsuite!
  }

  async say(text: string, { customer }: { customer?: string } = {}) {
    const said = await this.hootsuite.customerSays(text, { customerId: customer })
    return { customer: said.customerId, conversation: said.conversationId, message: said.messageId }
  }

  botSaid(conversation: string): string[] {
    return this.hootsuite.botMessages(conversation).map((message) => message.text ?? '')
  }

  async agentTakes(conversation: string) {
    await this.hootsuite.agentTakes(conversation)
  }

  async agentSays(conversation: string, text: string) {
    await this.hootsuite.agentSays(conversation, text)
  }

  async agentGivesBack(conversation: string) {
    await this.hootsuite.delegate(conversation)
  }

  async agentCloses(conversation: string) {
    await this.hootsuite.agentResolves(conversation)
  }

  picture(conversation: string): Picture {
    const { owner, topics, contactAttributes, notes } = this.hootsuite.conversation(conversation)
    const owners = { bot: 'bot', new: 'queue', agent: 'agent', resolved: 'closed' } as const
    return { owner: owners[owner], topics: [...topics].sort(), contactAttributes, notes }
  }

  quiet(timeoutMs?: number) {
    return this.sandbox.quiet(timeoutMs)
  }

  ill(how: 'limited' | 'down' | 'hanging' | 'lost', { times }: { times?: number } = {}) {
    const kind = ({ limited: 'status', down: 'status', hanging: 'hang-before', lost: 'reset-after' } as const)[how]
    return this.hootsuite.faults.api({ times, kind, status: how === 'limited' ? 429 : 503 })
  }

  get secrets() {
    return [this.hootsuite.webhookSecret, this.hootsuite.clientSecret]
  }

  refuseCredentials() {
    this.hootsuite.faults.api({ kind: 'status', status: 401 })
  }

  copies(count: number) {
    this.stopCopies()
    this.stopCopies = count > 1 ? this.hootsuite.faults.webhooks({ kind: 'duplicate', copies: count - 1 }) : () => {}
  }

  calls() {
    return this.hootsuite.calls.length
  }

  post(body: string | Buffer, headers: Record<string, string> = {}) {
    return post(this.url, { 'X-Hootsuite-Signature': sign(this.hootsuite.webhookSecret, body), ...headers }, body)
  }

  forge(body: string) {
    const { webhookSecret } = this.hootsuite
    const right = sign(webhookSecret, body)
    const late = JSON.stringify({ ...JSON.parse(body), timestamp: new Date(Date.now() - 6 * 60_000).toISOString() })
    const forged: [string, Record<string, string>][] = [
      [body, {}],
      [body, { 'X-Hootsuite-Signature': '' }],
      [body, { 'X-Hootsuite-Signature': right.slice(0, -2) }],
      [body, { 'X-Hootsuite-Signature': `${right}00` }],
      [body, { 'X-Hootsuite-Signature': sign('00'.repeat(32), body) }],
      [`${body} `, { 'X-Hootsuite-Signature': right }],
      [body, { 'X-Hootsuite-Signature': createHmac('sha256', webhookSecret).update(body).digest('hex') }],
      [
        body,
        { 'X-Hootsuite-Signature': createHmac('sha512', Buffer.from(webhookSecret, 'hex')).update(body).digest('hex') },
      ],
      [late, { 'X-Hootsuite-Signature': sign(webhookSecret, late) }],
    ]
    return Promise.all(forged.map(([sent, headers]) => post(this.url, headers, sent)))
  }

  /** A start: it makes the bot greet, at most in the response of this very request. */
  eventBody() {
    return this.event('CONVERSATION_STARTED', {
      conversationId: `other-${randomUUID()}`,
      contactProfile: { id: 'someone' },
    })
  }

  unknownEventBody() {
    return this.event('SOMETHING_NEW', { conversationId: 'any' })
  }

  stop() {
    return this.sandbox.stop()
  }

  private event(type: string, data: object): string {
    return JSON.stringify({ timestamp: new Date().toISOString(), idempotencyKey: randomUUID(), version: 1, type, data })
  }

  private get url(): string {
    return `${this.server.url}/api/hootsuite`
  }

  private get hootsuite(): HootsuiteSimulator {
    return this.sandbox.hootsuite
  }
}

/** As Hootsuite's documents have it: HMAC-SHA256 over the raw body, with the secret's bytes. */
function sign(secret: string, body: string | Buffer): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(body).digest('hex')
}
