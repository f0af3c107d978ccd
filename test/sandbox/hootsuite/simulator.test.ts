import assert from 'node:assert/strict'
import { startHootsuiteSimulator } from '../../../scripts/sandbox/hootsuite/index.ts'
import { stopAll } from '../simulator/services.ts'
import { connected, organization } from './organization.ts'

describe('Hootsuite simulator: its life', () => {
  afterEach(stopAll)

  it('binds the port asked for, frees it when stopped, and can start again', async () => {
    const first = await startHootsuiteSimulator()
    const port = Number(new URL(first.url).port)
    await assert.rejects(startHootsuiteSimulator({ port }), { code: 'EADDRINUSE' })
    await first.stop()
    await assert.rejects(fetch(first.url))
    const second = await startHootsuiteSimulator({ port })
    assert.equal(second.url, first.url)
    await second.stop()
  })

  it('stops while a delivery waits for its answer, or for its retry', async () => {
    const { hootsuite, bot } = await connected({ retryDelaysMs: [2000, 2000, 2000] })
    bot.answer = ({ event }) => (event.type === 'CONVERSATION_STARTED' ? 'never' : 500)
    await hootsuite.customerSays('hello')
    await assert.rejects(hootsuite.idle(30), /deliveries still under way after 30 ms/)
    await hootsuite.stop()
    await hootsuite.idle()
  })

  it('does not start with a secret that is not hexadecimal', async () => {
    for (const webhookSecret of ['not hex!', 'abc', ''])
      await assert.rejects(organization({ webhookSecret }), /webhookSecret must be hexadecimal/)
  })

  it('has defaults the documents give', async () => {
    const hootsuite = await startHootsuiteSimulator()
    const { webhookTimeoutMs, requestsPerSecond, virtualAgentTimeoutMs, retryDelaysMs, onError } = hootsuite.settings
    await hootsuite.stop()
    assert.deepEqual(
      [webhookTimeoutMs, requestsPerSecond, virtualAgentTimeoutMs, retryDelaysMs.length, onError],
      [10_000, 20, 300_000, 3, 'new'],
    )
  })

  it('never hands out what it works on', async () => {
    const { hootsuite, bot } = await connected()
    const { conversationId } = await hootsuite.customerSays('hello')
    hootsuite.messages(conversationId)[0]!.text = 'changed'
    hootsuite.conversation(conversationId).notes.push('changed')
    assert.equal(hootsuite.messages(conversationId)[0]?.text, 'hello')
    assert.deepEqual(hootsuite.conversation(conversationId).notes, [])
    await hootsuite.idle()
    assert.equal(bot.received.length, 2)
    assert.throws(() => hootsuite.conversation('none'), /conversation none not found/)
  })
})
