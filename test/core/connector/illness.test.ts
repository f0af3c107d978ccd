import assert from 'node:assert/strict'
import { ActivityTypes, type TurnContext } from 'botbuilder'
import type { ApiFault } from '../../../scripts/sandbox/web-chat/index.ts'
import { eventually } from '../../contract/platform/stage.ts'
import { type ConnectorStage, openConnectorStage } from './stage.ts'

const echo = () => async (context: TurnContext) => {
  if (context.activity.type === ActivityTypes.Message) await context.sendActivity(`heard ${context.activity.text}`)
}

describe('a channel that is ill', () => {
  let stage: ConnectorStage
  let conversation: string
  beforeEach(async () => {
    stage = await openConnectorStage({ logic: echo })
    conversation = await stage.web.join()
  })
  afterEach(() => stage.stop())

  /** One message said with a fault on, then one more. */
  async function through(fault: ApiFault) {
    stage.web.faults.api(fault)
    await stage.web.says(conversation, 'one')
    await stage.web.says(conversation, 'two')
    await stage.quiet(20_000)
    return {
      heard: stage.web.heard(conversation),
      calls: stage.web.calls.length,
      repeated: stage.adapter.health().repeatedCommands,
      dead: stage.engine.stats().deadLetters,
    }
  }
  const BOTH = ['heard one', 'heard two']

  for (const status of [429, 503]) {
    it(`with ${status} is waited for, and nothing is said twice`, async () => {
      const fault: ApiFault = { kind: 'status', status, headers: { 'Retry-After': '0' }, times: 2 }
      assert.deepEqual(await through(fault), { heard: BOTH, calls: 4, repeated: 0, dead: 0 })
    })
  }

  for (const kind of ['reset-before', 'reset-after'] as const) {
    it(`with its answer lost (${kind}) gets the command once more, counted`, async () => {
      const lost = kind === 'reset-after' ? ['heard one', ...BOTH] : BOTH
      assert.deepEqual(await through({ kind, times: 1 }), { heard: lost, calls: 3, repeated: 1, dead: 0 })
    })
  }

  it('with 500 gets the command once more, and after that it is a dead letter; later ones go on', async () => {
    assert.deepEqual(await through({ kind: 'status', status: 500, times: 2 }), {
      heard: ['heard two'],
      calls: 3,
      repeated: 1,
      dead: 1,
    })
  })

  it('with 404 makes the command a dead letter at once; later ones go on', async () => {
    const { heard, calls, dead } = await through({ kind: 'status', status: 404, times: 1 })
    assert.deepEqual([heard, calls, dead], [['heard two'], 2, 1])
  })

  it('with an answer nobody can read has taken it', async () => {
    const headers = { 'Content-Type': 'application/json' }
    const { calls, repeated, dead } = await through({ kind: 'status', status: 200, headers, body: '{oops', times: 1 })
    assert.deepEqual([calls, repeated, dead], [2, 0, 0])
  })

  for (const status of [401, 403]) {
    it(`with ${status} waits for a person to mend the credentials`, async () => {
      stage.web.faults.api({ kind: 'status', status, times: 1 })
      await stage.web.says(conversation, 'one')
      await eventually('the refusal', () => stage.web.calls.length === 1)
      await stage.web.idle()
      const { outbox, deadLetters } = stage.engine.stats()
      assert.deepEqual([outbox, deadLetters, stage.adapter.health().repeatedCommands], [1, 0, 0])
    })
  }

  it('is asked again no sooner than it says', async () => {
    stage.web.faults.api({ kind: 'status', status: 429, headers: { 'Retry-After': '1' }, times: 1 })
    const started = performance.now()
    await stage.web.says(conversation, 'one')
    await stage.web.untilHeard(conversation, 'heard one', { timeoutMs: 15_000 })
    assert.ok(performance.now() - started >= 990)
    assert.equal(stage.web.calls.length, 2)
  })

  it('that never answers delays no other conversation', async () => {
    const other = await stage.web.join()
    stage.web.faults.api({ kind: 'hang-before', match: { conversationId: conversation } })
    await stage.web.says(conversation, 'one')
    await stage.web.says(other, 'two')
    await stage.web.untilHeard(other, 'heard two')
    assert.equal(stage.web.calls.filter(({ path }) => path.includes(conversation)).length, 1)
  })

  it('that finds an activity impossible is not asked at all', async () => {
    const adapter = stage.adapter
    const reference = { channelId: 'webchat', serviceUrl: stage.web.url, conversation: { id: conversation } }
    await adapter.continueConversation(reference as never, async (context) => {
      await context.sendActivity({ type: 'message', text: 42 as never })
      await context.sendActivity('fine')
    })
    await stage.web.untilHeard(conversation, 'fine')
    assert.deepEqual([stage.web.calls.length, stage.engine.stats().deadLetters], [1, 1])
    assert.equal(adapter.health().repeatedCommands, 0)
  })
})
