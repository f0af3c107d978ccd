import assert from 'node:assert/strict'
import { TurnPostponed } from '../../../../adapters/core/engine/index.ts'
import { StorageError } from '../../../../adapters/core/errors.ts'
import { rounds, until } from '../manual-clock.ts'
import { CHANNEL, DAY, event, gate, type OpenEngine, Setting, talk } from '../setting.ts'

/** What is promised about events from their acceptance to their turn. */
export function inboxPromises(open: OpenEngine): void {
  let opened: Setting
  const start = async (options = {}): Promise<Setting> => {
    opened = await Setting.open(open, options)
    return opened
  }
  afterEach(() => opened.dispose())

  it('gives an event one turn, whatever is delivered again while its key lives', async () => {
    const s = await start()
    const one = event('hello', { key: 'same' })
    assert.equal(await s.engine.accept(one), 'accepted')
    assert.equal(await s.engine.accept(one), 'duplicate')
    await s.idle()
    assert.equal(await s.engine.accept({ ...one, body: 'again' }), 'duplicate')
    const all = await Promise.all([1, 2, 3].map(() => s.engine.accept(event('twice', { key: 'other' }))))
    assert.deepEqual(all, ['accepted', 'duplicate', 'duplicate'])
    await s.idle()
    assert.deepEqual(s.ended, ['hello', 'twice'])
  })

  it('keeps keys of accounts and channels apart', async () => {
    const s = await start()
    s.serve('genesys')
    const one = event('a', { key: 'k' })
    assert.equal(await s.engine.accept(one), 'accepted')
    const { conversation } = one
    assert.equal(await s.engine.accept({ ...one, conversation: { ...conversation, account: 'b' } }), 'accepted')
    assert.equal(await s.engine.accept({ ...one, conversation: { ...conversation, channelId: 'genesys' } }), 'accepted')
    // Two names that would read alike if they were only put together.
    assert.equal(
      await s.engine.accept({ ...one, conversation: { ...conversation, account: 'x/y' }, key: 'z' }),
      'accepted',
    )
    assert.equal(
      await s.engine.accept({ ...one, conversation: { ...conversation, account: 'x' }, key: 'y/z' }),
      'accepted',
    )
    await s.idle()
  })

  it('takes a key that has expired for a new event', async () => {
    const s = await start()
    assert.equal(await s.engine.accept(event('1', { key: 'k', keyLifeMs: 1000 })), 'accepted')
    await s.clock.pass(999)
    assert.equal(await s.engine.accept(event('2', { key: 'k', keyLifeMs: 1000 })), 'duplicate')
    await s.clock.pass(1)
    assert.equal(await s.engine.accept(event('3', { key: 'k', keyLifeMs: 1000 })), 'accepted')
    await s.idle()
    assert.deepEqual(s.ended, ['1', '3'])
  })

  it('keeps an event that is older than its key’s life as a dead letter', async () => {
    const s = await start()
    const occurredAt = new Date(s.clock.now().getTime() - DAY - 1).toISOString()
    const old = event('old', { key: 'old', occurredAt, keyLifeMs: DAY })
    assert.equal(await s.engine.accept(old), 'expired')
    assert.equal(await s.engine.accept(old), 'duplicate')
    assert.equal(await s.engine.accept(event('young', { occurredAt, keyLifeMs: DAY + 1 })), 'accepted')
    await s.idle()
    const letters = await s.engine.deadLetters.list()
    assert.deepEqual(
      letters.map(({ body, kind }) => ({ body, kind })),
      [{ body: 'old', kind: 'event' }],
    )
    assert.deepEqual(s.ended, ['young'])
  })

  it('runs the turns of a conversation in the order of acceptance, also of those in flight at once', async () => {
    const s = await start()
    s.logic = async () => new Promise((resolve) => setImmediate(resolve))
    // So many that each of the three is flooded, and its turns are a moment apart.
    const bodies = Array.from({ length: 300 }, (_, i) => `${i % 3}:${i}`)
    await Promise.all(bodies.map((body) => s.engine.accept(event(body, { in: body[0]! }))))
    for (let passed = 0; passed < 60; passed++) await s.clock.pass(5)
    await s.idle()
    for (const one of ['0', '1', '2']) {
      const mine = (list: string[]): string[] => list.filter((body) => body.startsWith(one))
      assert.deepEqual(mine(s.ended), mine(bodies))
    }
  })

  it('runs one turn of a conversation at a time', async () => {
    const s = await start()
    let running = 0
    let most = 0
    s.logic = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
    }
    await Promise.all(Array.from({ length: 20 }, (_, i) => s.engine.accept(event(String(i)))))
    await s.idle()
    assert.equal(most, 1)
  })

  it('lets no conversation wait for another', async () => {
    const s = await start()
    const door = gate()
    s.logic = (turn) => (turn.conversation.conversationId === 'slow' ? door.opened : Promise.resolve())
    await s.accept(event('slow 1', { in: 'slow' }), event('slow 2', { in: 'slow' }))
    for (let i = 0; i < 50; i++) await s.accept(event(`quick ${i}`, { in: `q${i}` }))
    await until(() => s.engine.stats().inbox === 2)
    assert.equal(s.ended.length, 50)
    assert.equal(s.engine.stats().turnsInFlight, 1)
    door.open()
    await s.idle()
    assert.deepEqual(s.ended.slice(-2), ['slow 1', 'slow 2'])
  })

  it('waits with channels nobody serves yet', async () => {
    const s = await start()
    await s.accept(
      event('later', { conversation: { channelId: '8x8', account: '', conversationId: 'x' } }),
      event('now'),
    )
    await until(() => s.engine.stats().inbox === 1)
    await rounds()
    assert.deepEqual(s.ended, ['now'])
    s.serve('8x8')
    await s.idle()
    assert.deepEqual(s.ended, ['now', 'later'])
  })

  it('serves each account of a channel by its own handler', async () => {
    const s = await start()
    const served: string[] = []
    for (const account of ['eu', 'us']) {
      s.engine.serve(
        '8x8',
        {
          runTurn: async (turn) => {
            served.push(`${account} ${turn.event!.body}`)
          },
          deliver: async () => ({ state: 'delivered' }),
        },
        account,
      )
    }
    const of = (account: string) => ({ conversation: { channelId: '8x8', account, conversationId: 'x' } })
    await s.accept(event('one', of('eu')), event('two', of('us')), event('three', of('')))
    await until(() => s.engine.stats().inbox === 1)
    assert.deepEqual(served.toSorted(), ['eu one', 'us two'])
  })

  it('postpones a turn without taking it for a failure, and holds up only its conversation', async () => {
    const s = await start()
    let reachable = false
    const numbers: number[] = []
    s.logic = async (turn) => {
      if (turn.conversation.conversationId === 'other') return
      numbers.push(turn.attempt)
      await s.count()
      if (!reachable) throw new TurnPostponed('the platform cannot be reached', 5000)
    }
    await s.accept(event('first'), event('second'), event('elsewhere', { in: 'other' }))
    await until(() => s.ended.length === 1)
    await s.clock.pass(4999)
    assert.deepEqual(s.began, ['first', 'elsewhere'])
    await s.clock.pass(1)
    assert.deepEqual(s.began, ['first', 'elsewhere', 'first'])
    reachable = true
    await s.clock.pass(5000)
    await s.idle()
    assert.deepEqual(s.ended, ['elsewhere', 'first', 'second'])
    assert.deepEqual(numbers, [1, 1, 1, 1])
    assert.equal(await s.counted(), 2)
  })

  it('backs off where nobody says how long to wait', async () => {
    const s = await start()
    const times: number[] = []
    s.logic = async () => {
      times.push(s.clock.now().getTime())
      if (times.length < 9) throw new TurnPostponed('not yet')
    }
    await s.accept(event('patient'))
    await s.clock.pass(300_000)
    await s.idle()
    const waits = times.slice(1).map((at, i) => at - times[i]!)
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  it('gives up an event that was postponed for too long, and goes on with the next', async () => {
    const s = await start({ maxWaitMs: 10_000 })
    s.logic = async (turn) => {
      if (turn.event!.body === 'never') throw new TurnPostponed('the platform is gone', 4000)
    }
    await s.accept(event('never'), event('next'))
    await s.clock.pass(10_000)
    await s.idle()
    assert.deepEqual(s.ended, ['next'])
    const [letter] = await s.engine.deadLetters.list()
    assert.match(letter!.reason, /platform is gone/)
  })

  it('gives the customer back while a turn is postponed', async () => {
    const s = await start()
    let reachable = false
    s.logic = async (turn) => {
      await turn.holdCustomer('ann')
      if (turn.conversation.conversationId === 'a' && !reachable) throw new TurnPostponed('not yet', 1000)
    }
    await s.accept(event('waits', { in: 'a' }), event('goes', { in: 'b' }))
    await until(() => s.ended.includes('goes'))
    reachable = true
    await s.clock.pass(1000)
    await s.idle()
    assert.deepEqual(s.ended, ['goes', 'waits'])
  })

  it('knows when the newest event from outside came', async () => {
    const s = await start()
    assert.equal(s.engine.lastAccepted(CHANNEL, ''), undefined)
    await s.accept(event('1'))
    const first = s.clock.now()
    await s.clock.pass(5000)
    await s.accept(event('2', { origin: 'core' }), event('3', { origin: 'timer' }))
    assert.deepEqual(s.engine.lastAccepted(CHANNEL, ''), first)
    await s.accept(event('4', { origin: 'catch-up' }))
    assert.deepEqual(s.engine.lastAccepted(CHANNEL, ''), s.clock.now())
    assert.equal(s.engine.lastAccepted(CHANNEL, 'other'), undefined)
    if (!s.restarts) return
    await s.restart()
    assert.deepEqual(s.engine.lastAccepted(CHANNEL, ''), s.clock.now())
  })

  it('runs nothing before it is started; then first what was there first', async () => {
    opened = await Setting.closed(open)
    const s = opened
    s.logic = () => rounds(2)
    await s.accept(event('1'), event('2'))
    const work = s.engine.exclusive(talk(), async () => void s.ended.push('exclusive'))
    await rounds()
    assert.deepEqual(s.began, [])
    s.serve()
    await s.engine.start()
    await s.accept(event('3'))
    await work
    await s.idle()
    assert.deepEqual(s.ended, ['1', '2', 'exclusive', '3'])
    await s.engine.start()
  })

  it('refuses events once it stops, and what it could not end runs at the next start', async () => {
    const s = await start()
    const door = gate()
    s.logic = async (turn) => {
      turn.send({ kind: 'reply', payload: turn.event!.body })
      await s.count()
      if (turn.event!.body === 'stuck') await door.opened
    }
    await s.accept(event('stuck', { in: 'a' }), event('behind', { in: 'a' }), event('done', { in: 'b' }))
    await until(() => s.taken.length === 1 && s.began.includes('stuck'))
    const stopped = s.engine.stop(1000)
    assert.equal(s.engine.stop(5), stopped)
    await assert.rejects(s.engine.accept(event('too late')), StorageError)
    await s.clock.pass(1000)
    await stopped
    assert.deepEqual(s.taken, ['done'])
    door.open()
    if (!s.restarts) return
    await s.restart()
    await s.idle()
    assert.deepEqual(s.taken, ['done', 'stuck', 'behind'])
    assert.equal(await s.counted(), 3)
  })

  it('lets what runs end while it stops', async () => {
    const s = await start()
    const door = gate()
    let aborted = true
    s.logic = async (turn) => {
      await door.opened
      aborted = turn.signal.aborted
    }
    await s.accept(event('nearly done'), event('waits'))
    await until(() => s.began.length === 1)
    const stopped = s.engine.stop(60_000)
    door.open()
    await stopped
    assert.deepEqual(s.ended, ['nearly done'])
    assert.equal(aborted, false)
  })

  it('tells the turns it stops', async () => {
    const s = await start()
    let told = false
    s.logic = (turn) =>
      new Promise((_, reject) => {
        turn.signal.addEventListener('abort', () => {
          told = true
          reject(new Error('aborted'))
        })
      })
    await s.accept(event('long'))
    await until(() => s.began.length === 1)
    await s.engine.stop(0)
    assert.equal(told, true)
  })
}
