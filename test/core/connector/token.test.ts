import assert from 'node:assert/strict'
import { ActivityTypes } from 'botbuilder'
import { MsalAppCredentials } from 'botframework-connector'
import sinon from 'sinon'
import { type ConnectorSettings, createLogger } from '../../../adapters/index.ts'
import type { WebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'
import { eventually } from '../../contract/platform/stage.ts'
import { type ConnectorStage, openConnectorStage } from './stage.ts'

const PASSWORD = 'canary-password-5521'
const TOKEN = 'canary-token-8843'

describe('the bot’s own token', () => {
  let stage: ConnectorStage
  let refresh: sinon.SinonStub
  let conversation: string
  const lines: string[] = []
  const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } })

  /** Each with an app id of its own: the SDK keeps tokens for the whole process. */
  async function open(appId: string) {
    const settings = ({ openIdMetadataUrl }: WebChatSimulator): ConnectorSettings => ({
      botFramework: { MicrosoftAppType: 'MultiTenant', MicrosoftAppId: appId, MicrosoftAppPassword: PASSWORD },
      authentication: {
        ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
        ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
        ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
        ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      },
    })
    stage = await openConnectorStage({
      settings,
      log,
      web: { auth: { appId }, bearer: 'any' },
      logic: () => async (context) => {
        if (context.activity.type === ActivityTypes.Message) await context.sendActivity('hi')
      },
    })
    conversation = await stage.web.join()
  }
  beforeEach(() => {
    lines.length = 0
    refresh = sinon.stub(MsalAppCredentials.prototype, 'refreshToken' as never)
  })
  afterEach(async () => {
    sinon.restore()
    await stage.stop()
  })
  /** Its keys the channel is asked for without one. */
  const sent = () => stage.web.calls.filter(({ method }) => method === 'POST')
  const token = () => ({ accessToken: TOKEN, expiresOn: new Date(Date.now() + 3_600_000) })

  it('goes to the channel and nowhere else, whatever happens', async () => {
    refresh.callsFake(async () => token())
    await open('7f1d6d3e-52c4-4d54-9a53-0d5c3f0a7b21')
    for (const status of [404, 500, 500, 400])
      stage.web.faults.api({ match: { method: 'POST' }, kind: 'status', status, times: 1 })
    for (const text of ['one', 'two', 'three', 'four']) await stage.web.says(conversation, text)
    await stage.quiet()
    assert.deepEqual(stage.web.heard(conversation), ['hi'])
    assert.ok(sent().every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`))
    const letters = await stage.engine.deadLetters.list()
    assert.equal(letters.length, 3)
    assert.ok(lines.length > 4)
    for (const text of [...lines, ...letters.map((letter) => JSON.stringify(letter))]) {
      assert.ok(!text.includes(TOKEN) && !text.includes(PASSWORD), text)
    }
  })

  it('is waited for while there is none: nothing has been sent, so nothing is given up or said twice', async () => {
    refresh.rejects(Object.assign(new Error('endpoints_resolution_error'), { name: 'ClientAuthError' }))
    await open('7f1d6d3e-52c4-4d54-9a53-0d5c3f0a7b22')
    await stage.web.says(conversation, 'one')
    await eventually('it was asked for three times', () => refresh.callCount >= 3)
    refresh.callsFake(async () => token())
    await stage.web.untilHeard(conversation, 'hi', { timeoutMs: 15_000 })
    await stage.quiet()
    assert.deepEqual([sent().length, stage.adapter.health().repeatedCommands], [1, 0])
    assert.equal(stage.engine.stats().deadLetters, 0)
  })
})
