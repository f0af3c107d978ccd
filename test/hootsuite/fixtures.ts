import { type ConversationRecord, NEW_CONVERSATION, viewOf } from '../../adapters/core/conversation.ts'
import type { AcceptedEvent } from '../../adapters/core/engine/engine.ts'
import type { PlatformCommand, RawRequest } from '../../adapters/core/platform.ts'
import { applyHappening, type Effect } from '../../adapters/core/turn/apply.ts'
import { interpret } from '../../adapters/hootsuite/interpret.ts'
import { type HootsuiteProfileInput, hootsuiteProfile } from '../../adapters/hootsuite/profile.ts'
import { completeHootsuiteSettings, type HootsuiteSettings } from '../../adapters/hootsuite/settings.ts'
import { sign } from '../../adapters/hootsuite/signature.ts'

export const SECRET = '9b41c07e5d2f83a6e0174bc25a98df36417e0ac5b8d2936f5e81047a3cc2d9f1'
/** When the examples were sent, and a bit. */
export const NOW = new Date('2031-05-06T07:08:10Z')

export const profile = (changes: HootsuiteProfileInput = {}) => hootsuiteProfile.parse(changes)

export const acme = (changes: HootsuiteSettings = {}) =>
  completeHootsuiteSettings({ webhookSecrets: [SECRET], ...changes })

export const CREDENTIALS = { clientId: 'app-1', clientSecret: 'app-secret-5e1c', organizationId: '41207' }

/** A webhook request as intake hands it over, signed. */
export function signed(body: string | Buffer, headers: RawRequest['headers'] = {}, secret = SECRET): RawRequest {
  const bytes = Buffer.from(body as string)
  const signature = sign(secret, bytes, profile())
  return {
    method: 'POST',
    url: '/api/hootsuite',
    headers: { 'x-hootsuite-signature': signature, ...headers },
    body: bytes,
  }
}

const SENT = '2031-05-06T07:08:09.123456Z'
const CONTACT = {
  id: 'cp-9001',
  mediumContactProfileId: '33600000001',
  primaryIdentifier: 'Léa Martin',
  secondaryIdentifier: '+33600000001',
}

type Changes = { data?: Record<string, unknown>; [field: string]: unknown }

let keys = 0
const envelope = (type: string, data: Record<string, unknown>, { data: more, ...changes }: Changes) => {
  keys += 1
  return {
    timestamp: SENT,
    idempotencyKey: `key-${keys}`,
    version: 1,
    type,
    ...changes,
    data: { conversationId: 'conv-7781', ...data, ...more },
  }
}

export const startedEvent = (changes: Changes = {}) =>
  envelope(
    'CONVERSATION_STARTED',
    {
      medium: { id: 'whatsapp' },
      channel: { id: 'chan-12', name: 'Acme WhatsApp FR' },
      language: 'fr',
      contactProfile: CONTACT,
      contactAttributes: [
        { attribute: 'loyalty_tier', value: 'gold', source: 'CRM_CONFIRMED' },
        { attribute: 'loyalty_tier', value: 'silver', source: 'AGENT' },
        { attribute: 'city', value: null, source: 'MEDIUM' },
      ],
    },
    changes,
  )

export const delegatedEvent = (changes: Changes = {}) => ({ ...startedEvent(changes), type: 'CONVERSATION_DELEGATED' })

export const messageEvent = (message: Record<string, unknown> = {}, changes: Changes = {}) =>
  envelope(
    'INBOUND_MESSAGE_RECEIVED',
    {
      message: { messageId: 'msg-0001', text: 'Suivi de colis', ...message },
      trigger: null,
      conversationTopics: ['Livraison'],
      channel: { id: 'chan-12', name: 'Acme WhatsApp FR' },
      contactProfile: CONTACT,
      medium: { id: 'whatsapp' },
    },
    changes,
  )

export const accepted = (event: object, at: string | Date = NOW): AcceptedEvent => ({
  conversation: { channelId: 'hootsuite', account: '', conversationId: 'conv-7781' },
  key: 'key',
  keyLifeMs: 1,
  type: (event as { type: string }).type,
  origin: 'webhook',
  body: JSON.stringify(event),
  id: 'event-1',
  acceptedAt: new Date(at).toISOString(),
})

export const viewWith = (record: Partial<ConversationRecord> = {}) =>
  viewOf({ channelId: 'hootsuite', account: '', conversationId: 'conv-7781' }, { ...NEW_CONVERSATION, ...record })

export const command = (kind: PlatformCommand['kind'], body: unknown, id = `${kind}-1`): PlatformCommand => ({
  kind,
  id,
  body,
  createdAt: NOW.toISOString(),
})

/** A conversation as core leads it: events in, effects out; what the bot and the outbox do is told by `change`. */
export class Conversation {
  record: ConversationRecord = NEW_CONVERSATION
  private readonly rules

  constructor(changes: HootsuiteProfileInput = {}) {
    this.rules = profile(changes)
  }

  /** An event, so many seconds after the first; sent when it is accepted, unless told otherwise. Returns the effects' names. */
  take(event: object, seconds: number, sentSeconds = seconds): string[] {
    const stamped = { ...event, timestamp: at(sentSeconds) }
    const { happenings, data, customer } = interpret(this.rules, accepted(stamped, at(seconds)), viewWith(this.record))
    this.record = { ...this.record, data, ...(customer === undefined ? {} : { customer }) }
    const effects: Effect[] = []
    for (const happening of happenings) {
      const applied = applyHappening(this.record, happening)
      this.record = applied.record
      effects.push(...applied.effects)
    }
    return effects.map((effect) => {
      if (effect.kind !== 'event') return effect.kind
      const { state, owner } = effect.value as { state?: string; owner?: string }
      return [effect.name, state, owner].filter(Boolean).join(' ')
    })
  }

  change(change: Partial<ConversationRecord>): void {
    this.record = { ...this.record, ...change }
  }

  /** The bot handed off, and Hootsuite has it. */
  handOff(seconds: number): void {
    this.change({ owner: 'queue', tenure: this.record.tenure + 1, handedOffAt: at(seconds) })
  }

  /** The bot resolved, and Hootsuite has it. */
  resolve(): void {
    this.change({ owner: 'closed', tenure: this.record.tenure + 1, resolvedByBot: true })
  }
}

export const at = (seconds: number): string => new Date(NOW.getTime() + seconds * 1_000).toISOString()
