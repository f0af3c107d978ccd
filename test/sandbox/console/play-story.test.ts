import assert from 'node:assert/strict'
import type { TurnContext } from 'botbuilder'
import { playStory, type Sandbox, type Step, StoryError, startSandbox } from '../../../scripts/sandbox/index.ts'

describe('A story that was saved', function () {
  this.timeout(30_000)
  let sandbox: Sandbox

  before(async () => {
    const logic = () => async (context: TurnContext) => {
      if (context.activity.type === 'message') await context.sendActivity(`You said: ${context.activity.text}`)
    }
    sandbox = await startSandbox({ platforms: ['imiconnect'], logic })
  })
  after(() => sandbox.stop())

  const play = (steps: Step[]) => playStory(sandbox, { platform: 'imiconnect', channel: 'sms', steps })
  const asks: Step = { do: 'customer-says', text: 'hello' }

  it('passes where the bot says the same', async () => {
    await play([asks, { sees: 'bot', text: 'You said: hello' }])
  })

  it('fails where it says something else, something more or nothing, and shows both', async () => {
    for (const steps of [
      [asks, { sees: 'bot', text: 'You said: bye' }],
      [asks],
      [asks, asks, { sees: 'bot', text: '?' }],
    ]) {
      await assert.rejects(
        () => play(steps as Step[]),
        (error: Error) => {
          assert.ok(error instanceof StoryError)
          assert.match(error.message, /The story:\n {2}> customer-says hello[\s\S]*Now:\n[\s\S]*bot: You said: hello/)
          return true
        },
      )
    }
  })

  it('says which platform it does not know', async () => {
    await assert.rejects(() => playStory(sandbox, { platform: 'zendesk', steps: [] }), /no such platform/)
  })
})
