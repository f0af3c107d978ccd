import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { BotServer } from '../../bot/server.ts'
import { KeyRing } from '../../scripts/sandbox/eight-by-eight/keys.ts'
import { Cleanup, post, startServer } from '../bot/servers.ts'
import { signGenesys } from './corpus/genesys.ts'
import { signedHeaders } from './jws.ts'

const NOWHERE = 'http://127.0.0.1:9'

/** All of them set up as far as one can before the platform has called. */
const ENVIRONMENT = {
  DESK: 'genesys',
  HOOTSUITE_BASE_URL: NOWHERE,
  IMICONNECT_VERIFICATION_TOKEN: 'verification-token',
  IMICONNECT_URL_SECRET: 'url-secret',
  EIGHT_BY_EIGHT_API_KEY: 'eght_key',
  EIGHT_BY_EIGHT_QUEUE_ID: '214',
  EIGHT_BY_EIGHT_ROLE: 'channel',
  EIGHT_BY_EIGHT_BASE_URL: NOWHERE,
  GENESYS_REGION_URL: 'https://apps.mypurecloud.ie',
  GENESYS_LOGIN_URL: NOWHERE,
  GENESYS_API_URL: NOWHERE,
  GENESYS_CLIENT_ID: 'client',
  GENESYS_CLIENT_SECRET: 'client-secret',
  GENESYS_WEBHOOK_SECRET: 'webhook-secret',
  GENESYS_REGISTRATION_SECRET: 'registration-secret',
  GENESYS_TEAM_ID: 'team',
  GENESYS_BOT_ID: 'bot',
}

describe('a platform that is set up in part', () => {
  const cleanup = new Cleanup()
  let server: BotServer
  before(async () => {
    server = await startServer(cleanup, ENVIRONMENT, { logic: () => async () => assert.fail('a turn ran') })
  })
  after(() => cleanup.run())

  const send = async (path: string, body: object, headers: Record<string, string> = {}): Promise<number> =>
    (await post(`${server.url}${path}`, JSON.stringify(body), headers)).status
  const unkept = () => assert.deepEqual([server.engine.stats().inbox, server.engine.stats().deadLetters], [0, 0])

  it('asks for events again that it will be able to verify, and keeps none of them', async () => {
    const event = { Conversationid: 'c', Channel: 'FB', Event: 'Agent message', Messageid: 'm', Message: 'hello' }
    assert.equal(await send('/api/imiconnect/url-secret', event), 503)
    assert.equal(await send('/api/hootsuite', { type: 'CONVERSATION_STARTED' }, { 'X-Hootsuite-Signature': 'ab' }), 503)
    const signature = signGenesys('webhook-secret', Buffer.from('{}'))
    assert.equal(await send('/api/genesys', {}, { 'X-Hub-Signature-256': signature }), 503)
    assert.equal(await send('/api/genesys/register', {}, { Authorization: 'Bearer registration-secret' }), 503)
    unkept()
  })

  it('asks for events of 8x8 again while the key cannot be had', async () => {
    const { current } = await KeyRing.start()
    const body = { eventType: 'MESSAGE', conversationId: 'c', data: {} }
    const signing = { ...current, customerId: 'us', tenantId: 'ours' }
    const headers = Object.fromEntries(signedHeaders(signing, randomUUID(), Buffer.from(JSON.stringify(body))))
    assert.equal(await send('/api/8x8', body, headers), 503)
    unkept()
  })

  it('refuses those that will never be', async () => {
    assert.equal(await send('/api/imiconnect/another', {}), 404)
    assert.equal(
      await send('/api/genesys', {}, { 'X-Hub-Signature-256': signGenesys('another', Buffer.from('{}')) }),
      401,
    )
    assert.equal(await send('/api/genesys/register', {}, { Authorization: 'Bearer another' }), 401)
    assert.equal(await send('/api/8x8', {}), 401)
    unkept()
  })

  it('answers handshakes, which have no effect', async () => {
    assert.equal(await send('/api/8x8', { eventType: 'WEB_HOOK_VERIFY' }), 200)
    assert.equal(await send('/api/imiconnect/url-secret', {}), 200)
    unkept()
  })
})
