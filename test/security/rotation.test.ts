import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Engine, Turn } from '../../adapters/index.ts'
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { Cleanup, post, startServer, temporaryFolder } from '../bot/servers.ts'
import { signGenesys } from './corpus/genesys.ts'
import { signHootsuite } from './corpus/hootsuite.ts'
import { signedHeaders } from './jws.ts'
import { signingOf } from './parties.ts'
import { eventually } from './world.ts'

const NOWHERE = 'http://127.0.0.1:9'
const INTEGRATION = randomUUID()
/** Old and new, of each platform. */
const OLD = 'ab'.repeat(16)
const NEW = 'cd'.repeat(16)
const STRANGE = 'ef'.repeat(16)

/** All platforms that have a secret of ours, none of which can be reached. */
const environment = (secrets: string) => ({
  GLADLY_BASE_URL: NOWHERE,
  GLADLY_USER_EMAIL: 'bot@acme.example',
  GLADLY_API_TOKEN: 'token',
  GLADLY_AI_INBOX_ID: 'ai',
  GLADLY_HANDOFF_INBOX_ID: 'people',
  GLADLY_WEBHOOK_SECRET: secrets,
  HOOTSUITE_WEBHOOK_SECRET: secrets,
  IMICONNECT_INBOUND_URL: `${NOWHERE}/in`,
  IMICONNECT_VERIFICATION_TOKEN: 'verification-token',
  IMICONNECT_URL_SECRET: secrets,
  GENESYS_REGION_URL: 'https://apps.mypurecloud.ie',
  GENESYS_LOGIN_URL: NOWHERE,
  GENESYS_API_URL: NOWHERE,
  GENESYS_CLIENT_ID: 'client',
  GENESYS_CLIENT_SECRET: 'client-secret',
  GENESYS_INTEGRATION_ID: INTEGRATION,
  GENESYS_WEBHOOK_SECRET: secrets,
  GENESYS_REGISTRATION_SECRET: secrets,
  GENESYS_TEAM_ID: 'team',
  GENESYS_BOT_ID: 'bot',
})

interface Sender {
  path(secret: string): string
  headers?(secret: string, body: string): Record<string, string>
  /** `id` tells events apart. */
  body(id: string): object
  taken: number
  refused: number
}

const SENDERS: Record<string, Sender> = {
  Gladly: {
    path: () => '/api/gladly',
    headers: (secret) => ({ 'X-Account-Identifier': secret }),
    body: (id) => ({
      id,
      type: 'CONTACT/MESSAGE_RECEIVED',
      timestamp: new Date().toISOString(),
      initiator: { id: 'someone', type: 'CUSTOMER' },
      content: { channel: 'CHAT', contactId: 'c', conversationId: id, customerId: 'someone', messageId: id },
    }),
    taken: 200,
    refused: 401,
  },
  Hootsuite: {
    path: () => '/api/hootsuite',
    headers: (secret, body) => ({ 'X-Hootsuite-Signature': signHootsuite(secret, Buffer.from(body)) }),
    body: (id) => ({
      timestamp: new Date().toISOString(),
      idempotencyKey: id,
      version: 1,
      type: 'CONVERSATION_STARTED',
      data: { conversationId: id, contactProfile: { id: 'someone' } },
    }),
    taken: 200,
    refused: 401,
  },
  IMIconnect: {
    path: (secret) => `/api/imiconnect/${secret}`,
    body: (id) => ({
      Conversationid: id,
      Channel: 'FB',
      Event: 'Agent message',
      ConversationType: 'CCSP',
      Message: 'hello',
      Messageid: id,
    }),
    taken: 200,
    refused: 404,
  },
  'Genesys’ webhook': {
    path: () => '/api/genesys',
    headers: (secret, body) => ({ 'X-Hub-Signature-256': signGenesys(secret, Buffer.from(body)) }),
    body: (id) => ({
      id,
      channel: {
        id: INTEGRATION,
        platform: 'Open',
        messageId: id,
        to: { id },
        from: { id: INTEGRATION },
        time: new Date().toISOString(),
      },
      type: 'Text',
      text: 'hello',
      originatingEntity: 'Human',
      direction: 'Outbound',
    }),
    taken: 200,
    refused: 401,
  },
  'Genesys’ registration': {
    path: () => '/api/genesys/register',
    headers: (secret) => ({ Authorization: `Bearer ${secret}` }),
    // Of another team: known to be ours, and of no use.
    body: (id) => ({ teamId: 'another', botId: 'bot', conversationId: id }),
    taken: 403,
    refused: 401,
  },
}

