import assert from 'node:assert/strict'
import type { TurnContext } from 'botbuilder'
import { TEXTS } from '../../../bot/texts.ts'
import { startWebChatSimulator, type WebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'
import { Cleanup, startServer } from '../../bot/servers.ts'
import { eventually } from '../../contract/platform/stage.ts'
import { connectorOf } from './connector-client.ts'

describe('Web Chat simulator: with this project’s server', () => {
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  async function started(
    options: Parameters<typeof startWebChatSimulator>[0] = {},
    logic?: (context: TurnContext) => Promise<void>,
  ): Promise<WebChatSimulator> {
    const { url } = await startServer(cleanup, {}, logic && { logic: () => logic })
    const simulator = await startWebChatSimulator(options)
    cleanup.add(() => simulator.stop())
    simulator.setBot(`${url}/api/messages`)
    return simulator
  }

  it('greets who joins, shows the menu, and looks up an order', async () => {
    const web = await started()
    const id = await web.join({ name: 'Cora' })
    await web.untilHeard(id, TEXTS.greeting)
    await web.says(id, 'hello')
    await web.untilHeard(id, TEXTS.menu)
    await web.presses(id, 'Order status')
    await web.untilHeard(id, TEXTS.askOrderNumber)
    await web.says(id, '1182')
    await web.untilHeard(id, /^Order 1182 /)
    await web.idle()
    assert.deepEqual(web.heard(id).slice(0, 3), [TEXTS.greeting, TEXTS.menu, TEXTS.askOrderNumber])
    assert.ok(web.posts.every(({ outcome, attempts }) => outcome === 'answered' && attempts.length === 1))
    // The customer hears before the bot has its answer.
    await eventually('all calls are answered', () => web.calls.every(({ status }) => status === 200))
  })

  it('thanks for a file it could fetch', async () => {
    const web = await started()
    const id = await web.join()
    await web.sendsFile(id, { name: 'kettle.txt', contentType: 'text/plain', bytes: Buffer.from('broken') })
    await web.untilHeard(id, TEXTS.thanksForFiles(['kettle.txt']))
    const [file] = web.transcript(id).flatMap(({ activity }) => activity.attachments ?? [])
    assert.equal(await (await fetch(file!.contentUrl!)).text(), 'broken')
  })

  it('updates and deletes what it said, and asks who takes part, by the SDK’s own client', async () => {
    const web = await started({ membersAdded: 'none' }, async (context) => {
      const said = await context.sendActivity('first')
      const other = await context.sendActivity('second')
      await context.updateActivity({ type: 'message', id: said!.id, text: 'changed' })
      await context.deleteActivity(other!.id)
      const client = connectorOf(context)
      const { id } = context.activity.conversation
      const members = await client.conversations.getConversationMembers(id)
      const those = await client.conversations.getActivityMembers(id, context.activity.id!)
      const upload = {
        name: 'a.txt',
        type: 'text/plain',
        originalBase64: Buffer.from('hi'),
        thumbnailBase64: undefined!,
      }
      const file = await client.conversations.uploadAttachment(id, upload)
      const { name } = await client.attachments.getAttachmentInfo(file.id)
      await context.sendActivity(`${members.length} ${those.length} ${name}`)
    })
    const id = await web.join()
    await web.says(id, 'go')
    await web.untilHeard(id, '2 2 a.txt')
    assert.deepEqual(web.heard(id), ['changed', '2 2 a.txt'])
    assert.ok(web.transcript(id).find(({ updatedAt }) => updatedAt))
  })

  it('answers invokes and expectReplies in the response', async () => {
    const web = await started({ membersAdded: 'none' }, async (context) => {
      if (context.activity.type === 'invoke') {
        await context.sendActivity({ type: 'invokeResponse', value: { status: 207, body: context.activity.value } })
        return
      }
      await context.sendActivity(`echo ${context.activity.text}`)
    })
    const id = await web.join()
    assert.deepEqual(await web.invoke(id, { name: 'task/fetch', value: { a: 1 } }), { status: 207, body: { a: 1 } })
    const { status, activities } = await web.expectReplies(id, 'hi')
    assert.deepEqual([status, activities.map(({ text }) => text)], [200, ['echo hi']])
    assert.deepEqual(web.heard(id), ['echo hi'])
    assert.equal(web.calls.length, 0)
  })
})
