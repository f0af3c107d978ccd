import assert from 'node:assert/strict'
import type { Delivery, StoredCommand } from '../../../../adapters/core/engine/index.ts'
import { rounds, until } from '../manual-clock.ts'
import { DAY, event, gate, type OpenEngine, Setting, talk } from '../setting.ts'

/** What is promised about commands on their way to the platform. */
export function outboxPromises(open: OpenEngine): void {
  let s: Setting
  beforeEach(async () => {
    s = await Setting.open(open)
    // A turn says the words of its event.
    s.logic = async (turn) => {
      for (const word of turn.event!.body.split(' ')) turn.send({ kind: 'reply', payload: word })
    }
  })
  afterEach(() => s.dispose())

  /** The platform's answers in turn; `delivered` afterwards. */
  const answers = (...list: Delivery[]): void => {
    s.platform = () => list.shift() ?? { state: 'delivered' }
  }

  it('delivers commands of a conversation one at a time, in the order of their turns', async () => {
    let running = 0
    s.platform = async () => {
      assert.equal(++running, 1)
      await rounds(2)
      running--
      return { state: 'delivered' }
    }
    await s.accept(event('a b c'), event('d'), event('e f'))
    await s.idle()
    assert.deepEqual(s.taken, ['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('lets no conversation wait for another’s deliveries', async () => {
    const door = gate()
    s.platform = async (command) => {
      if (command.conversation.conversationId === 'slow') await door.opened
      return { state: 'delivered' }
    }
    await s.accept(event('a', { in: 'slow' }))
    for (let i = 0; i < 20; i++) await s.accept(event(`quick-${i}`, { in: `q${i}` }))
    await until(() => s.engine.stats().outbox === 1)
    assert.equal(s.taken.length, 20)
    assert.equal(s.engine.stats().deliveriesInFlight, 1)
    door.open()
    await s.idle()
  })

  it('goes on with turns while a delivery takes its time', async () => {
    const door = gate()
    s.platform = () => door.opened.then(() => ({ state: 'delivered' }))
    await s.accept(event('a'), event('b'))
    await until(() => s.ended.length === 2)
    door.open()
    await s.idle()
  })

  it('tries again, with the same id and in order, what had no effect yet', async () => {
    answers({ state: 'later', reason: 'rate limit', afterMs: 2000 }, { state: 'later', reason: 'again', afterMs: 10 })
    await s.accept(event('a b'))
    await until(() => s.attempts.length === 1)
    await s.clock.pass(1999)
    assert.equal(s.attempts.length, 1)
    await s.clock.pass(11)
    await s.idle()
    assert.deepEqual(s.taken, ['a', 'b'])
    const [one, two, three] = s.attempts as [StoredCommand, StoredCommand, StoredCommand]
    assert.equal(one.id, two.id)
    assert.deepEqual([one.attempts, two.attempts, three.attempts], [0, 1, 2])
    assert.deepEqual([one.outcomeUnknown, three.outcomeUnknown, three.unknowns], [false, false, 0])
  })

  it('says so where an earlier attempt may have had its effect', async () => {
    answers(
      { state: 'unknown', reason: 'time-out', afterMs: 1000 },
      { state: 'later', reason: 'rate limit', afterMs: 1000 },
      { state: 'unknown', reason: 'time-out', afterMs: 1000 },
    )
    await s.accept(event('a b'))
    await s.clock.pass(3000)
    await s.idle()
    assert.deepEqual(
      s.attempts.map(({ payload, outcomeUnknown, unknowns }) => [payload, outcomeUnknown, unknowns]),
      [
        ['a', false, 0],
        ['a', true, 1],
        ['a', true, 1],
        ['a', true, 2],
        ['b', false, 0],
      ],
    )
  })

  it('takes a throw for an unknown outcome', async () => {
    let thrown = false
    s.platform = () => {
      if (thrown) return { state: 'delivered' }
      thrown = true
      throw new Error('a mistake in the platform’s code')
    }
    await s.accept(event('a'))
    await until(() => s.attempts.length === 1)
    await s.clock.pass(1000)
    await s.idle()
    assert.equal(s.attempts[1]!.outcomeUnknown, true)
    assert.deepEqual(s.taken, ['a'])
  })

  it('takes no result at all for an unknown outcome', async () => {
    let asked = 0
    s.platform = () => (++asked === 1 ? (undefined as unknown as Delivery) : { state: 'delivered' })
    await s.accept(event('a'))
    await until(() => s.attempts.length === 1)
    await s.clock.pass(1000)
    await s.idle()
    assert.deepEqual(
      s.attempts.map(({ outcomeUnknown }) => outcomeUnknown),
      [false, true],
    )
  })

  it('lets a delivery write state of its own, whoever caused it', async () => {
    s.platform = async () => {
      await s.count()
      await s.engine.exclusive(talk(), () => s.count())
      return { state: 'delivered' }
    }
    await s.accept(event('a b'))
    await s.idle()
    assert.equal(await s.counted(), 4)
    assert.equal(s.attempts.length, 2)
  })

  it('keeps a command that is given up as a dead letter, and goes on with the next', async () => {
    answers({ state: 'dead', reason: 'the conversation is gone' })
    await s.accept(event('a b'))
    await s.idle()
    assert.deepEqual(s.taken, ['b'])
    const [letter] = await s.engine.deadLetters.list()
    assert.equal(letter!.kind, 'command')
    assert.equal(letter!.type, 'reply')
    assert.equal(letter!.body, '"a"')
    assert.equal(letter!.reason, 'the conversation is gone')
  })

  it('remembers for a while what was delivered, and not what was superseded', async () => {
    answers(
      { state: 'delivered', platformId: 'p1' },
      { state: 'superseded', reason: 'an agent took over' },
      { state: 'delivered' },
    )
    await s.accept(event('a b c'), event('x', { in: 'other' }))
    await s.idle()
    const at = s.clock.now().toISOString()
    const [a, , c] = s.attempts.filter(({ conversation }) => conversation.conversationId === 'talk')
    assert.deepEqual(await s.engine.delivered(talk()), [
      { id: a!.id, kind: 'reply', platformId: 'p1', deliveredAt: at },
      { id: c!.id, kind: 'reply', platformId: undefined, deliveredAt: at },
    ])
    await s.clock.pass(7 * DAY + 1)
    assert.deepEqual(await s.engine.delivered(talk()), [])
  })

  it('accepts the events that follow from a delivery, whatever became of it', async () => {
    answers(
      { state: 'delivered', followUps: [event('after-a', { key: 'once' })] },
      { state: 'superseded', reason: 'overtaken', followUps: [event('after-b'), event('twice', { key: 'once' })] },
      { state: 'dead', reason: 'gone', followUps: [event('after-c')] },
    )
    await s.accept(event('a b c'))
    await s.idle()
    assert.deepEqual(s.ended, ['a b c', 'after-a', 'after-b', 'after-c'])
  })

  it('keeps the payload as it was when it was sent', async () => {
    s.logic = async (turn) => {
      const payload = { list: [1] }
      turn.send({ kind: 'reply', payload })
      payload.list.push(2)
      turn.send({ kind: 'empty', payload: undefined })
    }
    await s.accept(event('go'))
    await s.idle()
    assert.deepEqual(s.taken, [{ list: [1] }, null])
    assert.ok(s.attempts.every(({ createdAt }) => createdAt === s.clock.now().toISOString()))
  })

  it('waits with commands of channels nobody serves yet', async () => {
    const foreign = talk('x', 'imiconnect')
    await s.engine.exclusive(foreign, async (turn) => void turn.send({ kind: 'reply', payload: 'early' }))
    await rounds()
    assert.equal(s.engine.stats().outbox, 1)
    s.serve('imiconnect')
    await s.idle()
    assert.deepEqual(s.taken, ['early'])
  })

  it('brings at the next start what waits when it stops', async function () {
    if (!s.restarts) return this.skip()
    answers({ state: 'later', reason: 'outage', afterMs: DAY }, { state: 'unknown', reason: 'reset', afterMs: DAY })
    await s.accept(event('a b'), event('c', { in: 'other' }))
    await until(() => s.attempts.length === 2)
    await s.restart()
    await s.idle()
    assert.deepEqual(
      s.attempts.filter(({ conversation }) => conversation.conversationId === 'talk').map(({ payload }) => payload),
      ['a', 'a', 'b'],
    )
    const other = s.attempts.filter(({ conversation }) => conversation.conversationId === 'other')
    assert.deepEqual(
      other.map(({ outcomeUnknown, attempts }) => [outcomeUnknown, attempts]),
      [
        [false, 0],
        [true, 0],
      ],
    )
  })

  it('tells deliveries that it stops, and hears them out', async () => {
    s.platform = (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ state: 'unknown', reason: 'stopped', afterMs: 0 }))
      })
    await s.accept(event('a'))
    await until(() => s.attempts.length === 1)
    await s.engine.stop(0)
    if (!s.restarts) return
    s.platform = () => ({ state: 'delivered' })
    await s.restart()
    await s.idle()
    assert.deepEqual(
      s.attempts.map(({ outcomeUnknown }) => outcomeUnknown),
      [false, true],
    )
  })

  it('takes the outcome for unknown where a delivery does not listen', async function () {
    this.timeout(5000)
    s.platform = () => new Promise(() => {})
    await s.accept(event('a'))
    await until(() => s.attempts.length === 1)
    await s.engine.stop(0)
    if (!s.restarts) return
    s.platform = () => ({ state: 'delivered' })
    await s.restart()
    await s.idle()
    assert.deepEqual(
      s.attempts.map(({ outcomeUnknown, unknowns }) => [outcomeUnknown, unknowns]),
      [
        [false, 0],
        [true, 1],
      ],
    )
  })
}
