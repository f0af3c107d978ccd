import { randomUUID } from 'node:crypto'
import { KeyRing } from '../../scripts/sandbox/eight-by-eight/keys.ts'
import type { EightByEightSimulator, Sandbox } from '../../scripts/sandbox/index.ts'
import { eightByEightForgeries } from './corpus/eight-by-eight.ts'
import { genesysForgeries, registrationForgeries, signGenesys } from './corpus/genesys.ts'
import { GLADLY_BASIC_FORGERIES, GLADLY_FORGERIES } from './corpus/gladly.ts'
import { hootsuiteForgeries, signHootsuite } from './corpus/hootsuite.ts'
import { imiconnectForgeries } from './corpus/imiconnect.ts'
import { localForgeries } from './corpus/messages.ts'
import type { Forgery } from './forgery.ts'
import { type Signing, signedHeaders } from './jws.ts'
import type { Header, Sent } from './wire.ts'
import { SECRETS, type World } from './world.ts'

/** Somebody who sends requests to one route, and everything that others could send in their name. */
export interface Party {
  name: string
  server: Sandbox['server']
  /** How somebody else is refused, where a forgery does not say. */
  refusal: number
  /** How the genuine request is answered, and how many turns it gets. */
  passes: { status: number; turns: number }
  /** A request of theirs that was never sent before; `at`: when it happened. */
  genuine(at?: Date): Sent
  forgeries: readonly Forgery[]
}

const json = (target: string, headers: readonly Header[], value: object): Sent => ({
  method: 'POST',
  target,
  headers: [['Content-Type', 'application/json'], ...headers],
  body: Buffer.from(JSON.stringify(value)),
})

export async function partiesOf({ all, desk }: World): Promise<Party[]> {
  const { genesys, imiconnect } = all
  const onChannel = await signingOf(all.eightByEight)
  const onDesk = await signingOf(desk.eightByEight)
  const basic = Buffer.from(`${SECRETS.gladlyUser}:${SECRETS.gladlyPassword}`).toString('base64')
  const refused401 = { refusal: 401, passes: { status: 200, turns: 1 } }
  return [
    {
      ...refused401,
      name: 'Gladly',
      server: all.server,
      genuine: (at) => json('/api/gladly', [['X-Account-Identifier', SECRETS.gladly]], gladlyEvent(at)),
      forgeries: GLADLY_FORGERIES,
    },
    {
      ...refused401,
      name: 'Gladly with Basic credentials',
      server: desk.server,
      genuine: (at?: Date) =>
        json(
          '/api/gladly',
          [
            ['X-Account-Identifier', SECRETS.gladly],
            ['Authorization', `Basic ${basic}`],
          ],
          gladlyEvent(at),
        ),
      forgeries: GLADLY_BASIC_FORGERIES,
    },
    {
      ...refused401,
      name: 'Hootsuite',
      server: all.server,
      genuine: (at) =>
        signed('/api/hootsuite', hootsuiteEvent(at), (body) => [
          ['X-Hootsuite-Signature', signHootsuite(SECRETS.hootsuite, body)],
        ]),
      forgeries: hootsuiteForgeries(SECRETS.hootsuite),
    },
    {
      name: 'IMIconnect',
      server: all.server,
      refusal: 404,
      passes: { status: 200, turns: 1 },
      genuine: (at) => json(`/api/imiconnect/${SECRETS.imiconnect}`, [], imiconnectEvent(at)),
      forgeries: imiconnectForgeries(SECRETS.imiconnect, imiconnect.verificationToken),
    },
    eightByEight('8x8, the bot inside its channels', all, onChannel),
    eightByEight('8x8, behind Web Chat', desk, onDesk),
    {
      ...refused401,
      name: 'Genesys, its webhook',
      server: all.server,
      genuine: (at) =>
        signed('/api/genesys', genesysEvent(genesys.integrationId, at), (body) => [
          ['X-Hub-Signature-256', signGenesys(SECRETS.genesysWebhook, body)],
        ]),
      forgeries: genesysForgeries(SECRETS.genesysWebhook, SECRETS.genesysRegistration),
    },
    {
      name: 'Genesys, its registration',
      server: all.server,
      refusal: 401,
      // Nobody we know is in that conversation: the answer to who may ask.
      passes: { status: 404, turns: 0 },
      genuine: () =>
        json('/api/genesys/register', [['Authorization', `Bearer ${SECRETS.genesysRegistration}`]], {
          teamId: genesys.teamId,
          botId: genesys.botId,
          conversationId: randomUUID(),
          customerId: randomUUID(),
        }),
      forgeries: registrationForgeries(SECRETS.genesysRegistration, SECRETS.genesysWebhook),
    },
    {
      name: 'the Bot Framework, without an app id',
      server: all.server,
      refusal: 403,
      passes: { status: 200, turns: 1 },
      genuine: () => json('/api/messages', [], activity(all.webChat.url)),
      forgeries: localForgeries(),
    },
  ]
}

