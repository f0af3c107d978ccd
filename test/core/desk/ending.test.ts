import assert from 'node:assert/strict'
import { DeskStage } from './stage.ts'

describe('The end of a conversation on the desk', () => {
  let stage: DeskStage
  afterEach(() => stage.stop())

  for (const as of ['endOfConversation', 'membersRemoved'] as const) {
    it(`comes with the customer’s leaving (${as})`, async () => {
      stage = await DeskStage.open()
      const { id, there } = await stage.accepted('cora')
      await stage.web.leaves(id, as)
      await stage.until('it is closed', () => stage.platform.get(there).closedWith.length === 1)
      await stage.quiet()
      assert.deepEqual(stage.platform.get(there).closedWith, ['customer-left'])
      assert.deepEqual(stage.statuses(id).at(-1), { state: 'completed', owner: 'closed', why: 'the customer left' })
      assert.equal(stage.seen.at(-1)?.type, 'endOfConversation')
      assert.equal((await stage.record(id)).owner, 'closed')
      assert.ok(!stage.web.heard(id).includes('welcome back'))
    })
  }

  it('comes when the customer leaves before the desk has opened anything', async () => {
    stage = await DeskStage.open({ desk: { latency: () => 300 } })
    const id = await stage.customer('cora')
    await stage.web.says(id, 'agent')
    await stage.owned(id, 'queue')
    await stage.web.leaves(id)
    await stage.until('opened and closed', () => stage.platform.conversations[0]?.closedWith.length === 1)
    await stage.quiet()
    assert.equal((await stage.record(id)).owner, 'closed')
  })

  it('gives the customer back to the bot, which greets, and answers what comes next', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    await stage.web.says(id, 'thanks')
    await stage.until('it is there', () => stage.got(there).length === 1)
    stage.platform.ends(there)
    await stage.heard(id, 'welcome back')
    await stage.web.says(id, 'one more thing')
    await stage.heard(id, 'bot: one more thing')
    assert.deepEqual(stage.got(there), ['thanks'])
  })

  it('does not come when one agent passes the customer to another', async () => {
    stage = await DeskStage.open({ adapter: { handOffTimeoutMs: 120_000 } })
    const { id, there } = await stage.accepted('cora')
    stage.platform.joins(there, 'Bob')
    await stage.until('it is Bob', async () => (await stage.record(id)).agent?.name === 'Bob')
    stage.platform.passesOn(there)
    await stage.owned(id, 'queue')
    await stage.web.says(id, 'waiting')
    stage.platform.joins(there, 'Cem')
    await stage.owned(id, 'agent')
    await stage.until('it is there', () => stage.got(there).length === 1)
    stage.platform.ends(there)
    await stage.heard(id, 'welcome back')
    await stage.quiet()
    assert.deepEqual(
      stage.statuses(id).map(({ state }) => state),
      ['accepted', 'accepted', 'completed'],
    )
  })

  it('is a failed hand-off where the next agent does not come in time', async () => {
    stage = await DeskStage.open({ adapter: { handOffTimeoutMs: 120_000 } })
    const { id, there } = await stage.accepted('cora')
    await stage.quiet()
    stage.clock.leap(200_000)
    stage.platform.passesOn(there)
    await stage.owned(id, 'queue')
    await stage.quiet()
    assert.equal(stage.statuses(id).length, 1)
    stage.clock.leap(120_001)
    await stage.heard(id, 'failed: nobody took the customer within 120 s')
    await stage.quiet()
    assert.deepEqual(stage.platform.get(there).closedWith, ['nobody-came'])
  })

  it('is a failed hand-off where the desk ends it before anybody came', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.queued('cora')
    stage.platform.ends(there, 'we close now')
    await stage.heard(id, 'failed: we close now')
    await stage.quiet()
    assert.deepEqual(stage.statuses(id), [{ state: 'failed', owner: 'bot', why: 'we close now' }])
    assert.deepEqual(stage.platform.get(there).closedWith, [])
  })

  it('is noticed by looking now and then, where no webhook told of it', async () => {
    let looks = 0
    let isOver = false
    stage = await DeskStage.open({
      desk: {
        checkEveryMs: 60_000,
        check: async () => {
          looks += 1
          return { happenings: isOver ? [{ kind: 'ended', why: 'seen by looking' }] : [] }
        },
      },
    })
    const { id } = await stage.accepted('cora')
    for (const times of [1, 2]) {
      await stage.quiet()
      stage.clock.leap(60_001)
      await stage.until('it is looked at', () => looks === times)
    }
    isOver = true
    await stage.quiet()
    stage.clock.leap(60_001)
    await stage.heard(id, 'welcome back')
    await stage.quiet()
    stage.clock.leap(120_000)
    await stage.quiet()
    assert.deepEqual([looks, stage.statuses(id).at(-1)?.why], [3, 'seen by looking'])
  })

  it('does not keep an agent’s late words from the customer', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    stage.platform.ends(there)
    stage.platform.says(there, 'and a nice day')
    await stage.heard(id, 'and a nice day')
    await stage.quiet()
    assert.equal((await stage.record(id)).owner, 'bot')
    await stage.web.says(id, 'you too')
    await stage.heard(id, 'bot: you too')
  })

  it('is undone where the conversation comes to life again', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    stage.platform.ends(there)
    await stage.heard(id, 'welcome back')
    stage.platform.joins(there, 'Bob')
    await stage.owned(id, 'agent')
    await stage.web.says(id, 'hello Bob')
    await stage.until('Bob has it', () => stage.got(there).length === 1)
    stage.platform.ends(there)
    await stage.owned(id, 'bot')
    await stage.quiet()
    assert.equal(stage.web.heard(id).filter((text) => text === 'welcome back').length, 2)
  })

  it('is final for an earlier conversation than the newest: that is closed again', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    stage.platform.ends(there)
    await stage.heard(id, 'welcome back')
    await stage.web.says(id, 'agent')
    await stage.until('handed off again', () => stage.platform.conversations.length === 2)
    const second = stage.platform.of('cora').id
    await stage.until('open', async () => (await stage.record(id)).desk?.session?.conversationId === second)
    stage.platform.joins(there, 'Bob')
    await stage.until('it is closed', () => stage.platform.get(there).closedWith.length === 1)
    await stage.quiet()
    assert.deepEqual(stage.platform.get(there).closedWith, ['superseded'])
    assert.deepEqual([(await stage.record(id)).owner, (await stage.record(id)).agent], ['queue', undefined])
  })

  it('gives the bot what no agent will get, before what the customer says later', async () => {
    stage = await DeskStage.open({ desk: { latency: () => 30 } })
    const { id, there } = await stage.accepted('cora')
    // The desk knows that it is over; nobody has told us yet.
    stage.platform.get(there).state = 'ended'
    for (const text of ['one', 'two', 'three']) await stage.web.says(id, text)
    await stage.heard(id, 'bot: three')
    await stage.quiet()
    assert.deepEqual(
      stage.web
        .heard(id)
        .filter((text) => text.startsWith('bot: '))
        .slice(-3),
      ['bot: one', 'bot: two', 'bot: three'],
    )
    assert.deepEqual(stage.statuses(id).at(-1), { state: 'completed', owner: 'bot', why: 'the conversation has ended' })
    assert.deepEqual(stage.got(there), [])
  })

  it('gives the bot no words of unknown outcome that an agent got', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    stage.desk.fail('relay', 'lost-after')
    stage.desk.fail('find-relayed', 'not-sent')
    await stage.web.says(id, 'for the agent')
    await stage.until('it is there', () => stage.got(there).length === 1)
    stage.platform.ends(there)
    await stage.heard(id, 'welcome back')
    await stage.web.says(id, 'for the bot')
    await stage.heard(id, 'bot: for the bot')
    await stage.quiet()
    assert.ok(!stage.web.heard(id).includes('bot: for the agent'))
  })

  it('is asked for until the desk hears it, and holds up neither the bot nor a new hand-off', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.queued('cora')
    const cure = stage.desk.fail('close', 'not-sent', Number.POSITIVE_INFINITY)
    await stage.web.leaves(id)
    await stage.owned(id, 'closed')
    await stage.web.says(id, 'back again')
    await stage.heard(id, 'bot: back again')
    await stage.web.says(id, 'agent')
    await stage.until('opened anew', () => stage.platform.conversations.length === 2)
    await stage.web.says(id, 'for the second')
    const second = stage.platform.of('cora').id
    await stage.until('it is there', () => stage.got(second).length === 1)
    assert.deepEqual(stage.platform.get(there).closedWith, [])
    cure()
    // An attempt may be under way, and the wait after it begin only then; and it is given up after hours.
    let looks = 0
    await stage.until('it is closed', () => {
      if (looks++ % 20 === 0) stage.clock.leap(60_000)
      return stage.platform.get(there).closedWith.length === 1
    })
    assert.equal(stage.platform.get(second).state, 'queued')
  })
})
