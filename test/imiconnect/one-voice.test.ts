import assert from 'node:assert/strict'
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { eventually } from '../contract/platform/stage.ts'
import { agent } from './fixtures.ts'

describe('IMIconnect, where an agent writes into the bot’s conversation', () => {
  let sandbox: Sandbox
  let letGo: () => void = () => {}
  afterEach(() => sandbox.stop())

  it('silences the bot from our 200 on, though a turn of the bot’s is running', async () => {
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let running = false
    sandbox = await startSandbox({
      platforms: ['imiconnect'],
      logic: () => async (context) => {
        if (context.activity.type !== 'message') return
        running = context.activity.text === 'slow'
        if (running) await held
        await context.sendActivity(`heard ${context.activity.text}`)
      },
    })
    const { imiconnect } = sandbox
    const { botConversationId, customerId } = await imiconnect.customerSays('hello')
    await sandbox.quiet()
    await imiconnect.customerSays('slow', { customerId })
    await eventually('the bot is at work', () => running)
    const before = imiconnect.deliveries.length
    await imiconnect.receive(agent({ BotConversationid: botConversationId, Userid: customerId, Timestamp: undefined }))
    await eventually('the agent’s words are taken', () => imiconnect.deliveries[before]?.status === 200)
    letGo()
    await sandbox.quiet()
    assert.deepEqual(
      imiconnect.botMessages(botConversationId).map(({ text }) => text),
      ['heard hello'],
    )
  })
})