describe('secrets are changed without losing anything', () => {
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  /** A server whose turns begin and do not end, or do. */
  async function life(secrets: string, dataDir: string, ends: boolean) {
    const turns: string[] = []
    const logic = (engine: Engine) => {
      const serve = engine.serve.bind(engine)
      engine.serve = (channelId, handler) =>
        serve(channelId, {
          deliver: (command, signal) => handler.deliver(command, signal),
          async runTurn(turn: Turn) {
            if (!ends) return new Promise(() => {})
            turns.push(turn.event?.conversation.conversationId ?? '')
          },
        })
      return async () => {}
    }
    const adapter = { response: undefined, settleMs: 1 } as object
    const server = await startServer(cleanup, { ...environment(secrets), DATA_DIR: dataDir }, { logic, adapter })
    const send = async (name: string, secret: string, id: string): Promise<number> => {
      const sender = SENDERS[name]!
      const body = JSON.stringify(sender.body(id))
      return (await post(`${server.url}${sender.path(secret)}`, body, sender.headers?.(secret, body))).status
    }
    return { server, turns, send }
  }

  it('on every platform whose requests a secret of ours proves: new and old side by side, then the new one alone', async function () {
    this.timeout(40_000)
    const dataDir = await temporaryFolder(cleanup)
    const sent: string[] = []
    const first = await life(`${NEW},${OLD}`, dataDir, false)
    const posts: Promise<unknown>[] = []
    for (const [name, { taken, refused }] of Object.entries(SENDERS)) {
      assert.equal(await first.send(name, STRANGE, randomUUID()), refused, name)
      for (const secret of [OLD, NEW]) {
        const id = `${name}-${randomUUID()}`
        if (taken === 200) sent.push(id)
        // Hootsuite waits for the bot's words, and is answered in the next life or by nobody.
        const answered = first.send(name, secret, id).then((status) => {
          if (name !== 'Hootsuite') assert.equal(status, taken, name)
        })
        if (name === 'Hootsuite') posts.push(answered.catch(() => undefined))
        else await answered
      }
    }
    await eventually('all of them are kept', () => first.server.engine.stats().inbox === sent.length)
    await first.server.close(0)
    await Promise.all(posts)

    const second = await life(NEW, dataDir, true)
    await eventually('every turn of the earlier life', () => sent.every((id) => second.turns.includes(id)))
    assert.equal(second.turns.length, sent.length)
    for (const [name, { taken, refused }] of Object.entries(SENDERS)) {
      assert.equal(await second.send(name, OLD, randomUUID()), refused, name)
      assert.equal(await second.send(name, NEW, randomUUID()), taken, name)
    }
  })

  it('on 8x8, which changes its keys by itself and while we run', async () => {
    const sandbox: Sandbox = await startSandbox({
      platforms: ['8x8'],
      logic: () => async () => {},
      eightByEight: { role: 'channel', signsVerification: true },
    })
    cleanup.add(() => sandbox.stop())
    const { eightByEight, server } = sandbox
    const old = await signingOf(eightByEight)
    const event = { eventType: 'MESSAGE', timestamp: Date.now(), data: { sender: { type: 'agent' }, text: 'hello' } }
    const send = async () => {
      const body = JSON.stringify({ ...event, conversationId: randomUUID() })
      const headers = Object.fromEntries(signedHeaders(old, randomUUID(), Buffer.from(body)))
      return (await post(`${server.url}/api/8x8`, body, headers)).status
    }
    assert.equal(await send(), 200)
    await eightByEight.rotateKey({ keepOld: true })
    eightByEight.customerSays('signed with the new key', { user: { name: 'Nadia', userId: 'crm-1' } })
    await sandbox.quiet()
    const fresh = eightByEight.deliveries.at(-1)!
    assert.notEqual(kidIn(fresh.headers), old.kid)
    assert.equal(fresh.status, 200)
    assert.equal(await send(), 200)
  })
})

const kidIn = (headers: Record<string, string>): string =>
  JSON.parse(String(Buffer.from(headers['x-8x8-signature']!.split('.')[0]!, 'base64url'))).kid
