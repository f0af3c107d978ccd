import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ActivityTypes } from 'botbuilder'
import { type ConnectorSettings, createLogger } from '../../../adapters/index.ts'
import type { ChannelAuth, WebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'
import { type ConnectorStage, openConnectorStage } from './stage.ts'

const APP_ID = '7f1d6d3e-52c4-4d54-9a53-0d5c3f0a7b11'
const FORGED: [string, Partial<ChannelAuth>][] = [
  ['another audience', { audience: 'somebody-else' }],
  ['another issuer', { issuer: 'https://login.example.com' }],
  ['an expiry that is past', { expiresInSeconds: -3_600 }],
  ['another signature', { key: 'unpublished' }],
  ['a key nobody published', { kid: 'unheard-of' }],
  ['another service URL', { serviceUrl: 'https://evil.example.com' }],
  ['no service URL', { serviceUrl: null }],
  ['no token', { header: '' }],
  ['a token that is none', { header: 'Bearer abc' }],
  ['a token of rubbish', { header: 'Bearer bm8.bm8.bm8' }],
  ['a token of nothing', { header: 'Bearer e30.bnVsbA.' }],
  ['a token without a signature', { header: unsigned() }],
  ['another scheme', { header: 'Basic YTpi' }],
]

function unsigned(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: 'https://api.botframework.com', aud: APP_ID, exp: Math.floor(Date.now() / 1_000) + 600 }
  return `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`
}

const withKeysAt = (url: string): ConnectorSettings => ({
  botFramework: { MicrosoftAppType: 'MultiTenant', MicrosoftAppId: APP_ID, MicrosoftAppPassword: 'canary-password-1' },
  // All of them: where one is given, the SDK has no defaults for the others.
  authentication: {
    ToBotFromChannelOpenIdMetadataUrl: url,
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
  },
})

describe('authentication of /api/messages', () => {
  let stage: ConnectorStage
  let turns: string[]
  const lines: string[] = []
  const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } })

  async function open(settings: (web: WebChatSimulator) => ConnectorSettings, auth: Partial<ChannelAuth> = {}) {
    turns = []
    lines.length = 0
    const logic = () => async (context: { activity: { type: string; text?: string } }) => {
      if (context.activity.type === ActivityTypes.Message) turns.push(context.activity.text ?? '')
    }
    stage = await openConnectorStage({ logic, settings, log, web: { auth: { appId: APP_ID, ...auth }, retries: 0 } })
    return stage.web.join()
  }
  afterEach(() => stage.stop())

  const statuses = () => stage.web.posts.map(({ attempts }) => attempts.at(-1)?.status)

  it('lets in who proves to be a channel, and nobody else, and the SDK prints nothing', async () => {
    const conversation = await open(({ openIdMetadataUrl }) => withKeysAt(openIdMetadataUrl))
    const printed: unknown[] = []
    const { error, warn } = console
    console.error = (...said: unknown[]) => void printed.push(said)
    console.warn = (...said: unknown[]) => void printed.push(said)
    try {
      for (const [what, forged] of FORGED) {
        stage.web.settings.auth = { appId: APP_ID, ...forged }
        await stage.web.says(conversation, what)
        await stage.web.idle()
        assert.equal(stage.web.posts.at(-1)?.attempts.at(-1)?.status, 401, what)
      }
      assert.deepEqual(printed, [])
    } finally {
      Object.assign(console, { error, warn })
    }
    stage.web.settings.auth = { appId: APP_ID }
    await stage.web.says(conversation, 'it is me')
    await stage.quiet()
    assert.equal(statuses().at(-1), 200)
    assert.deepEqual(turns, ['it is me'])
    assert.equal(stage.engine.stats().deadLetters, 0)
    assert.equal(lines.filter((line) => line.includes('not verified')).length, FORGED.length)
    for (const line of lines) assert.ok(!/Bearer [\w-]{4}|canary-password/.test(line), line)
  })

  it('lets nobody in with a key that is not good for the channel', async () => {
    const conversation = await open(({ openIdMetadataUrl }) => withKeysAt(openIdMetadataUrl), {
      endorsements: ['directline'],
    })
    await stage.web.says(conversation, 'from another channel')
    await stage.quiet()
    assert.deepEqual([statuses(), turns], [[401], []])
  })

  it('asks for the activity again while the keys cannot be had, and runs it once they can', async () => {
    const keys = { status: 500 }
    const service = createServer((_, response) => {
      if (keys.status !== 200) {
        // Not `writeHead(…).end(…)`: where restify is loaded it has replaced `writeHead` by one that returns nothing.
        response.writeHead(keys.status)
        return void response.end('ill')
      }
      void fetch(stage.web.openIdMetadataUrl).then(async (answer) => response.end(await answer.text()))
    })
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
    const { port } = service.address() as AddressInfo
    try {
      const conversation = await open(() => withKeysAt(`http://127.0.0.1:${port}/`))
      await stage.web.says(conversation, 'one')
      await stage.web.idle()
      assert.deepEqual([statuses(), turns], [[503], []])
      service.closeAllConnections()
      await new Promise((resolve) => service.close(resolve))
      await stage.web.says(conversation, 'two')
      await stage.web.idle()
      assert.deepEqual([statuses(), turns], [[503, 503], []])

      keys.status = 200
      await new Promise<void>((resolve) => service.listen(port, '127.0.0.1', resolve))
      await stage.web.says(conversation, 'three')
      await stage.quiet()
      assert.deepEqual([statuses(), turns], [[503, 503, 200], ['three']])
    } finally {
      service.closeAllConnections()
      service.close()
    }
  })

  it('answers in time when the keys never come', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = silent.address() as AddressInfo
      const conversation = await open(() => withKeysAt(`http://127.0.0.1:${port}/`))
      await stage.web.says(conversation, 'one')
      await stage.web.idle(12_000)
      assert.deepEqual([statuses(), turns], [[503], []])
    } finally {
      silent.closeAllConnections()
      silent.close()
    }
  })

  it('lets nobody in from afar because the app id is empty', async () => {
    const conversation = await open(() => ({
      botFramework: { MicrosoftAppType: 'MultiTenant', MicrosoftAppId: '', MicrosoftAppPassword: 'canary-password-1' },
    }))
    await stage.web.says(conversation, 'one', { activity: { serviceUrl: 'https://evil.example.com' } })
    await stage.quiet()
    assert.deepEqual([statuses(), turns], [[403], []])
  })
})
