import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectorStage, openConnectorStage } from './stage.ts'

describe('turns of a Bot Framework channel', () => {
  let stage: ConnectorStage
  afterEach(() => stage.stop())

  it('of 20 seconds run once', async function () {
    this.timeout(40_000)
    let turns = 0
    stage = await openConnectorStage({
      web: { retries: 5, retryDelayMs: 4_000 },
      logic: () => async (context) => {
        turns += 1
        await sleep(20_000)
        await context.sendActivity('done')
      },
    })
    const conversation = await stage.web.join()
    stage.web.faults.webhooks({ kind: 'lose-answer', times: 5 })
    await stage.web.says(conversation, 'slow')
    await stage.web.untilHeard(conversation, 'done', { timeoutMs: 30_000 })
    await stage.quiet(15_000)
    assert.ok(stage.web.posts[0]!.attempts.length >= 5)
    assert.deepEqual([turns, stage.web.heard(conversation)], [1, ['done']])
  })
})
