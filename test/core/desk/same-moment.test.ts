import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { deskBot } from './bots.ts'
import { DeskStage } from './stage.ts'

describe('Customer and desk in the same moment', () => {
  let stage: DeskStage
  afterEach(() => stage.stop())

  it('never have two turns at once, also while the conversation becomes known', async () => {
    const running = new Map<string, number>()
    let most = 0
    stage = await DeskStage.open({
      adapter: { observe: true },
      desk: { latency: () => Math.random() * 20 },
      bot: () => async (context) => {
        const { id } = context.activity.conversation
        running.set(id, (running.get(id) ?? 0) + 1)
        most = Math.max(most, running.get(id)!)
        await sleep(15)
        await deskBot(context)
        running.set(id, running.get(id)! - 1)
      },
    })
    const ids = await Promise.all(Array.from({ length: 6 }, (_, n) => stage.customer(`c${n}`)))
    await Promise.all(
      ids.map(async (id, n) => {
        await stage.web.says(id, 'agent')
        await stage.until('the desk has it', () =>
          stage.platform.conversations.some(({ customer }) => customer.id === `c${n}`),
        )
        const { id: there } = stage.platform.of(`c${n}`)
        stage.platform.joins(there)
        for (const text of ['one', 'two', 'three']) {
          await stage.web.says(id, text)
          stage.platform.says(there, `to ${text}`)
        }
        stage.platform.ends(there)
        await stage.web.says(id, 'four')
      }),
    )
    await stage.quiet()
    assert.equal(most, 1)
    for (const [n, id] of ids.entries()) {
      const answered = stage.web.heard(id).filter((text) => /^bot: (one|two|three|four)$/.test(text))
      const { id: there } = stage.platform.of(`c${n}`)
      assert.deepEqual([...stage.got(there), ...answered.map((text) => text.slice(5))], ['one', 'two', 'three', 'four'])
      assert.deepEqual(
        stage.web.heard(id).filter((text) => text.startsWith('to ')),
        ['to one', 'to two', 'to three'],
      )
      assert.deepEqual((await stage.record(id)).owner, 'bot')
    }
  })

  it('are answered by one of them: the agent who joins just now, or the bot', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    for (let round = 0; round < 6; round++) {
      const last = `last ${round}`
      const left = Promise.resolve().then(() => stage.platform.ends(stage.platform.of('cora').id))
      await Promise.all([stage.web.says(id, last), left])
      await stage.until('it is the bot’s', async () => (await stage.record(id)).owner === 'bot')
      await stage.quiet()
      await stage.web.says(id, 'agent')
      const first = `first ${round}`
      await stage.until('opened', () => stage.platform.conversations.length === round + 2)
      stage.platform.joins(stage.platform.of('cora').id)
      await stage.web.says(id, first)
      await stage.owned(id, 'agent')
      await stage.quiet()
      const agents = stage.platform.conversations.flatMap(({ got }) => got.map(({ text }) => text))
      for (const text of [last, first]) {
        const times = [...agents, ...stage.web.heard(id).map((one) => one.replace(/^bot: /, ''))]
        assert.equal(times.filter((one) => one === text).length, 1, `${text} reached one side once`)
      }
    }
    assert.equal(stage.platform.get(there).state, 'ended')
  })
})
