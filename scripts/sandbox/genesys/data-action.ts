import { setMaxListeners } from 'node:events'
import type { SimulatorClock } from '../simulator/clock.ts'
import { post } from '../simulator/post.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import type { Conversation } from './conversations.ts'
import { MOST_BYTES } from './deliveries.ts'
import type { GenesysSettings } from './settings.ts'
import type { RecordedRegistration } from './types.ts'

/** The Web Services data action that hands a conversation's id to the bot's registration endpoint. */
export class DataAction {
  private readonly clock: SimulatorClock
  private readonly settings: GenesysSettings
  private readonly recorder: Recorder<RecordedRegistration>
  private readonly wire?: Wire
  private readonly stopped = new AbortController()

  constructor(parts: {
    clock: SimulatorClock
    settings: GenesysSettings
    recorder: Recorder<RecordedRegistration>
    wire?: Wire
  }) {
    this.clock = parts.clock
    this.settings = parts.settings
    this.recorder = parts.recorder
    this.wire = parts.wire
    // Every call under way listens.
    setMaxListeners(0, this.stopped.signal)
  }

  /** Breaks off calls under way. */
  stop(): void {
    this.stopped.abort()
  }

  /** Resolves with whether the Success path is taken. The Failure path: not 2xx, too late, or an output of another schema. */
  async register(conversation: Conversation, messageId: string | undefined): Promise<boolean> {
    const { registrationUrl: url, registrationTimeoutMs, registrationSecret, teamId, botId } = this.settings
    if (url === undefined) return false
    const customerId = this.settings.registrationCustomerId ? conversation.customer.id : undefined
    const body = { teamId, botId, conversationId: conversation.id, messageId, customerId }
    const at = this.clock.now()
    const started = performance.now()
    const result = await post({
      url,
      body: Buffer.from(JSON.stringify(body)),
      headers: { Authorization: `Bearer ${registrationSecret}` },
      timeoutMs: registrationTimeoutMs,
      answerBytes: MOST_BYTES,
      signal: this.stopped.signal,
      wire: this.wire,
    })
    const { status, error } = result
    const registered = status !== undefined && status >= 200 && status < 300 && matchesSchema(result.text)
    const durationMs = Math.round(performance.now() - started)
    this.recorder.add({ at, url, body, status, error, durationMs, registered })
    return registered
  }
}

/** The action's success schema: an object; `registered` is a boolean and `conversationId` a string, if they are there. */
function matchesSchema(text = ''): boolean {
  try {
    const output: unknown = JSON.parse(text)
    if (output === null || typeof output !== 'object' || Array.isArray(output)) return false
    const { registered = true, conversationId = '' } = output as Record<string, unknown>
    return typeof registered === 'boolean' && typeof conversationId === 'string'
  } catch {
    return false
  }
}
