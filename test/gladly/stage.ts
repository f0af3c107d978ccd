import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type ConversationRecord,
  type ConversationView,
  NEW_CONVERSATION,
  viewOf,
} from '../../adapters/core/conversation.ts'
import type { AcceptedEvent, IncomingEvent } from '../../adapters/core/engine/engine.ts'
import type { Interpretation, Platform, PlatformCommand, RawRequest } from '../../adapters/core/platform.ts'
import { createGladlyPlatform, type GladlySettings } from '../../adapters/gladly/index.ts'
import {
  type GladlySimulator,
  type GladlySimulatorOptions,
  startGladlySimulator,
} from '../../scripts/sandbox/gladly/index.ts'
import { watchGladly } from '../specs/watch.ts'

export const SECRET = 'k-4f1d-current'

/** The simulated organization, our platform on it, and what its webhook brought. */
export interface Stage {
  gladly: GladlySimulator
  platform: Platform
  settings: GladlySettings
  /** Events in the order their webhooks came. */
  received: IncomingEvent[]
  /** The last event of that type, once all webhooks are through. */
  last(type: string): Promise<IncomingEvent>
  interpret(event: IncomingEvent, record?: Partial<ConversationRecord>): Promise<Interpretation>
  deliver(
    conversationId: string,
    command: Partial<PlatformCommand>,
    record?: Partial<ConversationRecord>,
  ): ReturnType<Platform['deliver']>
  view(conversationId: string, record?: Partial<ConversationRecord>): ConversationView
  /** What is called while `work` runs, as `METHOD path`. */
  callsOf(work: () => Promise<unknown>): Promise<string[]>
  /** Another platform on the same organization. */
  platformWith(settings: Partial<GladlySettings>): Platform
  stop(): Promise<void>
}

export const never: AbortSignal = new AbortController().signal

export async function openStage(
  options: { simulator?: GladlySimulatorOptions; settings?: Partial<GladlySettings> } = {},
): Promise<Stage> {
  const gladly = watchGladly(await startGladlySimulator({ requestsPerSecond: 1_000, ...options.simulator }))
  const settings: GladlySettings = {
    baseUrl: gladly.url,
    userEmail: gladly.apiUserEmail,
    apiToken: gladly.apiToken,
    aiInboxIds: [gladly.aiInboxId],
    handoffInboxId: gladly.handoffInboxId,
    queues: { billing: gladly.billingInboxId },
    webhookSecrets: [SECRET],
    requestsPerSecond: 1_000,
    profile: { handOff: { settleMs: 5 } },
    ...options.settings,
  }
  const open: Platform[] = []
  const platformWith = (changes: Partial<GladlySettings>): Platform => {
    const platform = createGladlyPlatform({ ...settings, ...changes })
    open.push(platform)
    return platform
  }
  const platform = platformWith({})
  const received: IncomingEvent[] = []
  const hook = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', async () => {
      const request: RawRequest = { method: 'POST', url: '/', headers: req.headers, body: Buffer.concat(chunks) }
      const verdict = await platform.verify(request)
      const reading = verdict.ok ? await platform.read(request) : undefined
      if (reading?.kind === 'events') received.push(...reading.events)
      res.statusCode = verdict.ok ? 200 : 401
      res.end()
    })
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`
  await gladly.registerWebhook({ url, headers: { 'X-Account-Identifier': SECRET } })

  let ids = 0
  const view = (conversationId: string, record: Partial<ConversationRecord> = {}): ConversationView =>
    viewOf({ channelId: 'gladly', account: '', conversationId }, { ...NEW_CONVERSATION, ...record })
  return {
    gladly,
    platform,
    settings,
    received,
    async last(type) {
      await gladly.idle()
      const found = received.findLast((event) => event.type === type)
      if (found === undefined) throw new Error(`no ${type} among ${received.map((event) => event.type).join(', ')}`)
      return found
    },
    interpret(event, record) {
      ids += 1
      const accepted: AcceptedEvent = { ...event, id: `event-${ids}`, acceptedAt: new Date().toISOString() }
      return platform.interpret(accepted, view(event.conversation.conversationId, record), never)
    },
    deliver(conversationId, command, record) {
      const whole: PlatformCommand = {
        kind: 'reply',
        id: 'command-1',
        body: {},
        createdAt: new Date().toISOString(),
        ...command,
      }
      return platform.deliver(whole, view(conversationId, record), never)
    },
    view,
    async callsOf(work) {
      const before = gladly.calls.length
      await work()
      return gladly.calls.slice(before).map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`)
    },
    platformWith,
    async stop() {
      await Promise.all(open.map((one) => one.close?.()))
      hook.closeAllConnections()
      await new Promise((resolve) => hook.close(resolve))
      await gladly.stop()
    },
  }
}
