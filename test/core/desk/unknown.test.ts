import assert from 'node:assert/strict'
import { DeskStage } from './stage.ts'
import { DESK } from './stub-desk.ts'

describe('Events of the desk whose conversation nobody knows', () => {
  let stage: DeskStage
  afterEach(() => stage.stop())

  const waiting = async (id: string): Promise<number> => {
    const name = `contactcenter/desk/waiting/${DESK}//${id}`
    return (await stage.engine.storage.read([name]))[name]?.events?.length ?? 0
  }

  it('wait for it to become known, and count in their order', async () => {
    stage = await DeskStage.open()
    const id = await stage.customer('cora')
    stage.desk.fail('open', 'lost-after')
    await stage.web.says(id, 'agent')
    await stage.until('the desk has it', () => stage.platform.conversations.length === 1)
    const { id: there } = stage.platform.of('cora')
    stage.platform.joins(there)
    for (const text of ['one', 'two']) stage.platform.says(there, text)
    await stage.heard(id, 'two')
    await stage.quiet()
    assert.deepEqual(stage.web.heard(id).slice(2), ['one', 'two'])
    assert.deepEqual([(await stage.record(id)).owner, stage.statuses(id).length, await waiting(there)], ['agent', 1, 0])
  })

  it('count also where the whole conversation was over before it became known', async () => {
    stage = await DeskStage.open()
    const id = await stage.customer('cora')
    stage.desk.fail('open', 'lost-after')
    await stage.web.says(id, 'agent')
    await stage.until('the desk has it', () => stage.platform.conversations.length === 1)
    const { id: there } = stage.platform.of('cora')
    stage.platform.joins(there)
    stage.platform.ends(there, 'quick')
    await stage.heard(id, 'welcome back')
    await stage.quiet()
    assert.deepEqual(
      stage.statuses(id).map(({ state }) => state),
      ['accepted', 'completed'],
    )
    assert.equal((await stage.record(id)).desk?.session?.open, false)
    stage.clock.leap(120_000)
    await stage.quiet()
    assert.equal(stage.statuses(id).length, 2)
  })

  it('count when the desk’s answer is later than all its events', async () => {
    stage = await DeskStage.open()
    const id = await stage.customer('cora')
    const { open } = stage.desk
    let answer: () => void = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    stage.desk.open = async (...given) => {
      const opened = await open(...given)
      await answered
      return opened
    }
    await stage.web.says(id, 'agent')
    await stage.until('the desk has it', () => stage.platform.conversations.length === 1)
    const { id: there } = stage.platform.of('cora')
    stage.platform.joins(there)
    stage.platform.says(there, 'hello, Ann here')
    await stage.until('they wait', async () => (await waiting(there)) === 4)
    assert.ok(!stage.web.heard(id).includes('hello, Ann here'))
    answer()
    await stage.heard(id, 'hello, Ann here')
    await stage.owned(id, 'agent')
    await stage.quiet()
    assert.equal(await waiting(there), 0)
  })

  it('are answered 2xx, have no effect, and are dead letters after ten minutes', async () => {
    stage = await DeskStage.open()
    const stranger = (key: string) =>
      JSON.stringify({ conversation: 'nobody', key, told: { kind: 'accepted', agent: 'Ann' } })
    assert.equal(await stage.platform.request(stranger('a')), 200)
    assert.equal(await stage.platform.request(stranger('b')), 200)
    await stage.quiet()
    assert.equal(await waiting('nobody'), 2)
    stage.clock.leap(9 * 60_000)
    await stage.quiet()
    assert.equal(await waiting('nobody'), 2)
    stage.clock.leap(61_000)
    await stage.until('they are given up', async () => (await waiting('nobody')) === 0)
    await stage.quiet()
    assert.deepEqual([stage.seen, (await stage.engine.deadLetters.list()).length], [[], 2])
    assert.equal(await stage.platform.request(stranger('c')), 200)
    await stage.quiet()
    assert.equal(await waiting('nobody'), 1)
  })

  it('do not fill the disk', async () => {
    stage = await DeskStage.open()
    for (let n = 0; n < 230; n++) {
      const told = { kind: 'said', id: `s${n}`, text: 'spam', agent: 'Eve' }
      await stage.platform.request(JSON.stringify({ conversation: 'nobody', key: `k${n}`, told }))
    }
    await stage.quiet()
    assert.equal(await waiting('nobody'), 200)
  })

  it('are refused without the secret, and kept as a dead letter where they cannot be read', async () => {
    stage = await DeskStage.open()
    assert.equal(await stage.platform.request('{}', 'wrong'), 401)
    assert.equal(await stage.platform.request('no json'), 200)
    await stage.quiet()
    const letters = await stage.engine.deadLetters.list()
    assert.deepEqual(
      letters.map(({ channelId, type }) => [channelId, type]),
      [[DESK, 'unreadable']],
    )
  })

  it('bring no agent to a customer who was never handed off', async () => {
    stage = await DeskStage.open()
    const id = await stage.customer('cora')
    const there = stage.platform.open({ id: 'agents-own-idea', handOff: {} }, { id: 'cora', channel: 'webchat' })
    await stage.engine.link({ channelId: DESK, account: '', conversationId: there.id }, stage.key(id))
    stage.platform.joins(there.id)
    await stage.quiet()
    stage.clock.leap(10 * 60_000 + 1)
    await stage.quiet()
    await stage.web.says(id, 'anyone?')
    await stage.heard(id, 'bot: anyone?')
    assert.equal((await stage.record(id)).owner, 'bot')
  })
})
