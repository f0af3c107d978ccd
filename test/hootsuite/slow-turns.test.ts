import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { ActivityTypes } from 'botbuilder'
import type { BotLogic } from '../../adapters/index.ts'
import { startSandbox } from '../../scripts/sandbox/index.ts'
import { eventually } from '../contract/platform/stage.ts'

/** Takes as long as it is asked to: `9 s`. */
function slowBot(turns: string[]): () => BotLogic {
  return () => async (context) => {
    if (context.activity.type !== ActivityTypes.Message) return
    const text = context.activity.text ?? ''
    turns.push(text)
    await sleep(Number.parseInt(text, 10) * 1_000)
    await context.sendActivity(`after ${text}`)
  }
}

describe('a slow bot on Hootsuite', () => {
  // All at once: each has a platform and a server of its own, and mostly waits.
  it('says each answer once after 9, 12 and 60 seconds with the API, and without it as long as Hootsuite asks', async function () {
    this.timeout(130_000)
    await Promise.all(
      [true, false].flatMap((credentials) =>
        // Hootsuite's tries are over after some 60 s: without the API a turn has to outlive them for certain.
        ['9 s', '12 s', credentials ? '60 s' : '75 s'].map(async (text) => {
          const turns: string[] = []
          const sandbox = await startSandbox({
            platforms: ['hootsuite'],
            logic: slowBot(turns),
            hootsuite: { credentials, virtualAgentTimeoutMs: 0 },
          })
          try {
            const { hootsuite, server } = sandbox
            const { conversationId } = await hootsuite.customerSays(text)
            const outlives = text === '75 s'
            const done = () =>
              outlives ? server.engine.stats().deadLetters > 0 : hootsuite.botMessages(conversationId).length > 0
            await eventually(`${text}, ${credentials ? 'API' : 'response'}`, done, 100_000)
            await sandbox.quiet(20_000)
            const which = `${text}, ${credentials ? 'with' : 'without'} the API`
            assert.deepEqual(turns, [text], which)
            const said = hootsuite.botMessages(conversationId).map((message) => [message.text, message.via])
            assert.deepEqual(said, outlives ? [] : [[`after ${text}`, credentials ? 'rest' : 'response']], which)
            // Outliving the last delivery, the fallback hands the customer to a person, and the words are kept.
            assert.equal(hootsuite.conversation(conversationId).owner, outlives ? 'new' : 'bot', which)
            assert.equal(server.engine.stats().deadLetters, outlives ? 1 : 0, which)
          } finally {
            await sandbox.stop()
          }
        }),
      ),
    )
  })
})
