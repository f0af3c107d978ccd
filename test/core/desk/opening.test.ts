import assert from 'node:assert/strict'
import { DeskStage } from './stage.ts'

describe('Opening a conversation on the desk', () => {
  let stage: DeskStage
  afterEach(() => stage.stop())

  /** Hands a customer over, whatever becomes of it. */
  const handOver = async (name = 'cora'): Promise<string> => {
    const id = await stage.customer(name)
    await stage.web.says(id, 'agent')
    await stage.heard(id, 'bot: agent')
    return id
  }

  const asked = (operation: string): number => stage.desk.calls.filter((one) => one.operation === operation).length

  it('fails with the reason where the desk is closed, opens nothing, and leaves the customer with the bot', async () => {
    stage = await DeskStage.open()
    stage.desk.fail('open', 'closed')
    const id = await handOver()
    await stage.web.says(id, 'hello?')
    await stage.heard(id, 'failed: outside opening hours')
    await stage.heard(id, 'bot: hello?')
    await stage.quiet()
    assert.deepEqual(stage.statuses(id), [{ state: 'failed', owner: 'bot', why: 'outside opening hours' }])
    assert.equal(stage.platform.conversations.length, 0)
    assert.equal(asked('close'), 0)
    assert.equal((await stage.engine.deadLetters.list()).length, 0)
  })

  for (const fault of ['refused', 'credentials'] as const) {
    it(`fails at once where the desk ${fault === 'refused' ? 'refuses it' : 'refuses our credentials'}`, async () => {
      stage = await DeskStage.open()
      stage.desk.fail('open', fault)
      const id = await handOver()
      await stage.heard(id, /^failed: open was/)
      await stage.quiet()
      assert.equal(asked('open'), 1)
      assert.equal((await stage.record(id)).owner, 'bot')
      const [letter] = await stage.engine.deadLetters.list()
      assert.deepEqual([letter?.kind, letter?.type], ['command', 'desk-open'])
    })
  }

  it('is tried again while the desk limits us or cannot be reached', async () => {
    stage = await DeskStage.open()
    stage.desk.fail('open', 'limited')
    stage.desk.fail('open', 'not-sent')
    const id = await handOver()
    await stage.until('it is open', () => stage.platform.conversations.length === 1)
    await stage.quiet()
    assert.deepEqual(stage.statuses(id), [])
    assert.equal(asked('open'), 3)
  })

  it('fails when the desk cannot be reached for more than 30 s', async () => {
    stage = await DeskStage.open()
    const cure = stage.desk.fail('open', 'not-sent', Number.POSITIVE_INFINITY)
    const id = await handOver()
    await stage.web.says(id, 'still there?')
    await stage.until('it was tried', () => asked('open') > 0)
    stage.clock.leap(31_000)
    await stage.heard(id, 'failed: the desk could not be reached')
    await stage.heard(id, 'bot: still there?')
    cure()
    await stage.quiet()
    assert.equal(stage.platform.conversations.length, 0)
  })

  it('fails after 30 s also where nobody can tell whether anything was opened, and what is found later is closed', async () => {
    stage = await DeskStage.open()
    stage.desk.fail('open', 'lost-after')
    const cure = stage.desk.fail('find-opened', 'not-sent', Number.POSITIVE_INFINITY)
    const id = await handOver()
    await stage.web.says(id, 'still there?')
    await stage.until('it is looked for', () => asked('find-opened') > 0)
    stage.clock.leap(31_000)
    await stage.heard(id, 'failed: the desk could not be reached')
    await stage.heard(id, 'bot: still there?')
    assert.deepEqual(stage.platform.of('cora').closedWith, [])
    cure()
    stage.clock.leap(60_000)
    await stage.until('it is closed', () => stage.platform.of('cora').closedWith.length === 1)
    await stage.quiet()
    assert.equal((await stage.record(id)).owner, 'bot')
    assert.equal(stage.platform.conversations.length, 1)
  })

  it('does not open twice where the answer was lost', async () => {
    stage = await DeskStage.open()
    stage.desk.fail('open', 'lost-after')
    const id = await handOver()
    await stage.web.says(id, 'words')
    await stage.until('words are there', () => stage.platform.conversations[0]?.got.length === 1)
    await stage.quiet()
    assert.equal(stage.platform.conversations.length, 1)
    assert.equal((await stage.record(id)).desk?.session?.conversationId, stage.platform.of('cora').id)
  })

  it('opens again where the look-up finds nothing', async () => {
    stage = await DeskStage.open()
    stage.desk.fail('open', 'lost-before')
    const id = await handOver()
    await stage.until('it is open', () => stage.platform.conversations.length === 1)
    await stage.quiet()
    assert.deepEqual([asked('open'), stage.statuses(id).length], [2, 0])
  })

  it('fails where the desk does not become ready in time: withdrawn, and the bot gets what was said meanwhile', async () => {
    stage = await DeskStage.open({ desk: { readyWithinMs: 20_000 } })
    stage.platform.automatic = false
    const id = await handOver()
    await stage.web.says(id, 'one')
    await stage.web.says(id, 'two')
    await stage.until('it is open', async () => (await stage.record(id)).desk?.session?.opened === true)
    stage.clock.leap(20_001)
    await stage.heard(id, 'failed: the desk did not take the conversation up within 20 s')
    await stage.heard(id, 'bot: two')
    await stage.quiet()
    assert.deepEqual(stage.web.heard(id).slice(-2), ['bot: one', 'bot: two'])
    assert.deepEqual(stage.platform.of('cora').closedWith, ['nobody-came'])
    assert.deepEqual(stage.got(stage.platform.of('cora').id), [])
  })

  it('lets the customer’s words wait until the desk is ready, and brings them in order', async () => {
    stage = await DeskStage.open()
    stage.platform.automatic = false
    const id = await handOver()
    for (const text of ['one', 'two', 'three']) await stage.web.says(id, text)
    await stage.until('it is open', async () => (await stage.record(id)).desk?.session?.opened === true)
    assert.equal(asked('relay'), 0)
    const { id: there } = stage.platform.of('cora')
    stage.platform.queues(there)
    await stage.until('all are there', () => stage.got(there).length === 3)
    assert.deepEqual(stage.got(there), ['one', 'two', 'three'])
  })

  it('fails where nobody comes in time, withdraws the customer from the queue, and is the bot’s again', async () => {
    stage = await DeskStage.open({ adapter: { handOffTimeoutMs: 120_000 } })
    const { id, there } = await stage.queued('cora')
    await stage.quiet()
    stage.clock.leap(120_001)
    await stage.heard(id, 'failed: nobody took the customer within 120 s')
    await stage.quiet()
    assert.deepEqual(stage.platform.get(there).closedWith, ['nobody-came'])
    await stage.web.says(id, 'never mind')
    await stage.heard(id, 'bot: never mind')
    assert.equal(stage.statuses(id).length, 1)
  })

  it('winds no clock up any more once an agent has come', async () => {
    stage = await DeskStage.open({ adapter: { handOffTimeoutMs: 120_000 } })
    const { id, there } = await stage.accepted('cora')
    await stage.quiet()
    stage.clock.leap(121_000)
    await stage.web.says(id, 'are you there?')
    await stage.until('it is there', () => stage.got(there).length === 1)
    await stage.quiet()
    assert.deepEqual([(await stage.record(id)).owner, stage.statuses(id).length], ['agent', 1])
  })

  it('closes what the desk opens after the customer was given up', async () => {
    stage = await DeskStage.open({ adapter: { handOffTimeoutMs: 120_000 }, desk: { latency: () => 400 } })
    const id = await handOver()
    await stage.until('it is being asked', () => asked('open') === 1)
    stage.clock.leap(120_001)
    await stage.heard(id, /^failed: nobody/)
    await stage.until('it is closed', () => (stage.platform.conversations[0]?.closedWith.length ?? 0) > 0)
    await stage.quiet()
    stage.clock.leap(60_000)
    await stage.quiet()
    assert.deepEqual([(await stage.record(id)).owner, stage.statuses(id).length], ['bot', 1])
    assert.equal(stage.platform.conversations.length, 1)
  })

  it('keeps a conversation that was opened in vain apart from the next one', async () => {
    let slow = 500
    stage = await DeskStage.open({ adapter: { handOffTimeoutMs: 120_000 }, desk: { latency: () => slow } })
    const id = await handOver()
    await stage.until('it is being asked', () => asked('open') === 1)
    slow = 0
    await stage.web.leaves(id)
    await stage.owned(id, 'closed')
    await stage.web.says(id, 'agent')
    await stage.until('opened twice', () => stage.platform.conversations.length === 2)
    await stage.quiet()
    const [first, second] = stage.platform.conversations
    assert.deepEqual([first!.state, second!.state], ['ended', 'queued'])
    assert.deepEqual(
      [(await stage.record(id)).owner, (await stage.record(id)).desk?.session?.conversationId],
      ['queue', second!.id],
    )
    await stage.web.says(id, 'for the second')
    await stage.until('it is there', () => stage.got(second!.id).length === 1)
    assert.deepEqual(second!.closedWith, [])
  })

  it('keeps as dead letters what agents said in a conversation nobody knows', async () => {
    stage = await DeskStage.open()
    const { there } = await stage.accepted('cora')
    const words = (conversation: string, text: string): string =>
      JSON.stringify({ conversation, key: `key of ${text}`, told: { kind: 'said', id: text, text, agent: 'Ann' } })
    for (const text of ['one', 'two']) await stage.platform.request(words('stranger', text))
    await stage.quiet()
    assert.equal(stage.engine.stats().deadLetters, 0)
    stage.clock.leap(11 * 60_000)
    await stage.until('it was waited long enough', () => stage.engine.stats().deadLetters === 2)
    await stage.quiet()
    const letters = (await stage.engine.deadLetters.list()).reverse()
    assert.deepEqual(
      letters.map(({ kind, conversationId, body }) => [kind, conversationId, JSON.parse(body).told.text]),
      [
        ['event', 'stranger', 'one'],
        ['event', 'stranger', 'two'],
      ],
    )
    assert.match(letters[0]!.reason, /stays unknown/)
    assert.equal(stage.platform.get(there).state, 'agent')
    // Put back, they wait again, and are dead letters again where nothing has changed.
    assert.equal(await stage.engine.deadLetters.replay(letters[0]!.id), true)
    await stage.quiet()
    assert.equal(stage.engine.stats().deadLetters, 1)
    stage.clock.leap(11 * 60_000)
    await stage.until('it was waited again', () => stage.engine.stats().deadLetters === 2)
  })

  it('keeps as dead letters what is too much to wait', async () => {
    stage = await DeskStage.open()
    for (let n = 0; n < 203; n++) {
      const told = { kind: 'said', id: `${n}`, text: `${n}`, agent: 'Ann' }
      await stage.platform.request(JSON.stringify({ conversation: 'stranger', key: `${n}`, told }))
    }
    await stage.until('the rest is given up', () => stage.engine.stats().deadLetters === 3)
    await stage.quiet()
    const texts = (await stage.engine.deadLetters.list()).map(({ body }) => JSON.parse(body).told.text)
    assert.deepEqual(texts, ['202', '201', '200'])
  })
})
