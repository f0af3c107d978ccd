import assert from 'node:assert/strict'
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { eventually } from '../contract/platform/stage.ts'

describe('Gladly, where agents take over while the bot’s words wait for their place among our calls', () => {
  let sandbox: Sandbox
  afterEach(() => sandbox.stop())

  it('silences the bot from our 200 on', async function () {
    this.timeout(60_000)
    sandbox = await startSandbox({
      platforms: ['gladly'],
      // Slow enough that calls wait for seconds.
      env: { GLADLY_REQUESTS_PER_SECOND: '8' },
      logic: () => async (context) => {
        if (context.activity.type === 'message') for (const text of ['one', 'two']) await context.sendActivity(text)
      },
    })
    const { gladly } = sandbox
    const ids: string[] = []
    for (let index = 0; index < 10; index++) ids.push((await gladly.customerSays('hello')).conversationId)
    await eventually('the bot has begun to answer', () => ids.some((id) => gladly.botReplies(id).length > 0), 30_000)
    const said: Record<string, number> = {}
    for (const id of ids) {
      gladly.assign(id, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
      await eventually('the take-over is taken', () =>
        gladly.deliveries.some(
          ({ event, status }) => status === 200 && /ASSIGNEE/.test(event.type) && JSON.stringify(event).includes(id),
        ),
      )
      said[id] = gladly.botReplies(id).length
    }
    assert.ok(
      Object.values(said).some((count) => count < 2),
      'some had words on their way',
    )
    await sandbox.quiet(45_000)
    for (const id of ids) assert.equal(gladly.botReplies(id).length, said[id], 'nothing was said after our 200')
  })
})
