import assert from 'node:assert/strict'
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import { MsalAppCredentials } from 'botframework-connector'
import sinon from 'sinon'
import { systemClock } from '../../adapters/core/clock.ts'
import { ClientCache } from '../../adapters/core/connector/client-cache.ts'
import { botIdentity } from '../../adapters/core/connector/identity.ts'
import { createConnection } from '../../adapters/core/delivery/connection.ts'
import { createEightByEightClient } from '../../adapters/eight-by-eight/client.ts'
import { createKeySource } from '../../adapters/eight-by-eight/fetch-key.ts'
import { createGenesysClient } from '../../adapters/genesys/client.ts'
import { isOurs, reachableFile } from '../../adapters/genesys/files.ts'
import { socketAddress } from '../../adapters/genesys/notifications.ts'
import { createGladlyClient } from '../../adapters/gladly/client.ts'
import { createHootsuiteClient } from '../../adapters/hootsuite/client.ts'
import { createImiconnectClient } from '../../adapters/imiconnect/client.ts'
import { openStub, type Stub } from '../core/http-stub.ts'
import { acme as eightByEight } from '../eight-by-eight/desk-fixtures.ts'
import { acme as genesys } from '../genesys/fixtures.ts'
import { acme as gladly } from '../gladly/fixtures.ts'
import { CREDENTIALS, acme as hootsuite } from '../hootsuite/fixtures.ts'
import { acme as imiconnect } from '../imiconnect/fixtures.ts'

const SIGNAL = new AbortController().signal
const CREDENTIAL = /^(authorization|x-api-key|key|cookie)$/
const file = { name: 'a.png', type: 'image/png', bytes: Buffer.from('x') }

/** Every way out of this package that carries credentials, to a platform at this address. */
const WAYS: Record<string, (url: string) => Promise<unknown>> = {
  'Gladly’s API': (url) => createGladlyClient(gladly({ baseUrl: url }), systemClock).conversation('c-1'),
  'Gladly’s attachments': (url) =>
    createGladlyClient(gladly({ baseUrl: url }), systemClock).attachmentUrl('i-1', 'a-1'),
  'Hootsuite’s token': (url) => hootsuiteAt(url).manipulate('c-1', { sendMessage: { text: 'Hi' } }),
  'Hootsuite’s API': (url) => hootsuiteAt(url).manipulate('c-1', { sendMessage: { text: 'Hi' } }),
  'Hootsuite’s uploads': (url) => hootsuiteAt(url).upload('c-1', 'a.png', file, SIGNAL),
  'IMIconnect’s generated URL': (url) =>
    createImiconnectClient(
      imiconnect({ inboundUrl: `${url}/in/secret-path-1`, serviceKey: 'service-key-1' }),
      systemClock,
    ).post('a reply', {} as never, SIGNAL),
  '8x8’s API': (url) => eightByEightAt(url).conversation('c-1'),
  '8x8’s uploads': (url) => eightByEightAt(url).upload('c-1', { ...file, authorType: 'bot' }, SIGNAL),
  '8x8’s files': (url) => eightByEightAt(url).attachmentContent('c-1', 'a-1', 1_000, SIGNAL),
  'Genesys’ token': (url) => genesysAt(url).call({ method: 'GET', path: '/api/v2/x' }),
  'Genesys’ API': (url) => genesysAt(url).call({ method: 'GET', path: '/api/v2/x' }),
  'Genesys’ files': (url) =>
    reachableFile(
      { contentType: 'image/png', contentUrl: `${url}/file` },
      { settings: genesys({ apiUrl: url }), token: async () => 'canary-token' },
      SIGNAL,
    ),
  'a Bot Framework channel': connectorCall,
}

const hootsuiteAt = (url: string) => createHootsuiteClient(hootsuite({ baseUrl: url }), CREDENTIALS, systemClock)
const eightByEightAt = (url: string) => createEightByEightClient(eightByEight({ baseUrl: url }), systemClock)
const genesysAt = (url: string) => createGenesysClient(genesys({ apiUrl: url, loginUrl: url }), systemClock)

async function connectorCall(url: string): Promise<unknown> {
  const appId = '7f1d6d3e-52c4-4d54-9a53-0d5c3f0a7b77'
  const authentication = new ConfigurationBotFrameworkAuthentication({
    MicrosoftAppType: 'MultiTenant',
    MicrosoftAppId: appId,
    MicrosoftAppPassword: 'canary-password',
  })
  const client = await new ClientCache(authentication).of({
    reference: { serviceUrl: url },
    identity: { ...botIdentity(appId), audience: 'https://api.botframework.com' },
  } as never)
  return client.conversations.sendToConversation('c-1', { type: 'message', text: 'Hi' })
}

