import assert from 'node:assert/strict'
import { DeskStage } from './stage.ts'

describe('Relaying between customer and agents', () => {
  let stage: DeskStage
  afterEach(() => stage.stop())

  const asked = (operation: string): number => stage.desk.calls.filter((one) => one.operation === operation).length

  it('keeps the order both ways', async () => {
    stage = await DeskStage.open({ desk: { latency: () => Math.random() * 10 } })
    const { id, there } = await stage.accepted('cora')
    const numbers = Array.from({ length: 20 }, (_, n) => n + 1)
    for (const n of numbers) {
      await stage.web.says(id, `customer ${n}`)
      stage.platform.says(there, `agent's ${n}`)
    }
    await stage.until('all is there', () => stage.got(there).length === 20)
    await stage.heard(id, "agent's 20")
    await stage.quiet()
    assert.deepEqual(
      stage.got(there),
      numbers.map((n) => `customer ${n}`),
    )
    assert.deepEqual(
      stage.web.heard(id).slice(2),
      numbers.map((n) => `agent's ${n}`),
    )
  })

  it('takes a webhook that comes several times for one', async () => {
    stage = await DeskStage.open()
    stage.platform.delivering = { copies: () => 3, delay: () => 0 }
    const { id, there } = await stage.accepted('cora')
    for (const text of ['one', 'two']) stage.platform.says(there, text)
    await stage.heard(id, 'two')
    stage.platform.ends(there)
    await stage.heard(id, 'welcome back')
    await stage.quiet()
    assert.deepEqual(stage.web.heard(id).slice(2), ['one', 'two', 'welcome back'])
    assert.deepEqual(
      stage.statuses(id).map(({ state }) => state),
      ['accepted', 'completed'],
    )
  })

  it('brings files and what buttons send, both ways', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    const file = await stage.web.sendsFile(id, {
      name: 'a.txt',
      contentType: 'text/plain',
      bytes: Buffer.from('hello'),
    })
    await stage.web.submits(id, { size: 'L' })
    await stage.until('both are there', () => stage.got(there).length === 2)
    const [first, second] = stage.platform.get(there).got
    assert.deepEqual([first?.id, first?.attachments?.[0]?.name], [file, 'a.txt'])
    assert.match(first!.at, /^\d{4}-\d\d-\d\dT/)
    assert.deepEqual(second?.value, { size: 'L' })
    stage.platform.says(there, 'choose', {
      attachments: [{ contentType: 'image/png', contentUrl: 'https://example.com/a.png' }],
      suggestedActions: { to: [], actions: [{ type: 'imBack', title: 'Yes', value: 'yes' }] },
    })
    await stage.heard(id, 'choose')
    const { activity } = stage.web.transcript(id).at(-1)!
    assert.equal(activity.attachments?.[0]?.contentType, 'image/png')
    await stage.web.presses(id, 'Yes')
    await stage.until('pressed', () => stage.got(there).at(-1) === 'yes')
  })

  it('tells the desk what reached the customer, and what could not', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    const first = stage.platform.says(there, 'arrives')
    await stage.heard(id, 'arrives')
    stage.web.faults.api({ match: { type: /message/ }, kind: 'status', status: 403, times: 1 })
    stage.web.faults.api({ match: { type: /message/ }, kind: 'status', status: 400, times: 10 })
    const second = stage.platform.says(there, 'does not')
    await stage.until('receipts are there', () => stage.platform.get(there).receipts.length === 1)
    stage.clock.leap(11_000)
    await stage.until('receipts are there', () => stage.platform.get(there).receipts.length === 2)
    assert.deepEqual(stage.platform.get(there).receipts, [
      { receipt: { of: first }, state: 'delivered' },
      { receipt: { of: second }, state: 'failed' },
    ])
  })

  it('gives the bot the desk’s own receipts', async () => {
    stage = await DeskStage.open()
    const { there } = await stage.accepted('cora')
    stage.platform.tell(there, { kind: 'receipt', of: 'm1' })
    const told = () => stage.seen.filter(({ name }) => name === 'contactcenter.delivery').map(({ value }) => value)
    await stage.until('the bot knows', () => told().length === 1)
    assert.deepEqual(told(), [{ read: 'm1' }])
  })

  it('shows each side that the other is typing, while an agent has the customer', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.queued('cora')
    await stage.web.types(id)
    await stage.quiet()
    assert.equal(stage.platform.get(there).typed, 0)
    stage.platform.joins(there)
    await stage.owned(id, 'agent')
    await stage.web.types(id)
    stage.platform.tell(there, { kind: 'typing' })
    await stage.until('the agent sees it', () => stage.platform.get(there).typed === 1)
    await stage.until('the customer sees it', () =>
      stage.web.transcript(id).some(({ from, activity }) => from === 'bot' && activity.type === 'typing'),
    )
    assert.deepEqual(stage.got(there), [])
  })

  for (const fault of ['not-sent', 'limited', 'refused', 'credentials', 'lost-before', 'lost-after'] as const) {
    it(`brings words once and in order through trouble (${fault})`, async () => {
      stage = await DeskStage.open()
      const { id, there } = await stage.accepted('cora')
      stage.desk.fail('relay', fault)
      for (const text of ['one', 'two']) await stage.web.says(id, text)
      await stage.until('it was tried', () => asked('relay') > 0)
      if (fault === 'credentials') stage.clock.leap(10_001)
      await stage.until('both are there', () => stage.got(there).length >= 2)
      await stage.quiet()
      assert.deepEqual(stage.got(there), ['one', 'two'])
      assert.equal((await stage.engine.deadLetters.list()).length, 0)
    })
  }

  it('says words of unknown outcome once more, and no oftener, where the desk cannot look them up', async () => {
    stage = await DeskStage.open({ desk: { looksUp: false } })
    const { id, there } = await stage.accepted('cora')
    stage.desk.fail('relay', 'lost-after', 2)
    for (const text of ['one', 'two']) await stage.web.says(id, text)
    await stage.until('the next is there', () => stage.got(there).includes('two'))
    await stage.quiet()
    assert.deepEqual(stage.got(there), ['one', 'one', 'two'])
    assert.equal(stage.adapter.health().repeatedCommands, 1)
    const [letter] = await stage.engine.deadLetters.list()
    assert.equal(letter?.type, 'desk-relay')
  })

  it('tells the bot of words that the desk refuses for good, and goes on with the next', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    stage.desk.fail('relay', 'refused', 4)
    for (const text of ['too rude', 'better']) await stage.web.says(id, text)
    await stage.until('the next is there', () => stage.got(there).length === 1, 20_000)
    await stage.quiet()
    assert.deepEqual(stage.got(there), ['better'])
    const told = stage.seen.find(({ name }) => name === 'contactcenter.delivery')?.value as { state: string }
    assert.equal(told.state, 'failed')
    assert.equal((await stage.record(id)).owner, 'agent')
  })

  it('reminds the desk when it asked for it, and not when it took that back', async () => {
    stage = await DeskStage.open()
    const one = await stage.accepted('cora')
    const two = await stage.accepted('dan')
    for (const { there } of [one, two]) stage.platform.says(there, 'remind me')
    stage.platform.says(two.there, 'forget it')
    await stage.quiet()
    stage.clock.leap(60_001)
    const told = () => stage.seen.filter(({ name }) => name === 'contactcenter.delivery')
    await stage.until('the bot knows', () => told().length === 1)
    await stage.quiet()
    assert.deepEqual(
      told().map(({ conversation, value }) => [conversation, value]),
      [[one.id, { reminded: 'as you asked' }]],
    )
    assert.deepEqual((await stage.record(one.id)).desk?.data, { reminded: 'as you asked' })
  })
})
