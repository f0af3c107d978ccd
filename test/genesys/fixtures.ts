import type { DeskSession, DeskView } from '../../adapters/core/desk/desk.ts'
import type { AcceptedEvent } from '../../adapters/core/engine/engine.ts'
import type { RawRequest } from '../../adapters/core/platform.ts'
import { addressOf } from '../../adapters/genesys/address.ts'
import type { InterpretPorts } from '../../adapters/genesys/interpret.ts'
import { type GenesysProfileInput, genesysProfile } from '../../adapters/genesys/profile.ts'
import { completeGenesysSettings, type GenesysSettings } from '../../adapters/genesys/settings.ts'
import { sign } from '../../adapters/genesys/signature.ts'

export const SECRET = 'constructed-webhook-secret-01'
export const REGISTRATION = 'registration-secret-77'
export const INTEGRATION = '7c1b7d55-2f0a-4b6e-9d8e-0f6b7f6f1a10'
export const OWN = { channelId: 'webchat', account: '', conversationId: 'wc-1' }
export const ADDRESS = addressOf(OWN)
export const CONVERSATION = '3e9c3f0a-58a4-4f63-8a0a-2d0f6d5e7b44'
/** When the hand-off was; the examples are a little later. */
export const SINCE = '2026-03-02T10:15:00.000Z'

export const acme = (changes: Partial<GenesysSettings> = {}) =>
  completeGenesysSettings({
    regionUrl: 'https://apps.mypurecloud.ie',
    clientId: 'client-1',
    clientSecret: 'client-secret-5e1c',
    integrationId: INTEGRATION,
    webhookSecrets: [SECRET],
    registrationSecrets: [REGISTRATION],
    teamId: 'team-42',
    botId: 'bot-7',
    ...changes,
  })

export const profile = (changes: GenesysProfileInput = {}) => genesysProfile.parse(changes)

/** A webhook request as intake hands it over, signed. */
export function signed(
  body: string | Buffer | object,
  headers: RawRequest['headers'] = {},
  secret = SECRET,
): RawRequest {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return {
    method: 'POST',
    url: '/api/genesys',
    headers: { 'x-hub-signature-256': sign(secret, bytes), ...headers },
    body: bytes,
  }
}

/** An agent's message. */
export const outbound = (changes: Record<string, unknown> = {}, channel: Record<string, unknown> = {}) => ({
  id: '0d6f2f3b9f0e4f6aa1c77f5d3f1a9b21',
  channel: {
    id: INTEGRATION,
    platform: 'Open',
    type: 'Private',
    to: { id: ADDRESS, idType: 'Opaque' },
    from: { nickname: 'Acme Support', id: INTEGRATION, idType: 'Opaque' },
    time: '2026-03-02T10:15:30.250Z',
    messageId: '0d6f2f3b9f0e4f6aa1c77f5d3f1a9b21',
    ...channel,
  },
  type: 'Text',
  text: 'Hello, Priya speaking.',
  originatingEntity: 'Human',
  direction: 'Outbound',
  conversationId: CONVERSATION,
  ...changes,
})

export const accepted = (event: object, changes: Partial<AcceptedEvent> = {}): AcceptedEvent => ({
  conversation: { channelId: 'genesys', account: '', conversationId: ADDRESS },
  key: 'key-1',
  keyLifeMs: 1,
  type: (event as { type?: string }).type ?? '',
  origin: 'webhook',
  body: JSON.stringify(event),
  id: 'event-1',
  acceptedAt: '2026-03-02T10:15:31.000Z',
  ...changes,
})

export const session = (changes: Partial<DeskSession> = {}): DeskSession => ({
  number: 1,
  open: true,
  ready: true,
  opened: true,
  conversationId: ADDRESS,
  since: SINCE,
  ...changes,
})

export const viewWith = (changes: Partial<DeskView> = {}): DeskView => ({
  own: OWN,
  customer: { id: 'noor', name: 'Noor', channel: 'webchat' },
  session: undefined,
  data: {},
  owner: 'bot',
  ...changes,
})

/** While an agent has the customer. */
export const withAgent = (data: Record<string, unknown> = {}) =>
  viewWith({
    session: session(),
    owner: 'agent',
    data: { seen: { session: 1, state: 'accepted', agent: { id: 'a1', name: 'Priya' } }, ...data },
  })

export const ports = (changes: Partial<InterpretPorts> = {}): InterpretPorts => ({
  profile: profile(),
  isEcho: () => false,
  file: async (attachment) => ({ attachment }),
  look: async () => undefined,
  ...changes,
})
