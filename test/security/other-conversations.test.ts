import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { ConversationState } from 'botbuilder'
import { readWebhook } from '../../adapters/genesys/webhook.ts'
import {
  type BotLogic,
  createMemoryEngine,
  type Engine,
  GladlyAdapter,
  HootsuiteAdapter,
} from '../../adapters/index.ts'
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { post } from '../bot/servers.ts'
import { acme as genesys, outbound, signed } from '../genesys/fixtures.ts'
import { ACME } from '../gladly/fixtures.ts'
import { SECRET } from '../hootsuite/fixtures.ts'

/** Counts in the conversation's state, and says to how many it came. */
const counting = (engine: Engine): BotLogic => {
  const state = new ConversationState(engine.storage)
  const count = state.createProperty<{ of: number }>('count')
  return async (context) => {
    if (context.activity.type !== 'message') return
    const said = await count.get(context, { of: 0 })
    said.of += 1
    await state.saveChanges(context)
    await context.sendActivity(`${said.of}`)
  }
}

describe('conversations of somebody else', () => {
  let sandbox: Sandbox
  before(async () => {
    sandbox = await startSandbox({
      platforms: ['gladly'],
      logic: counting,
      env: { GLADLY_REQUESTS_PER_SECOND: '10000' },
      gladly: { requestsPerSecond: 10_000 },
    })
  })
  after(() => sandbox.stop())

  const activity = (changes: object) =>
    JSON.stringify({
      type: 'message',
      id: randomUUID(),
      text: 'let me in',
      channelId: 'webchat',
      serviceUrl: sandbox.webChat.url,
      conversation: { id: 'c' },
      from: { id: 'mallory' },
      recipient: { id: 'bot' },
      ...changes,
    })
  const send = async (changes: object) => (await post(`${sandbox.server.url}/api/messages`, activity(changes))).status

  it('are out of reach through /api/messages, by whatever id', async () => {
    const { gladly, server } = sandbox
    const { conversationId: id, customerId } = await gladly.customerSays('one')
    await sandbox.quiet()
    const calls = gladly.calls.length
    for (const channelId of [
      'gladly',
      'hootsuite',
      'imiconnect',
      '8x8',
      'contactcenter',
      'gladly/conversations',
      'contactcenter/conversations',
    ])
      assert.equal(await send({ channelId, conversation: { id }, from: { id: customerId } }), 400, channelId)
    // As a name of its own on a channel of its own, it leads to nothing of Gladly's.
    for (const conversation of [id, `gladly//${id}`, `../gladly/conversations/${id}`, `eu~${id}`])
      assert.equal(await send({ conversation: { id: conversation }, from: { id: customerId } }), 200)
    for (const channelId of ['Gladly', 'gladly ', 'botframework', '%67ladly'])
      assert.equal(await send({ channelId, conversation: { id }, from: { id: customerId } }), 200)
    while (server.engine.stats().inbox > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(gladly.calls.length, calls, 'Gladly was called')
    await gladly.customerSays('two', { customerId })
    await sandbox.quiet()
    assert.deepEqual(
      gladly.botReplies(id).map(({ text }) => text),
      ['1', '2'],
    )
  })

  it('are not touched by what Genesys signs for another integration', () => {
    const reading = readWebhook(genesys(), signed(outbound({}, { id: 'another-integration' })))
    assert.equal(reading.kind, 'ignored')
    assert.equal(readWebhook(genesys(), signed(outbound())).kind, 'events')
  })

  it('are not continued by the adapter of another platform', async () => {
    const { conversationId } = await sandbox.gladly.customerSays('hello')
    await sandbox.quiet()
    const engine = createMemoryEngine()
    const hootsuite = new HootsuiteAdapter({ webhookSecrets: [SECRET] }, { engine })
    const reference = { channelId: 'gladly', conversation: { id: conversationId } as never }
    await assert.rejects(
      hootsuite.continueConversation(reference, async () => assert.fail('it ran')),
      /another platform’s/,
    )
  })

  it('are not continued by the adapter of another account', async () => {
    const adapterOf = (account: string) => new GladlyAdapter({ ...ACME, account }, { engine: createMemoryEngine() })
    const eu = adapterOf('eu')
    for (const id of ['conv-1', 'us~conv-1', 'eu-conv-1', '~conv-1', 'EU~conv-1'])
      await assert.rejects(
        eu.continueConversation({ channelId: 'gladly', conversation: { id } as never }, async () =>
          assert.fail('it ran'),
        ),
        /another account’s/,
        id,
      )
    // The default account's ids are the platform's own, whatever is in them.
    const names: string[] = []
    const standard = adapterOf('')
    for (const [adapter, id] of [
      [eu, 'eu~conv-1'],
      [standard, 'eu~conv-1'],
    ] as const)
      await adapter.continueConversation(
        { channelId: 'gladly', conversation: { id } as never },
        async ({ activity }) => {
          names.push(activity.conversation.id)
        },
      )
    assert.deepEqual(names, ['eu~conv-1', 'eu~conv-1'])
  })
})
