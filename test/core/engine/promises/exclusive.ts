import assert from 'node:assert/strict'
import type { Turn } from '../../../../adapters/core/engine/index.ts'
import { ConflictError, StorageError, TurnEndedError } from '../../../../adapters/core/errors.ts'
import { rounds, until } from '../manual-clock.ts'
import { event, gate, type OpenEngine, Setting, talk } from '../setting.ts'
import { isConflict } from './lanes.ts'

/** What is promised about work that no event asked for. */
export function exclusivePromises(open: OpenEngine): void {
  let s: Setting
  beforeEach(async () => {
    s = await Setting.open(open)
  })
  afterEach(() => s.dispose())

  it('runs in line with the turns of its conversation', async () => {
    const door = gate()
    const order: string[] = []
    s.logic = async (turn) => {
      if (turn.event!.body === 'first') await door.opened
      order.push(turn.event!.body)
    }
    await s.accept(event('first'))
    await until(() => s.began.length === 1)
    const work = s.engine.exclusive(talk(), async (turn) => {
      assert.equal(turn.event, undefined)
      order.push('exclusive')
      return 7
    })
    await s.accept(event('second'), event('elsewhere', { in: 'other' }))
    await until(() => order.length === 1)
    door.open()
    assert.equal(await work, 7)
    await s.idle()
    assert.deepEqual(order, ['elsewhere', 'first', 'exclusive', 'second'])
  })

  it('commits what it sends and writes when it resolves, and keeps nothing where it rejects', async () => {
    const work = (fails: boolean) => async (turn: Turn) => {
      await s.count()
      turn.send({ kind: 'reply', payload: 'hello' })
      await rounds()
      assert.deepEqual(s.attempts.length, fails ? 1 : 0)
      if (fails) throw new Error('mine')
      return 'done'
    }
    assert.equal(await s.engine.exclusive(talk(), work(false)), 'done')
    assert.equal(await s.counted(), 1)
    await s.idle()
    await assert.rejects(s.engine.exclusive(talk(), work(true)), /mine/)
    await s.idle()
    assert.equal(await s.counted(), 1)
    assert.deepEqual(s.taken, ['hello'])
    assert.equal(s.engine.stats().deadLetters, 0)
  })

  it('rejects, and is not run again, where somebody else wrote the same state first', async () => {
    let runs = 0
    const read = gate()
    const written = gate()
    await s.engine.storage.write({ x: { n: 1 } })
    const work = s.engine.exclusive(talk(), async (turn) => {
      runs++
      const x = (await s.engine.storage.read(['x'])).x
      await s.engine.storage.write({ x: { ...x, n: 3 } })
      turn.send({ kind: 'reply', payload: 'gone' })
      read.open()
      await written.opened
    })
    await read.opened
    await s.engine.storage.write({ x: { n: 2, eTag: '*' } })
    written.open()
    await assert.rejects(work, ConflictError)
    await s.idle()
    assert.equal(runs, 1)
    assert.equal((await s.engine.storage.read(['x'])).x.n, 2)
    assert.deepEqual(s.taken, [])
  })

  it('gives each its own ids', async () => {
    const ids = new Set<string>()
    for (let i = 0; i < 3; i++) {
      await s.engine.exclusive(talk(), async (turn) => void ids.add(turn.send({ kind: 'reply', payload: i })))
    }
    assert.equal(ids.size, 3)
  })

  it('joins the turn of its conversation inside of which it is called', async () => {
    let same = false
    s.logic = async (turn) => {
      await turn.within(1000, async () => {
        await s.count()
        await s.engine.exclusive(talk(), async (joined) => {
          same = joined === turn
          await s.count()
          joined.send({ kind: 'reply', payload: 'from inside' })
        })
      })
      throw new Error('all of it goes')
    }
    await s.accept(event('go'))
    await s.idle()
    assert.equal(same, true)
    assert.equal(await s.counted(), 0)
    assert.deepEqual(s.taken, [])
  })

  it('takes the lane anew once that turn’s logic has ended', async () => {
    const order: string[] = []
    const door = gate()
    const called = gate()
    let work: Promise<void> | undefined
    s.logic = async (turn) => {
      if (turn.event!.body !== 'go') return void order.push(turn.event!.body)
      await turn.within(1000, async () => {
        void door.opened.then(() => {
          work = s.engine.exclusive(talk(), async (own) => {
            order.push(own === turn ? 'joined' : 'anew')
            own.send({ kind: 'reply', payload: 'later' })
            await s.engine.storage.write({ later: {} })
          })
          called.open()
        })
      })
      door.open()
      await called.opened
      await rounds()
      order.push('turn ends')
    }
    await s.accept(event('go'))
    await called.opened
    await work
    await s.idle()
    assert.deepEqual(order, ['turn ends', 'anew'])
    assert.deepEqual(s.taken, ['later'])
    assert.deepEqual(Object.keys(await s.engine.storage.read(['later'])), ['later'])
  })

  it('is a transaction of its own inside a turn of another conversation', async () => {
    s.logic = async (turn) => {
      await turn.within(1000, async () => {
        await s.count('mine')
        await s.engine.exclusive(talk('other'), async (own) => {
          assert.notEqual(own, turn)
          await s.count('theirs')
          own.send({ kind: 'reply', payload: 'to the other' })
          // Still inside the turn: what is meant for it reaches it.
          turn.send({ kind: 'reply', payload: 'to mine' })
          await s.engine.exclusive(talk(), async (joined) => {
            assert.equal(joined, turn)
            await s.count('mine')
          })
        })
      })
      throw new Error('mine goes, theirs stays')
    }
    await s.accept(event('go'))
    await s.idle()
    assert.equal(s.engine.stats().deadLetters, 1)
    assert.equal((await s.engine.deadLetters.list())[0]!.reason, 'mine goes, theirs stays')
    assert.equal(await s.counted('mine'), 0)
    assert.equal(await s.counted('theirs'), 1)
    assert.deepEqual(s.taken, ['to the other'])
  })

  it('does not join a turn whose logic has run out of time, through another that goes on', async () => {
    let joined: boolean | undefined
    const late = gate()
    const done = gate()
    s.logic = async (turn) => {
      const tooLong = turn.within(1000, async () => {
        const inner = s.engine.exclusive(talk('other'), async () => {
          await late.opened
          await s.engine.exclusive(talk(), async (own) => {
            joined = own === turn
          })
        })
        await inner.catch(() => {}).finally(done.open)
      })
      await tooLong.catch(() => {})
      late.open()
      await rounds()
    }
    await s.accept(event('go'))
    await until(() => s.began.length === 1)
    await s.clock.pass(1000)
    await done.opened
    await s.idle()
    assert.notEqual(joined, true)
    assert.equal(s.ended.length, 1)
  })

  it('refuses to wait in a circle, and says what to do', async () => {
    const errors: unknown[] = []
    const both = gate()
    s.logic = async (turn) => {
      const { conversationId } = turn.conversation
      if (s.began.length === 2) both.open()
      await both.opened
      await s.engine
        .exclusive(
          talk(conversationId === 'a' ? 'b' : 'a'),
          async (own) => void own.send({ kind: 'reply', payload: conversationId }),
        )
        .catch((error) => errors.push(error))
    }
    await s.accept(event('1', { in: 'a' }), event('2', { in: 'b' }))
    await s.idle()
    assert.equal(s.ended.length, 2)
    assert.equal(errors.length, 1)
    assert.ok(isConflict(errors[0]))
    assert.equal(s.taken.length, 1)
  })

  it('finds circles over several conversations and customers, and refuses the one that was not a plain turn', async () => {
    // a has the customer and waits for c, c waits for b, b waits for the customer.
    const errors: string[] = []
    const steps = { held: gate(), second: gate(), third: gate() }
    s.logic = async (turn) => {
      const body = turn.event!.body
      const wait = (other: string): Promise<unknown> =>
        s.engine
          .exclusive(talk(other), async () => {})
          .catch((error) => errors.push(isConflict(error) ? body : String(error)))
      if (body === 'a') {
        await turn.holdCustomer('ann')
        steps.held.open()
        await steps.second.opened
        await wait('c')
      } else if (body === 'c') {
        await steps.second.opened
        await wait('b')
      } else {
        await steps.third.opened
        await turn.holdCustomer('ann')
      }
    }
    await s.accept(event('a', { in: 'a' }), event('b', { in: 'b' }), event('c', { in: 'c' }))
    await steps.held.opened
    await until(() => s.began.length === 3)
    steps.second.open()
    await rounds()
    steps.third.open()
    await s.idle()
    assert.equal(errors.length, 1)
    assert.ok(['a', 'c'].includes(errors[0]!))
    assert.equal(s.ended.length, 3)
    assert.equal(s.engine.stats().deadLetters, 0)
  })

  it('refuses a customer that the turn it was begun in holds', async () => {
    let error: unknown
    s.logic = async (turn) => {
      await turn.holdCustomer('ann')
      await s.engine
        .exclusive(talk('other'), (own) => own.holdCustomer('ann'))
        .catch((caught) => {
          error = caught
        })
    }
    await s.accept(event('go'))
    await s.idle()
    assert.ok(isConflict(error))
    assert.equal(s.ended.length, 1)
  })

  it('is refused while it waits when the engine stops', async () => {
    const door = gate()
    s.logic = () => door.opened
    await s.accept(event('long'))
    await until(() => s.began.length === 1)
    const work = s.engine.exclusive(talk(), async () => {})
    const refused = assert.rejects(work, StorageError)
    const stopped = s.engine.stop(1000)
    await refused
    let ran = false
    const late = s.engine.exclusive(talk('free'), async () => {
      ran = true
    })
    await assert.rejects(late, StorageError)
    door.open()
    await stopped
    assert.equal(ran, false)
  })

  it('is stopped with the engine where it does not end', async () => {
    const work = s.engine.exclusive(talk(), async () => {
      await s.count()
      await new Promise(() => {})
    })
    const refused = assert.rejects(work, TurnEndedError)
    await until(() => s.engine.stats().turnsInFlight === 1)
    const stopped = s.engine.stop(1000)
    await s.clock.pass(1000)
    await Promise.all([stopped, refused])
  })
}
