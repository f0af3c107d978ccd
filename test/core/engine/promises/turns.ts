import assert from 'node:assert/strict'
import type { Activity } from 'botbuilder'
import { type Turn, TurnPostponed } from '../../../../adapters/core/engine/index.ts'
import { TurnEndedError, TurnTooLongError } from '../../../../adapters/core/errors.ts'
import { rounds, until } from '../manual-clock.ts'
import { CHANNEL, DAY, event, gate, type OpenEngine, Setting } from '../setting.ts'

/** An activity as the transcript gets it. */
export function said(text: string, id: string | undefined = text, conversationId = 'talk'): Activity {
  return {
    type: 'message',
    id,
    text,
    channelId: CHANNEL,
    conversation: { id: conversationId },
    timestamp: new Date('2026-03-01T12:00:00Z'),
  } as Activity
}

/** What is promised about a turn as a transaction. */
export function turnPromises(open: OpenEngine): void {
  let s: Setting
  beforeEach(async () => {
    s = await Setting.open(open)
  })
  afterEach(() => s.dispose())

  /** Everything a turn can do, at once. */
  const everything = async (turn: Turn): Promise<void> => {
    await s.engine.storage.write({ kept: { a: 1 } })
    await s.engine.transcripts.logActivity(said('hello'))
    turn.schedule('soon', new Date(s.clock.now().getTime() + 1000), event('timer'))
    turn.accept(event('follow-up', { in: 'elsewhere' }))
    turn.respond({ status: 200, body: 'answer' })
    turn.send({ kind: 'reply', payload: 'said' })
  }

  it('commits all of a turn when it returns', async () => {
    s.logic = (turn) => (turn.event!.body === 'go' ? everything(turn) : Promise.resolve())
    const go = event('go')
    await s.accept(go)
    await s.idle()
    await s.clock.pass(1000)
    await s.idle()
    assert.equal((await s.engine.storage.read(['kept'])).kept.a, 1)
    assert.equal((await s.engine.transcripts.last(CHANNEL, 'talk', 5)).length, 1)
    assert.deepEqual(s.ended, ['go', 'follow-up', 'timer'])
    assert.deepEqual(s.taken, ['said'])
    const key = { channelId: CHANNEL, account: '', key: go.key }
    assert.deepEqual(await s.engine.answer(key, s.clock.now()), { status: 200, body: 'answer' })
  })

  it('keeps nothing of a turn that throws, but its event as a dead letter', async () => {
    s.logic = async (turn) => {
      if (turn.event!.body !== 'go') return
      await everything(turn)
      throw new Error('the platform sent nonsense')
    }
    const go = event('go')
    await s.accept(go, event('next'))
    await s.idle()
    await s.clock.pass(5000)
    await s.idle()
    assert.deepEqual(await s.engine.storage.read(['kept']), {})
    assert.deepEqual(await s.engine.transcripts.last(CHANNEL, 'talk', 5), [])
    assert.deepEqual(s.ended, ['next'])
    assert.deepEqual(s.taken, [])
    assert.equal(await s.engine.answer({ channelId: CHANNEL, account: '', key: go.key }, s.clock.now()), undefined)
    const [letter, ...more] = await s.engine.deadLetters.list()
    assert.equal(more.length, 0)
    assert.equal(letter!.body, 'go')
    assert.equal(letter!.reason, 'the platform sent nonsense')
  })

  it('lets nothing of a turn leave before it commits', async () => {
    const door = gate()
    s.logic = async (turn) => {
      await everything(turn)
      await door.opened
    }
    await s.accept(event('go'))
    await until(() => s.began.length === 1)
    await rounds()
    assert.deepEqual(s.attempts, [])
    assert.deepEqual(await s.engine.storage.read(['kept']), {})
    assert.deepEqual(await s.engine.transcripts.last(CHANNEL, 'talk', 5), [])
    s.logic = async () => {}
    door.open()
    await s.idle()
    assert.deepEqual(s.taken, ['said'])
  })

  it('keeps the event as a dead letter with the rest of the turn where it is buried', async () => {
    s.logic = async (turn) => {
      turn.send({ kind: 'reply', payload: 'sorry' })
      turn.bury('the bot’s logic threw')
    }
    await s.accept(event('poison'))
    await s.idle()
    assert.deepEqual(s.taken, ['sorry'])
    const [letter] = await s.engine.deadLetters.list()
    assert.equal(letter!.reason, 'the bot’s logic threw')
    assert.equal(letter!.conversationId, 'talk')
  })

  it('refuses what the bot’s logic still does after it ran out of time', async () => {
    const door = gate()
    const refused: unknown[] = []
    const late = async (turn: Turn): Promise<void> => {
      const tries: (() => unknown)[] = [
        () => turn.send({ kind: 'reply', payload: 'late' }),
        () => turn.flush(),
        () => turn.schedule('k', new Date(), event('x')),
        () => turn.cancel('k'),
        () => turn.respond({ status: 500 }),
        () => turn.accept(event('x')),
        () => s.engine.storage.write({ late: {} }),
        () => s.engine.storage.delete(['early']),
        () => s.engine.storage.read(['early']),
        () => s.engine.transcripts.logActivity(said('late')),
        () => s.engine.transcripts.last(CHANNEL, 'talk', 1),
      ]
      for (const one of tries)
        await Promise.resolve()
          .then(one)
          .catch((error) => refused.push(error))
    }
    let inTurn: unknown
    s.logic = async (turn) => {
      await turn
        .within(1000, async () => {
          await s.engine.storage.write({ early: { n: 1 } })
          await door.opened
          await late(turn)
          after.open()
        })
        .catch((error) => {
          inTurn = error
        })
      turn.send({ kind: 'reply', payload: 'sorry, that took too long' })
      await s.engine.storage.write({ core: { n: 1 } })
      door.open()
      await after.opened
    }
    const after = gate()
    await s.accept(event('go'))
    await until(() => s.began.length === 1)
    await s.clock.pass(1000)
    await s.idle()
    assert.ok(inTurn instanceof TurnTooLongError)
    assert.equal(refused.length, 11)
    assert.ok(refused.every((error) => error instanceof TurnEndedError))
    assert.deepEqual(s.taken, ['sorry, that took too long'])
    assert.deepEqual(Object.keys(await s.engine.storage.read(['late', 'early', 'core'])), ['early', 'core'])
    assert.equal(s.engine.stats().deadLetters, 0)
  })

  it('refuses what is done after the turn has ended', async () => {
    const errors: unknown[] = []
    const done = gate()
    s.logic = async (turn) => {
      await turn.within(1000, async () => {
        void s.idle().then(async () => {
          await s.engine.storage.write({ late: {} }).catch((error) => errors.push(error))
          try {
            turn.send({ kind: 'reply', payload: 'late' })
          } catch (error) {
            errors.push(error)
          }
          done.open()
        })
      })
    }
    await s.accept(event('go'))
    await done.opened
    assert.equal(errors.length, 2)
    assert.ok(errors.every((error) => error instanceof TurnEndedError))
    assert.deepEqual(await s.engine.storage.read(['late']), {})
    // Nobody else inherits the turn that has ended.
    s.logic = () => s.count()
    await s.accept(event('counts'))
    await s.idle()
    assert.equal(await s.counted(), 1)
  })

  it('hands on what the bot’s logic returns and throws', async () => {
    const results: unknown[] = []
    s.logic = async (turn) => {
      results.push(await turn.within(1000, async () => 7))
      results.push(await turn.within(1000, () => Promise.reject(new Error('mine'))).catch((error) => error.message))
    }
    await s.accept(event('go'))
    await s.idle()
    assert.deepEqual(results, [7, 'mine'])
  })

  it('lets flushed commands leave while the turn goes on', async () => {
    const door = gate()
    s.logic = async (turn) => {
      turn.send({ kind: 'reply', payload: 'one moment' })
      await turn.flush()
      await door.opened
      turn.send({ kind: 'reply', payload: 'here it is' })
    }
    await s.accept(event('go'))
    await until(() => s.taken.length === 1)
    assert.deepEqual(s.ended, [])
    door.open()
    await s.idle()
    assert.deepEqual(s.taken, ['one moment', 'here it is'])
    assert.equal(new Set(s.attempts.map(({ id }) => id)).size, 2)
  })

  it('says once what it flushes without waiting for it', async () => {
    s.logic = async (turn) => {
      turn.send({ kind: 'reply', payload: 1 })
      void turn.flush()
      turn.send({ kind: 'reply', payload: 2 })
      void turn.flush()
      turn.send({ kind: 'reply', payload: 3 })
    }
    await s.accept(event('go'))
    await s.idle()
    assert.deepEqual(s.taken, [1, 2, 3])
  })

  it('does not say again what it flushed when the turn is run again, unless it says something else', async () => {
    const ids: string[][] = []
    s.logic = async (turn) => {
      const again = s.began.length > 1
      ids.push([
        turn.send({ kind: 'reply', payload: { text: 'same' } }),
        turn.send({ kind: 'reply', payload: { text: again ? 'other' : 'first' } }),
      ])
      await turn.flush()
      if (!again) throw new TurnPostponed('not yet', 1000)
      ids.push([turn.send({ kind: 'reply', payload: { text: 'third' } })])
    }
    await s.accept(event('go'))
    await until(() => s.taken.length === 2)
    await s.clock.pass(1000)
    await s.idle()
    assert.deepEqual(
      s.taken.map((payload) => (payload as { text: string }).text),
      ['same', 'first', 'other', 'third'],
    )
    assert.equal(ids[0]![0], ids[1]![0])
    assert.notEqual(ids[0]![1], ids[1]![1])
    assert.equal(new Set(s.attempts.map(({ id }) => id)).size, 4)
    assert.equal(s.warnings.filter((warning) => /something else/.test(warning)).length, 1)
  })

  it('answers the request that brought the event, when its turn commits', async () => {
    const door = gate()
    s.logic = async (turn) => {
      turn.respond({ status: 200, body: 'first thought' })
      turn.respond({ status: 201, headers: { a: 'b' }, body: 'reply' })
      await door.opened
    }
    const asks = event('asks', { keyLifeMs: DAY })
    const key = { channelId: CHANNEL, account: '', key: asks.key }
    await s.accept(asks)
    const deadline = new Date(s.clock.now().getTime() + 3000)
    const late = s.engine.answer(key, deadline)
    await s.clock.pass(3000)
    assert.equal(await late, undefined)
    const waiting = s.engine.answer(key, new Date(s.clock.now().getTime() + 3000))
    door.open()
    const answer = { status: 201, headers: { a: 'b' }, body: 'reply' }
    assert.deepEqual(await waiting, answer)
    await s.idle()
    assert.deepEqual(await s.engine.answer(key, s.clock.now()), answer)
    assert.equal(await s.engine.answer({ ...key, key: 'unknown' }, new Date(s.clock.now().getTime() + 99)), undefined)
    s.logic = async () => {}
    const silent = event('says nothing')
    await s.accept(silent)
    assert.equal(await s.engine.answer({ ...key, key: silent.key }, new Date(s.clock.now().getTime() + 99)), undefined)
    if (!s.restarts) return
    await s.restart()
    assert.deepEqual(await s.engine.answer(key, s.clock.now()), answer)
  })

  it('tells the event as it came', async () => {
    let seen: Turn['event']
    s.logic = async (turn) => {
      seen = turn.event
    }
    const came = event('{"a":1}', {
      conversation: { channelId: CHANNEL, account: 'eu/1', conversationId: 'a/b%2F"' },
      headers: { 'x-id': '1' },
      occurredAt: s.clock.now().toISOString(),
    })
    await s.accept(came)
    await s.idle()
    const { id, acceptedAt, ...rest } = seen!
    assert.deepEqual(rest, came)
    assert.equal(acceptedAt, s.clock.now().toISOString())
    assert.ok(id.length > 0)
  })
}