describe('our credentials', () => {
  let platform: Stub
  let other: Stub
  beforeEach(async () => {
    platform = await openStub()
    other = await openStub()
    const refresh: sinon.SinonStub = sinon.stub(MsalAppCredentials.prototype, 'refreshToken' as never)
    refresh.resolves({ accessToken: 'canary-token', expiresOn: new Date(Date.now() + 3_600_000) })
  })
  afterEach(async () => {
    sinon.restore()
    await platform.stop()
    await other.stop()
  })

  for (const [what, call] of Object.entries(WAYS)) {
    it(`follow no redirect to another host: ${what}`, async () => {
      const tokenLeads = what.includes('token')
      for (const status of [301, 302, 303, 307, 308]) {
        platform.calls.length = 0
        platform.on(/.*/, ({ path, headers }) => {
          if (/oauth/.test(path) && !tokenLeads)
            return { status: 200, body: { access_token: 'canary-token', expires_in: 900 } }
          // A file that is open to nobody without them.
          if (path === '/file' && headers.authorization === undefined) return { status: 401 }
          return { status, headers: { Location: `${other.url}${path}` }, body: '' }
        })
        await call(platform.url).catch(() => undefined)
        const sent = platform.calls.filter(({ headers }) => Object.keys(headers).some((name) => CREDENTIAL.test(name)))
        assert.ok(sent.length > 0, 'no credentials were needed')
        assert.deepEqual(
          other.calls.map(({ method, path }) => `${method} ${path}`),
          [],
          `${status} was followed`,
        )
      }
    })
  }

  it('are not sent for 8x8’s public keys', async () => {
    platform.on(/.*/, () => ({ status: 307, headers: { Location: `${other.url}/jwk` }, body: '' }))
    const keys = createKeySource(eightByEight({ baseUrl: platform.url }), systemClock)
    await keys.fetch('kid-1').catch(() => undefined)
    keys.close()
    assert.ok(platform.calls.length > 0)
    for (const { headers } of platform.calls) assert.ok(!Object.keys(headers).some((name) => CREDENTIAL.test(name)))
    assert.equal(other.calls.length, 0)
  })

  it('go to no other host, whatever the path is', async () => {
    const { host } = new URL(other.url)
    const connection = createConnection({
      channelId: 'acme',
      baseUrl: platform.url,
      headers: () => ({ Authorization: 'Bearer canary-token' }),
      requestsPerSecond: 0,
      clock: systemClock,
    })
    for (const path of [`//${host}/x`, `${other.url}/x`, `/\\${host}/x`, `@${host}/x`, `/x?next=//${host}`])
      await connection.request({ method: 'GET', path }).catch(() => undefined)
    for (const path of ['/conversations/../secrets', '/conversations/..', '/./x', '/conversations/%2e%2E/x'])
      await assert.rejects(connection.request({ method: 'GET', path }), /nothing but dots/)
    connection.close()
    assert.equal(other.calls.length, 0)
    assert.ok(platform.calls.every(({ path }) => !path.includes('secrets')))
  })

  it('go with Genesys’ files to the account’s region alone', () => {
    const settings = { domain: 'mypurecloud.ie', apiUrl: 'https://api.mypurecloud.ie' }
    for (const url of ['https://api.mypurecloud.ie/a', 'https://files.mypurecloud.ie/a'])
      assert.ok(isOurs(url, settings))
    for (const url of [
      'http://api.mypurecloud.ie/a',
      'https://mypurecloud.ie.evil.example/a',
      'https://evilmypurecloud.ie/a',
      'https://evil.example/api.mypurecloud.ie',
      'https://api.mypurecloud.ie@evil.example/',
      'https://u:p@api.mypurecloud.ie/a',
      'https://api.mypurecloud.ie:8443/a',
      'https://api.mypurecloud.de/a',
      'https://169.254.169.254/a',
      'file:///etc/passwd',
      '//api.mypurecloud.ie/a',
      'nonsense',
    ])
      assert.ok(!isOurs(url, settings), url)
  })

  it('go with Genesys’ notifications to the account’s region alone, encrypted', () => {
    const settings = { domain: 'mypurecloud.ie', apiUrl: 'https://api.mypurecloud.ie' }
    assert.ok(socketAddress('wss://streaming.mypurecloud.ie/channels/1', settings))
    for (const uri of [
      'ws://streaming.mypurecloud.ie/1',
      'wss://evil.example/1',
      'wss://mypurecloud.ie.evil.example/1',
      'wss://x@evil.example/mypurecloud.ie',
    ])
      assert.throws(() => socketAddress(uri, settings), /not in the account’s region/)
  })
})
