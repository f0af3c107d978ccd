/**
 * An example of how a bot is tested on the simulated platforms: real servers, real webhooks, no accounts. In a project of
 * your own `logic` makes your bot:
 *
 * ```ts
 * startSandbox({ platforms: ['gladly'], logic: ({ storage }) => (context) => new MyBot(storage).run(context) })
 * ```
 */
import assert from 'node:assert/strict'
import { playStory, type Sandbox, type Story, startSandbox } from 'botbuilder-contact-center/sandbox'

describe('The sample bot on Gladly', function () {
  this.timeout(30_000)
  let sandbox: Sandbox

  before(async () => {
    sandbox = await startSandbox({ platforms: ['gladly'] })
  })
  after(() => sandbox.stop())

  it('looks an order up, and files it under its topic', async () => {
    const { gladly } = sandbox
    const { customerId, conversationId } = await gladly.customerSays('Order status')
    await sandbox.quiet()
    await gladly.customerSays('1182', { customerId })
    await sandbox.quiet()
    const said = gladly.botReplies(conversationId).map(({ text }) => text)
    assert.match(said.at(-1) ?? '', /^Order 1182 /)
    assert.deepEqual(gladly.conversation(conversationId).topics, ['Orders'])
  })

  it('says what it said when the conversation was saved in the console', async () => {
    // `npm run sandbox`, play, then “Save as test fixture”. Mostly read from a file.
    const story: Story = {
      platform: 'gladly',
      channel: 'chat',
      steps: [
        { do: 'customer-says', text: 'bye' },
        {
          sees: 'bot',
          text: 'Hello! I am the automated assistant. I can look up an order, explain a bill, or bring in a person.',
        },
        { sees: 'bot', text: 'Thank you for writing. Goodbye!' },
      ],
    }
    await playStory(sandbox, story)
  })

  it('loses nothing while the platform cannot be reached', async () => {
    const { gladly } = sandbox
    const { customerId, conversationId } = await gladly.customerSays('hello')
    await sandbox.quiet()
    const outage = gladly.faults.api({ kind: 'status', status: 503 })
    await gladly.customerSays('agent', { customerId })
    await gladly.idle()
    const before = gladly.botReplies(conversationId).length
    outage()
    await sandbox.quiet(20_000)
    assert.equal(gladly.botReplies(conversationId).length, before + 1)
  })
})