function eightByEight(name: string, { server }: Sandbox, signing: Signing): Party {
  return {
    name,
    server,
    refusal: 401,
    passes: { status: 200, turns: 1 },
    genuine: (at = new Date()) => {
      const sent = json('/api/8x8', [], eightByEightEvent(at))
      const time = { transmissionTime: String(at.getTime()) }
      return { ...sent, headers: signedHeaders(signing, randomUUID(), sent.body, time) }
    },
    forgeries: eightByEightForgeries(signing),
  }
}

function signed(target: string, value: object, proof: (body: Buffer) => readonly Header[]): Sent {
  const sent = json(target, [], value)
  return { ...sent, headers: [...sent.headers, ...proof(sent.body)] }
}

/** All simulators of a process have one key pair, each under a name of its own: it stands in what was signed. */
export async function signingOf(simulator: EightByEightSimulator): Promise<Signing> {
  const { current } = await KeyRing.start()
  const signature = simulator.deliveries
    .map(({ headers }) => headers['x-8x8-signature'])
    .find((one) => one !== undefined)
  const { kid } = JSON.parse(String(Buffer.from(signature!.split('.')[0]!, 'base64url'))) as { kid: string }
  const { customerId, tenantId } = simulator
  return { kid, privateKey: current.privateKey, customerId, tenantId }
}

const gladlyEvent = (at = new Date()) => ({
  id: randomUUID(),
  type: 'CONTACT/MESSAGE_RECEIVED',
  timestamp: at.toISOString(),
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

const hootsuiteEvent = (at = new Date()) => ({
  timestamp: at.toISOString(),
  idempotencyKey: randomUUID(),
  version: 1,
  type: 'CONVERSATION_STARTED',
  data: { conversationId: `other-${randomUUID()}`, contactProfile: { id: 'someone' } },
})

const imiconnectEvent = (at = new Date()) => ({
  Conversationid: `other-${randomUUID()}`,
  Channel: 'FB',
  Event: 'Agent message',
  ConversationType: 'CCSP',
  Message: 'hello',
  Messageid: randomUUID(),
  Timestamp: at.toISOString().replace('T', ' ').slice(0, 22),
})

const eightByEightEvent = (at: Date) => ({
  eventType: 'MESSAGE',
  conversationId: `other-${randomUUID()}`,
  timestamp: at.getTime(),
  data: { isEcho: false, sender: { id: 'agent-1', type: 'agent' }, text: 'hello' },
})

const genesysEvent = (integrationId: string, at = new Date()) => {
  const id = randomUUID().replaceAll('-', '')
  const from = { id: integrationId, idType: 'Opaque', nickname: 'Acme Support' }
  const to = { id: `stranger-${randomUUID()}`, idType: 'Opaque' }
  return {
    id,
    channel: { id: integrationId, platform: 'Open', type: 'Private', messageId: id, to, from, time: at.toISOString() },
    type: 'Text',
    text: 'hello',
    originatingEntity: 'Human',
    direction: 'Outbound',
    conversationId: randomUUID(),
  }
}

const activity = (serviceUrl: string) => ({
  type: 'message',
  id: randomUUID(),
  text: 'hello',
  channelId: 'webchat',
  serviceUrl,
  conversation: { id: `wc-${randomUUID()}` },
  from: { id: 'noor', name: 'Noor' },
  recipient: { id: 'bot' },
})
