import assert from 'node:assert/strict'
import { type Activity, CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import type { ChannelAuth, WireActivity } from '../../../scripts/sandbox/web-chat/index.ts'
import { answered } from '../simulator/answered.ts'
import { stopAll } from '../simulator/services.ts'
import { bot, call, channel, say } from './channel.ts'

const APP_ID = '11111111-2222-4333-8444-555555555555'

/** The SDK's adapter, as far as it looks at who calls. */
class Authenticating extends CloudAdapter {
  async takes(authorization: string, activity: WireActivity): Promise<boolean> {
    try {
      await this.processActivity(authorization, activity as unknown as Activity, async () => {})
      return true
    } catch {
      return false
    }
  }
}

function sdkFor(openIdMetadataUrl: string): Authenticating {
  const authentication = new ConfigurationBotFrameworkAuthentication({
    MicrosoftAppId: APP_ID,
    MicrosoftAppPassword: 'not a real one',
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadataUrl,
    ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
    CallerId: 'urn:botframework:azure',
  } as never)
  return new Authenticating(authentication)
}

describe('Web Chat simulator: authentication', () => {
  const { error } = console
  beforeEach(() => {
    console.error = () => {} // the SDK prints the stack of each refusal
  })
  afterEach(() => {
    console.error = error
    return stopAll()
  })

  it('signs what the SDK’s own authentication takes, and forges what it refuses', async () => {
    const web = await channel({ auth: { appId: APP_ID } })
    const sdk = sdkFor(web.openIdMetadataUrl)
    const service = await bot(web, async ({ headers, activity }) =>
      (await sdk.takes(headers.authorization ?? '', activity)) ? 200 : 401,
    )
    const id = await web.join()
    const outcome = async (forged: Partial<ChannelAuth>) => {
      web.settings.auth = { appId: APP_ID, ...forged }
      await web.says(id, 'hello')
      await web.idle()
      return web.posts.at(-1)?.attempts[0]?.status
    }
    assert.equal(await outcome({}), 200)
    assert.match(service.received[0]!.headers.authorization!, /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/)
    const forgeries: Partial<ChannelAuth>[] = [
      { issuer: 'https://evil.example' },
      { audience: '99999999-2222-4333-8444-555555555555' },
      { serviceUrl: 'https://evil.example' },
      { serviceUrl: null },
      { kid: 'another' },
      { expiresInSeconds: -600 },
      { key: 'unpublished' },
      { header: 'Bearer no.token.atall' },
      { header: '' },
    ]
    for (const forged of forgeries) assert.equal(await outcome(forged), 401, JSON.stringify(forged))
    assert.equal(await outcome({ expiresInSeconds: -200 }), 200, 'within the SDK’s tolerance')
  })

  it('endorses keys for the channels it is told to', async () => {
    const web = await channel({ channelId: 'x-channel' })
    const { body: document } = await call(web, 'GET', '/.well-known/openidconfiguration')
    const keys = async () => (await answered(await fetch(document.jwks_uri))).body.keys[0]
    const { kty, kid, n, e, endorsements } = await keys()
    assert.deepEqual([kty, e, typeof kid, typeof n], ['RSA', 'AQAB', 'string', 'string'])
    assert.ok(endorsements.includes('x-channel') && endorsements.includes('msteams'))
    web.settings.auth = { appId: APP_ID, endorsements: ['skype'] }
    assert.deepEqual((await keys()).endorsements, ['skype'])
  })

  it('issues tokens to bots, and takes only these where it is told to', async () => {
    const web = await channel({ bearer: 'issued', botCredentials: { appId: APP_ID, password: 'right' } })
    const id = await web.join()
    const ask = async (client_secret: string, grant_type = 'client_credentials') => {
      const form = { grant_type, client_id: APP_ID, client_secret, scope: 'https://api.botframework.com/.default' }
      const response = await fetch(`${web.url}/botframework.com/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      })
      return answered(response)
    }
    assert.equal((await ask('wrong')).status, 401)
    assert.equal((await ask('right', 'password')).status, 400)
    const { body } = await ask('right')
    const path = `/v3/conversations/${id}/activities`
    const saying = (authorization: string) =>
      call(web, 'POST', path, { type: 'message', text: 'hi' }, { headers: { authorization } })
    assert.equal((await say(web, id, 'no bearer')).status, 401)
    assert.equal((await saying('Bearer another')).status, 401)
    assert.equal((await saying(`Bearer ${body.access_token}`)).status, 200)
    assert.equal(web.calls.at(-1)?.headers.authorization, `Bearer ${body.access_token}`)
    assert.ok(!JSON.stringify(web.calls).includes('right&'))
    web.settings.bearer = 'any'
    assert.equal((await saying('Bearer another')).status, 200)
    assert.equal((await say(web, id, 'no bearer')).body.error.code, 'Unauthorized')
  })
})
