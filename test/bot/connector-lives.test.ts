import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { ActivityTypes, type ConversationReference, TurnContext } from 'botbuilder'
import { startWebChatSimulator, type WebChatSimulator } from '../../scripts/sandbox/web-chat/index.ts'
import { countingBot } from '../contract/platform/bots.ts'
import { Cleanup, freePort, post, startServer, temporaryFolder, untilQuiet } from './servers.ts'

describe('/api/messages over several lives of the server', () => {
  const cleanup = new Cleanup()
  let web: WebChatSimulator
  let env: Record<string, string>
  beforeEach(async () => {
    web = await startWebChatSimulator({ membersAdded: 'none', retries: 1_000, retryDelayMs: 50 })
    cleanup.add(() => web.stop())
    env = { DATA_DIR: await temporaryFolder(cleanup), PORT: String(await freePort()) }
    web.setBot(`http://127.0.0.1:${env.PORT}/api/messages`)
  })
  afterEach(() => cleanup.run())

  it('loses nothing and repeats nothing when it stops under load', async () => {
    let server = await startServer(cleanup, env, { logic: countingBot })
    const conversation = await web.join()
    for (let n = 1; n <= 30; n++) {
      await web.says(conversation, `message ${n}`)
      if (n % 10 === 0) {
        await sleep(20)
        await server.close(5_000)
        server = await startServer(cleanup, env, { logic: countingBot })
      }
    }
    await web.idle(10_000)
    await web.untilHeard(conversation, '30/30: message 30', { timeoutMs: 10_000 })
    await untilQuiet(server)
    assert.deepEqual(
      web.heard(conversation),
      Array.from({ length: 30 }, (_, n) => `${n + 1}/${n + 1}: message ${n + 1}`),
    )
  })

  it('speaks first in a conversation of an earlier life', async () => {
    let reference: Partial<ConversationReference> = {}
    const logic =
      () =>
      async ({ activity }: TurnContext) => {
        if (activity.type === ActivityTypes.Message) reference = TurnContext.getConversationReference(activity)
      }
    let server = await startServer(cleanup, env, { logic })
    const conversation = await web.join()
    await web.says(conversation, 'hello')
    await web.idle()
    await untilQuiet(server)
    await server.close(1_000)
    server = await startServer(cleanup, env, { logic })
    await server.connector.continueConversationAsync('', reference, async (context) => {
      await context.sendActivity('it is ready')
    })
    await web.untilHeard(conversation, 'it is ready')
  })

  it('speaks for no platform of ours', async () => {
    const { url } = await startServer(cleanup, env)
    for (const channelId of ['gladly', 'hootsuite', 'imiconnect', '8x8', 'contactcenter']) {
      const activity = { type: 'message', id: '1', channelId, serviceUrl: web.url, conversation: { id: 'c' } }
      const { status, text } = await post(`${url}/api/messages`, JSON.stringify({ ...activity, from: { id: 'u' } }))
      assert.equal(status, 400, channelId)
      assert.match(text, /does not come this way/)
    }
  })
})
