import { type ConversationRecord, NEW_CONVERSATION, viewOf } from '../../../adapters/core/conversation.ts'
import { createEightByEightChannel } from '../../../adapters/eight-by-eight/channel/index.ts'
import type { EightByEightSettings } from '../../../adapters/eight-by-eight/settings.ts'
import type { CommandKind, Platform } from '../../../adapters/index.ts'
import {
  type EightByEightSimulator,
  type EightByEightSimulatorOptions,
  startEightByEightSimulator,
} from '../../../scripts/sandbox/eight-by-eight/index.ts'
import { ACME, WITH_BOT } from './fixtures.ts'

const opened: Tenant[] = []

/** Stops whatever the test opened. For `afterEach`. */
export async function stopAll(): Promise<void> {
  for (const tenant of opened.splice(0)) await tenant.stop()
}

/** A simulated tenant with a customer in web chat, and the platform on it, whose conversation is the bot's. */
export async function openTenant(
  settings: Partial<EightByEightSettings> = {},
  options: EightByEightSimulatorOptions = {},
): Promise<Tenant> {
  const simulator = await startEightByEightSimulator(options)
  const { url: baseUrl, apiKey } = simulator
  const tenant = new Tenant(simulator, createEightByEightChannel({ ...ACME, baseUrl, apiKey, ...settings }))
  opened.push(tenant)
  return tenant
}

export class Tenant {
  readonly simulator: EightByEightSimulator
  readonly platform: Platform
  id: string
  private readonly signal = new AbortController().signal

  constructor(simulator: EightByEightSimulator, platform: Platform) {
    this.simulator = simulator
    this.platform = platform
    const additionalProperties = [{ key: 'orderNo', value: 'PX-9920' }]
    const user = { name: 'Nadia', email: 'nadia@example.org', additionalProperties }
    this.id = simulator.customerSays('hello', { user }).conversationId
  }

  get conversation() {
    return this.simulator.conversation(this.id)
  }

  get properties(): Record<string, string> {
    const { additionalProperties = [] } = this.conversation.user
    return Object.fromEntries(additionalProperties.map(({ key, value }) => [key, value]))
  }

  view(record: Partial<ConversationRecord> = {}) {
    const key = { channelId: '8x8', account: '', conversationId: this.id }
    return viewOf(key, { ...NEW_CONVERSATION, ...WITH_BOT, ...record })
  }

  deliver(kind: CommandKind, body: unknown) {
    return this.platform.deliver(commandOf(kind, body), this.view(), this.signal)
  }

  lookUp(kind: CommandKind, body: unknown, known: string[] = []) {
    return this.platform.lookUp!(commandOf(kind, body), this.view(), new Set(known), this.signal)
  }

  askOwner(record?: Partial<ConversationRecord>) {
    return this.platform.askOwner!(this.view(record), this.signal)
  }

  sent(method: string, path: RegExp): unknown[] {
    return this.simulator.calls.filter((call) => call.method === method && path.test(call.path)).map(({ body }) => body)
  }

  async stop(): Promise<void> {
    await this.platform.close?.()
    await this.simulator.stop()
  }
}

const commandOf = (kind: CommandKind, body: unknown) => ({ kind, body, id: 'c-1', createdAt: new Date().toISOString() })
