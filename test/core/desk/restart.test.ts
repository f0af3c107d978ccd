import assert from 'node:assert/strict'
import { DeskStage } from './stage.ts'

describe('A restart in the middle of a hand-off', () => {
  let stage: DeskStage
  afterEach(() => stage.stop())

  it('keeps who is whose, and relays go on both ways', async () => {
    stage = await DeskStage.open({ durable: true })
    const { id, there } = await stage.accepted('cora')
    await stage.quiet()
    await stage.restart(() => stage.platform.says(there, 'said while we were down'))
    await stage.heard(id, 'said while we were down')
    await stage.web.says(id, 'to the agent')
    await stage.until('it is there', () => stage.got(there).length === 1)
    stage.platform.ends(there)
    await stage.heard(id, 'welcome back')
    assert.equal((await stage.record(id)).owner, 'bot')
  })

  it('brings what waited for the desk, in order', async () => {
    stage = await DeskStage.open({ durable: true })
    const { id, there } = await stage.accepted('cora')
    stage.desk.fail('relay', 'not-sent', Number.POSITIVE_INFINITY)
    for (const text of ['one', 'two', 'three']) await stage.web.says(id, text)
    await stage.until('it was tried', () => stage.desk.calls.some(({ operation }) => operation === 'relay'))
    await stage.restart()
    await stage.until('all are there', () => stage.got(there).length === 3)
    assert.deepEqual(stage.got(there), ['one', 'two', 'three'])
  })

  it('asks a desk that nobody has asked yet, however long we were down', async () => {
    stage = await DeskStage.open({ durable: true })
    const id = await stage.customer('cora')
    stage.desk.fail('open', 'not-sent', Number.POSITIVE_INFINITY)
    await stage.web.says(id, 'agent')
    await stage.until('it was tried', () => stage.desk.calls.some(({ operation }) => operation === 'open'))
    await stage.restart(() => stage.clock.leap(60_000))
    await stage.until('it is open', async () => (await stage.record(id)).desk?.session?.opened === true)
    assert.deepEqual(stage.statuses(id), [])
  })

  it('finds what was opened instead of opening twice', async () => {
    stage = await DeskStage.open({ durable: true })
    const id = await stage.customer('cora')
    stage.desk.fail('open', 'lost-after')
    stage.desk.fail('find-opened', 'not-sent', Number.POSITIVE_INFINITY)
    await stage.web.says(id, 'agent')
    await stage.until('it is looked for', () => stage.desk.calls.some(({ operation }) => operation === 'find-opened'))
    await stage.restart()
    await stage.until('it is found', async () => (await stage.record(id)).desk?.session?.opened === true)
    await stage.web.says(id, 'words')
    await stage.until('words are there', () => stage.got(stage.platform.of('cora').id).length === 1)
    await stage.quiet()
    assert.equal(stage.platform.conversations.length, 1)
  })

  it('does not say twice what the agent had already', async () => {
    stage = await DeskStage.open({ durable: true })
    const { id, there } = await stage.accepted('cora')
    stage.desk.fail('relay', 'lost-after')
    stage.desk.fail('find-relayed', 'not-sent', Number.POSITIVE_INFINITY)
    await stage.web.says(id, 'once')
    await stage.until('it is looked for', () => stage.desk.calls.some(({ operation }) => operation === 'find-relayed'))
    await stage.restart()
    await stage.web.says(id, 'next')
    await stage.until('the next is there', () => stage.got(there).includes('next'))
    assert.deepEqual(stage.got(there), ['once', 'next'])
  })

  it('keeps the time a customer waits for an agent', async () => {
    stage = await DeskStage.open({ durable: true, adapter: { handOffTimeoutMs: 120_000 } })
    const { id, there } = await stage.queued('cora')
    await stage.restart()
    stage.clock.leap(120_001)
    await stage.heard(id, 'failed: nobody took the customer within 120 s')
    await stage.until('it is withdrawn', () => stage.platform.get(there).closedWith.length === 1)
  })

  it('keeps events that wait for their conversation, and the closing of what has ended', async () => {
    stage = await DeskStage.open({ durable: true })
    const { id, there } = await stage.accepted('dan')
    stage.desk.fail('close', 'not-sent', Number.POSITIVE_INFINITY)
    await stage.web.leaves(id)
    await stage.until('it was tried', () => stage.desk.calls.some(({ operation }) => operation === 'close'))
    const cora = await stage.customer('cora')
    stage.desk.fail('open', 'lost-after')
    stage.desk.fail('find-opened', 'not-sent', Number.POSITIVE_INFINITY)
    await stage.web.says(cora, 'agent')
    await stage.until('the desk has it', () => stage.platform.conversations.length === 2)
    stage.platform.joins(stage.platform.of('cora').id)
    await stage.until('it is told', () => !stage.platform.busy)
    await stage.restart()
    await stage.owned(cora, 'agent')
    await stage.until('it is closed', () => stage.platform.get(there).closedWith.length === 1)
  })

  it('gives the bot once what no agent will get', async () => {
    stage = await DeskStage.open({ durable: true })
    const { id, there } = await stage.accepted('cora')
    stage.desk.fail('relay', 'not-sent', Number.POSITIVE_INFINITY)
    for (const text of ['one', 'two']) await stage.web.says(id, text)
    await stage.until('it was tried', () => stage.desk.calls.some(({ operation }) => operation === 'relay'))
    await stage.restart(() => {
      stage.clock.leap(60_000)
      stage.platform.ends(there)
    })
    await stage.web.says(id, 'three')
    await stage.until('all are answered or relayed', async () => {
      const answered = stage.web.heard(id).filter((text) => /bot: (one|two|three)/.test(text)).length
      return answered + stage.got(there).length === 3
    })
    await stage.quiet()
    const answered = stage.web.heard(id).filter((text) => /^bot: (one|two|three)$/.test(text))
    assert.deepEqual([...stage.got(there), ...answered.map((text) => text.slice(5))], ['one', 'two', 'three'])
  })
})
