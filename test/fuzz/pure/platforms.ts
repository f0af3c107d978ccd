import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { NEW_CONVERSATION, viewOf } from '../../../adapters/core/conversation.ts'
import type { Desk } from '../../../adapters/core/desk/desk.ts'
import type { AcceptedEvent, IncomingEvent } from '../../../adapters/core/engine/engine.ts'
import type { Platform, RawRequest, Verdict } from '../../../adapters/core/platform.ts'
import { createEightByEightChannel, createEightByEightDesk } from '../../../adapters/eight-by-eight/index.ts'
import { GenesysDesk } from '../../../adapters/genesys/index.ts'
import { sign as signGenesys } from '../../../adapters/genesys/signature.ts'
import { createGladlyPlatform } from '../../../adapters/gladly/index.ts'
import { createHootsuitePlatform } from '../../../adapters/hootsuite/index.ts'
import { hootsuiteProfile } from '../../../adapters/hootsuite/profile.ts'
import { sign as signHootsuite } from '../../../adapters/hootsuite/signature.ts'
import { createImiconnectPlatform } from '../../../adapters/imiconnect/index.ts'
import { type SigningKey, signatureOf } from '../../../scripts/sandbox/eight-by-eight/signature.ts'
import { given } from '../../eight-by-eight/desk-fixtures.ts'
import { INTEGRATION, viewWith } from '../../genesys/fixtures.ts'
import { ACME as GLADLY } from '../../gladly/fixtures.ts'
import { CREDENTIALS, SECRET as HOOTSUITE_SECRET } from '../../hootsuite/fixtures.ts'
import { ACME as IMICONNECT, SECRET as IMICONNECT_SECRET } from '../../imiconnect/fixtures.ts'
import {
  eightByEightEvents,
  genesysEvents,
  gladlyEvents,
  hootsuiteEvents,
  imiconnectEvents,
} from '../generators/platform-events.ts'
import { never, outOfReach } from './out-of-reach.ts'

/** One platform, or one side of it, that nobody serves: what it makes of requests. */
export interface Tried {
  name: string
  envelopes: readonly object[]
  /** A request with the proof that it comes from the platform. */
  signed(body: Buffer): Pick<RawRequest, 'url' | 'headers' | 'method'>
  /** A body that is a request by itself, unsigned: a handshake, which does nothing. */
  needsNoProof?(verdict: Verdict, body: Buffer): boolean
  on: Pick<Platform, 'verify' | 'read'>
  interpret(event: IncomingEvent): Promise<{ happenings: readonly { kind: string }[]; data?: Record<string, unknown> }>
  render?: Platform['render']
  close(): Promise<void>
}

const acceptedOf = (event: IncomingEvent): AcceptedEvent => ({
  ...event,
  id: 'e-1',
  acceptedAt: new Date().toISOString(),
})

/** All of them, with addresses at which nobody listens. */
export const triedPlatforms = (): Tried[] => [
  gladly(),
  hootsuite(true),
  hootsuite(false),
  imiconnect(),
  ...eightByEight(),
  genesys(),
]

function platform(name: string, on: Platform, rest: Pick<Tried, 'envelopes' | 'signed' | 'needsNoProof'>): Tried {
  return {
    name,
    on,
    ...rest,
    interpret: (event) => on.interpret(acceptedOf(event), viewOf(event.conversation, NEW_CONVERSATION), never),
    render: (activity, view) => on.render(activity, view),
    close: async () => on.close?.(),
  }
}

function desk(name: string, on: Desk, rest: Pick<Tried, 'envelopes' | 'signed' | 'needsNoProof'>): Tried {
  const session = { number: 1, open: true, ready: true, opened: true, since: new Date(0).toISOString() }
  return {
    name,
    on,
    ...rest,
    interpret(event) {
      const { conversationId } = event.conversation
      return on.interpret(
        acceptedOf(event),
        viewWith({ owner: 'agent', session: { ...session, conversationId } }),
        never,
      )
    },
    close: async () => on.stop?.(),
  }
}

const posted = (url: string, headers: RawRequest['headers']) => ({ method: 'POST', url, headers })

function gladly(): Tried {
  const on = createGladlyPlatform({ ...GLADLY, baseUrl: outOfReach.url, requestsPerSecond: 0 })
  const signed = () => posted('/api/gladly', { 'x-account-identifier': 's3cret-current' })
  return platform('gladly', on, { envelopes: gladlyEvents, signed })
}

function hootsuite(api: boolean): Tried {
  const base = { webhookSecrets: [HOOTSUITE_SECRET], baseUrl: outOfReach.url }
  const on = createHootsuitePlatform(api ? { ...base, ...CREDENTIALS } : base)
  const rules = hootsuiteProfile.parse({})
  const signed = (body: Buffer) =>
    posted('/api/hootsuite', { 'x-hootsuite-signature': signHootsuite(HOOTSUITE_SECRET, body, rules) })
  const envelopes = hootsuiteEvents(new Date())
  return platform(api ? 'hootsuite' : 'hootsuite, no API', on, { envelopes, signed })
}

function imiconnect(): Tried {
  const on = createImiconnectPlatform({ ...IMICONNECT, inboundUrl: `${outOfReach.url}/events/GENERATED1234` })
  const signed = () => posted(`/api/imiconnect/${IMICONNECT_SECRET}`, {})
  return platform('imiconnect', on, { envelopes: imiconnectEvents, signed })
}

function eightByEight(): Tried[] {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { kty, e, n } = publicKey.export({ format: 'jwk' })
  const key: SigningKey = {
    kid: 'key-1',
    privateKey: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    jwk: { kty, e, n, kid: 'key-1' },
  }
  outOfReach.serveKey(key.jwk)
  const settings = { ...given(), baseUrl: outOfReach.keysUrl(), webhookId: 'wh-1', requestsPerSecond: 0 }
  const signed = (body: Buffer) => {
    const ids = {
      customerId: 'custDemo01',
      tenantId: 'tenantdemo01',
      eventId: `e-${eventNumber++}`,
      retry: 0,
      transmissionTime: Date.now(),
    }
    return posted('/api/8x8', {
      'x-8x8-customer-id': ids.customerId,
      'x-8x8-tenant-id': ids.tenantId,
      'x-8x8-event-id': ids.eventId,
      'x-8x8-retry': '0',
      'x-8x8-transmission-time': String(ids.transmissionTime),
      'x-8x8-signature': signatureOf(key, body, ids),
    })
  }
  const needsNoProof = (verdict: Verdict, body: Buffer) => verdict.ok && body.includes('WEB_HOOK_VERIFY')
  const rest = { envelopes: eightByEightEvents, signed, needsNoProof }
  return [
    platform('8x8, channel', createEightByEightChannel({ ...settings, role: 'channel' }), rest),
    desk('8x8, desk', createEightByEightDesk(settings), rest),
  ]
}
let eventNumber = 1

function genesys(): Tried {
  const secret = 'constructed-webhook-secret-01'
  const on = new GenesysDesk({
    regionUrl: 'https://apps.mypurecloud.ie',
    clientId: 'client-1',
    clientSecret: 'client-secret-5e1c',
    integrationId: INTEGRATION,
    webhookSecrets: [secret],
    registrationSecrets: ['registration-secret-77'],
    teamId: 'team-42',
    botId: 'bot-7',
    loginUrl: outOfReach.url,
    apiUrl: outOfReach.url,
  })
  const signed = (body: Buffer) => posted('/api/genesys', { 'x-hub-signature-256': signGenesys(secret, body) })
  return desk('genesys', on, { envelopes: genesysEvents, signed })
}
