import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ImiconnectSimulator, type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { post } from '../contract/platform/post.ts'
import type { OpenStage, Picture, PlatformStage, PlatformTraits, StageOptions } from '../contract/platform/stage.ts'

const SECRET = 'imi-secret-5d1e7c'

/** IMIconnect, simulated, with a bot server on it. */
export const openImiconnect: OpenStage = async (options = {}) => new ImiconnectStage(await start(options))

/** A customer who writes right after an agent closed has the bot again: what was on its way is tested elsewhere. */
const PROFILE = path.join(mkdtempSync(path.join(tmpdir(), 'imi-profile-')), 'profile.json')
writeFileSync(PROFILE, JSON.stringify({ handover: { inFlightMs: 0 } }))
process.once('exit', () => rmSync(path.dirname(PROFILE), { recursive: true, force: true }))

function start({ logic, adapter, env, log }: StageOptions): Promise<Sandbox> {
  return startSandbox({
    platforms: ['imiconnect'],
    logic,
    adapter,
    log,
    env: { IMICONNECT_URL_SECRET: SECRET, IMICONNECT_PROFILE: PROFILE, ...env },
    imiconnect: { requestsPerSecond: 10_000, timeScale: 60 },
  })
}

class ImiconnectStage implements PlatformStage {
  readonly traits: PlatformTraits = {
    // Nothing tells that an agent is done but the customer's next message, which comes to the bot again.
    returns: { when: 'next-message', says: 'welcome-back' },
    reopensWithAgent: false,
    // Agents get a conversation only from the bot.
    takeOver: false,
    // Topics and attributes travel as parameters of the hand-over; notes have none by default.
    shows: { topics: true, attributes: true, notes: false },
    looksUp: false,
    calls: true,
    closes: false,
    handshakes: true,
    refusal: 404,
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
    return this.sandbox.server.adapters.imiconnect!
  }

  async say(text: string, { customer }: { customer?: string } = {}) {
    const said = await this.imiconnect.customerSays(text, { customerId: customer })
    return { customer: said.customerId, conversation: said.botConversationId, message: said.messageId }
  }

  botSaid(conversation: string): string[] {
    return this.imiconnect.botMessages(conversation).map((message) => message.text)
  }

  agentTakes(conversation: string) {
    return this.imiconnect.agentTakes(conversation)
  }

  async agentSays(conversation: string, text: string) {
    await this.imiconnect.agentSays(conversation, text)
  }

  agentGivesBack(conversation: string) {
    return this.imiconnect.agentCloses(conversation)
  }

  agentCloses(conversation: string) {
    return this.imiconnect.agentCloses(conversation)
  }

  picture(conversation: string): Picture {
    const { owner, handover } = this.imiconnect.conversation(conversation)
    // The defaults of the profile: parameter 5 are the topics, 6 the attributes.
    const { customparam5 = '', customparam6 = '' } = handover?.customparams ?? {}
    const pairs = String(customparam6)
      .split(/[,;]\s*/)
      .map((pair) => pair.split('='))
    const contactAttributes = Object.fromEntries(pairs.map(([name = '', value]) => [name, value]))
    return { owner, topics: String(customparam5).split(', ').filter(Boolean), contactAttributes, notes: [] }
  }

  quiet(timeoutMs?: number) {
    return this.sandbox.quiet(timeoutMs)
  }

  ill(how: 'limited' | 'down' | 'hanging' | 'lost', { times }: { times?: number } = {}) {
    const kind = ({ limited: 'status', down: 'status', hanging: 'hang-before', lost: 'reset-after' } as const)[how]
    return this.imiconnect.faults.api({ times, kind, status: how === 'limited' ? 429 : 503 })
  }

  get secrets() {
    return [SECRET, this.imiconnect.verificationToken, new URL(this.imiconnect.inboundUrl).pathname]
  }

  refuseCredentials() {
    this.imiconnect.faults.api({ kind: 'status', status: 401 })
  }

  copies(count: number) {
    this.stopCopies()
    this.stopCopies = count > 1 ? this.imiconnect.faults.webhooks({ kind: 'duplicate', copies: count - 1 }) : () => {}
  }

  calls() {
    return this.imiconnect.calls.length
  }

  post(body: string | Buffer, headers: Record<string, string> = {}) {
    return post(this.urlWith(SECRET), headers, body)
  }

  forge(body: string) {
    const wrong = ['wrong', `${SECRET}x`, SECRET.slice(0, -1), SECRET.toUpperCase(), encodeURIComponent('../..')]
    return Promise.all(wrong.map((secret) => post(this.urlWith(secret), {}, body)))
  }

  /** A copy of what an agent says elsewhere: never answered. */
  eventBody() {
    return this.event('Agent message', { ConversationType: 'CCSP', Message: 'hello', Messageid: randomUUID() })
  }

  unknownEventBody() {
    return this.event('Something new', { ConversationType: 'BOT' })
  }

  stop() {
    return this.sandbox.stop()
  }

  private event(name: string, fields: object): string {
    const Timestamp = new Date().toISOString().replace('T', ' ').slice(0, 22)
    return JSON.stringify({ Conversationid: `other-${randomUUID()}`, Channel: 'FB', Event: name, Timestamp, ...fields })
  }

  private urlWith(secret: string): string {
    return `${this.server.url}/api/imiconnect/${secret}`
  }

  private get imiconnect(): ImiconnectSimulator {
    return this.sandbox.imiconnect
  }
}
