import assert from 'node:assert/strict'
import type { Turn } from '../../../../adapters/core/engine/index.ts'
import { until } from '../manual-clock.ts'
import { CHANNEL, event, gate, type OpenEngine, Setting, talk } from '../setting.ts'
import { said } from './turns.ts'

/** What is promised about timers, dead letters, transcripts and counts. */
export function keepsakePromises(open: OpenEngine): void {
  let s: Setting
  beforeEach(async () => {
    s = await Setting.open(open)
  })
  afterEach(() => s.dispose())

  describe('timers', () => {
    const inSeconds = (seconds: number): Date => new Date(s.clock.now().getTime() + seconds * 1000)
    /** A turn in which this is done. */
    const once = async (work: (turn: Turn) => void): Promise<void> => {
      await s.engine.exclusive(talk(), async (turn) => work(turn))
    }

    it('accept their event at their time, once', async () => {
      await once((turn) => {
        turn.schedule('b', inSeconds(20), event('second'))
        turn.schedule('a', inSeconds(10), event('first'))
        turn.schedule('c', inSeconds(86_400), event('tomorrow'))
      })
      await s.clock.pass(9999)
      assert.deepEqual(s.ended, [])
      await s.clock.pass(1)
      await s.idle()
      assert.deepEqual(s.ended, ['first'])
      await s.clock.pass(86_400_000)
      await s.idle()
      assert.deepEqual(s.ended, ['first', 'second', 'tomorrow'])
    })

    it('are replaced and cancelled by their key, within their conversation', async () => {
      await once((turn) => {
        turn.schedule('k', inSeconds(1), event('early'))
        turn.schedule('k', inSeconds(3), event('replaced'))
        turn.schedule('gone', inSeconds(1), event('gone'))
      })
      await once((turn) => {
        turn.schedule('k', inSeconds(2), event('kept'))
        turn.cancel('gone')
        turn.cancel('never was')
      })
      await s.engine.exclusive(talk('other'), async (turn) => turn.cancel('k'))
      await s.clock.pass(10_000)
      await s.idle()
      assert.deepEqual(s.ended, ['kept'])
    })

    it('fire again where the same timer is set again, with the same event', async () => {
      const tick = event('tick', { key: 'core/tick', origin: 'timer' })
      s.logic = async (turn) => {
        if (s.began.length < 3) turn.schedule('k', inSeconds(1), tick)
      }
      await once((turn) => turn.schedule('k', inSeconds(1), tick))
      await s.clock.pass(3000)
      await s.idle()
      assert.deepEqual(s.ended, ['tick', 'tick', 'tick'])
    })

    it('fire late rather than never', async function () {
      await once((turn) => turn.schedule('past', inSeconds(-5), event('past')))
      await s.idle()
      await until(() => s.ended.length === 1)
      if (!s.restarts) return this.skip()
      await once((turn) => turn.schedule('k', inSeconds(5), event('while we were down')))
      await once((turn) => turn.schedule('l', inSeconds(3600), event('much later')))
      await s.engine.stop(0)
      await s.clock.pass(10_000)
      await s.restart()
      await until(() => s.ended.length === 2)
      await s.clock.pass(3_600_000)
      await s.idle()
      assert.deepEqual(s.ended, ['past', 'while we were down', 'much later'])
    })
  })

  describe('dead letters', () => {
    const bury = async (...bodies: string[]): Promise<void> => {
      const { logic } = s
      s.logic = async (turn) => turn.bury(`because of ${turn.event!.body}`)
      await s.accept(...bodies.map((body) => event(body, { key: body })))
      await s.idle()
      s.logic = logic
    }

    it('are listed newest first, shown and dropped', async () => {
      s.serve('genesys')
      await bury('1', '2', '3')
      const { deadLetters } = s.engine
      const letter = { channelId: 'genesys', account: 'eu', type: 'unknown', body: 'raw', reason: 'not JSON' }
      await deadLetters.keep({ ...letter, headers: { a: 'b' } })
      const all = await deadLetters.list()
      assert.deepEqual(
        all.map(({ body }) => body),
        ['raw', '3', '2', '1'],
      )
      assert.equal(s.engine.stats().deadLetters, 4)
      assert.equal((await deadLetters.list({ limit: 2 })).length, 2)
      assert.deepEqual(
        (await deadLetters.list({ channelId: 'genesys' })).map(({ body }) => body),
        ['raw'],
      )
      const { id, at, ...kept } = all[0]!
      assert.deepEqual(kept, { ...letter, kind: 'event', conversationId: undefined })
      assert.equal(at, s.clock.now().toISOString())
      assert.deepEqual(await deadLetters.show(id), all[0])
      assert.equal(await deadLetters.replay(id), false)
      assert.equal(await deadLetters.drop(id), true)
      assert.equal(await deadLetters.drop(id), false)
      assert.equal(await deadLetters.show(id), undefined)
      assert.equal(await deadLetters.replay('no such'), false)
      assert.equal(s.engine.stats().deadLetters, 3)
    })

    it('are looked at page by page, newest first, without what was given up on', async () => {
      await bury('1', '2', '3', '4', '5')
      const { deadLetters } = s.engine
      await deadLetters.keep({ channelId: 'genesys', account: '', type: 'unknown', body: 'raw', reason: 'not JSON' })
      const all = (await deadLetters.list()).map(({ body: _, ...heading }) => heading)
      const first = await deadLetters.headings({ limit: 2 })
      const second = await deadLetters.headings({ limit: 3, before: first.at(-1)!.id })
      // What comes meanwhile is before all pages, and moves none of them.
      await bury('6')
      const third = await deadLetters.headings({ limit: 3, before: second.at(-1)!.id })
      assert.deepEqual([...first, ...second, ...third], all)
      assert.deepEqual([first.length, second.length, third.length], [2, 3, 1])
      assert.deepEqual(await deadLetters.headings({ limit: 3, before: all.at(-1)!.id }), [])
      const ours = await deadLetters.headings({ limit: 9, channelId: 'gladly', before: all[2]!.id })
      assert.deepEqual(ours, all.slice(3))
    })

    it('of events get their turn when they are replayed, at the end of the line', async () => {
      const ids: string[] = []
      const note = async (turn: Turn): Promise<void> => void ids.push(turn.id)
      await bury('again')
      s.logic = note
      const door = gate()
      await s.accept(event('before'))
      s.logic = async (turn) => {
        await note(turn)
        await door.opened
      }
      await s.accept(event('running'), event('waiting'))
      const [letter] = await s.engine.deadLetters.list()
      const { deadLetters } = s.engine
      assert.deepEqual(await Promise.all([deadLetters.replay(letter!.id), deadLetters.replay(letter!.id)]), [
        true,
        false,
      ])
      door.open()
      await s.idle()
      assert.deepEqual(s.ended, ['again', 'before', 'running', 'waiting', 'again'])
      assert.equal(new Set(ids).size, 4)
      assert.deepEqual(await deadLetters.list(), [])
      // It is still the event that came: the platform's own repetition remains a duplicate.
      assert.equal(await s.engine.accept(event('again', { key: 'again' })), 'duplicate')
    })

    it('of commands are brought again when they are replayed, under their id', async () => {
      s.logic = async (turn) => void turn.send({ kind: 'reply', payload: turn.event!.body })
      let dead = false
      s.platform = (command) => {
        if (command.payload !== 'a' || dead) return { state: 'delivered' }
        if (!command.outcomeUnknown) return { state: 'unknown', reason: 'time-out', afterMs: 0 }
        dead = true
        return { state: 'dead', reason: 'policy: hold' }
      }
      await s.accept(event('a'), event('b'))
      await s.idle()
      assert.deepEqual(s.taken, ['b'])
      const [letter] = await s.engine.deadLetters.list()
      await s.clock.pass(7_200_000)
      assert.equal(await s.engine.deadLetters.replay(letter!.id), true)
      await s.idle()
      assert.deepEqual(s.taken, ['b', 'a'])
      const first = s.attempts[0]!
      const last = s.attempts.at(-1)!
      assert.deepEqual([last.id, last.outcomeUnknown, last.unknowns], [first.id, true, 1])
      assert.equal(last.createdAt, first.createdAt)
      assert.equal(last.replayedAt, s.clock.now().toISOString())
      assert.equal(first.replayedAt, undefined)
    })

    it('survive a restart', async function () {
      if (!s.restarts) return this.skip()
      await bury('kept')
      await s.restart()
      assert.equal(s.engine.stats().deadLetters, 1)
      const [letter] = await s.engine.deadLetters.list()
      assert.equal(await s.engine.deadLetters.replay(letter!.id), true)
      await s.idle()
      assert.deepEqual(s.ended, ['kept', 'kept'])
    })
  })

  describe('transcripts', () => {
    const texts = (activities: { text?: string }[]): (string | undefined)[] => activities.map(({ text }) => text)

    it('keep one of an activity that is logged twice', async () => {
      const { transcripts } = s.engine
      await transcripts.logActivity(said('a'))
      await transcripts.logActivity(said('again', 'a'))
      await transcripts.logActivity(said('b'))
      s.logic = async () => {
        await transcripts.logActivity(said('again', 'a'))
        await transcripts.logActivity(said('c'))
        await transcripts.logActivity(said('again', 'c'))
      }
      await s.accept(event('go'))
      await s.idle()
      await transcripts.logActivity({ ...said('no id'), id: undefined })
      await transcripts.logActivity({ ...said('no id'), id: '' })
      await transcripts.logActivity(said('elsewhere', 'a', 'other'))
      assert.deepEqual(texts(await transcripts.last(CHANNEL, 'talk', 99)), ['a', 'b', 'c', 'no id', 'no id'])
      assert.deepEqual(texts(await transcripts.last(CHANNEL, 'talk', 2)), ['no id', 'no id'])
      assert.deepEqual(texts(await transcripts.last(CHANNEL, 'other', 2)), ['elsewhere'])
      assert.deepEqual(await transcripts.last(CHANNEL, 'none', 2), [])
    })

    it('are given in pages, inside a turn with its own', async () => {
      const { transcripts } = s.engine
      const begin = Date.parse('2026-03-01T00:00:00Z')
      const log = (i: number): Promise<void> =>
        Promise.resolve(transcripts.logActivity({ ...said(String(i)), timestamp: new Date(begin + i * 1000) }))
      for (let i = 0; i < 45; i++) await log(i)
      const pages = async (from?: Date): Promise<number[]> => {
        const sizes: number[] = []
        let next = 0
        for (let token: string | undefined; ; ) {
          const page = await transcripts.getTranscriptActivities(CHANNEL, 'talk', token, from)
          for (const { text } of page.items) {
            const expected: number = from && next === 0 ? Number(text) : next
            assert.equal(Number(text), expected)
            next = expected + 1
          }
          sizes.push(page.items.length)
          token = page.continuationToken
          if (!token) return sizes
        }
      }
      assert.deepEqual(await pages(), [20, 20, 5])
      assert.deepEqual(await pages(new Date(begin + 30_000)), [15])
      let inside: number[] = []
      let newest: unknown
      s.logic = async () => {
        for (let i = 45; i < 65; i++) await log(i)
        inside = await pages()
        newest = texts(await transcripts.last(CHANNEL, 'talk', 2))
      }
      await s.accept(event('go'))
      await s.idle()
      assert.deepEqual(inside, [20, 20, 20, 5])
      assert.deepEqual(newest, ['63', '64'])
      const [first] = (await transcripts.getTranscriptActivities(CHANNEL, 'talk')).items
      assert.deepEqual(first!.timestamp, new Date(begin))
    })

    it('are listed by channel and deleted, inside a turn with its commit', async () => {
      const { transcripts } = s.engine
      for (let i = 0; i < 25; i++) await transcripts.logActivity(said('x', 'x', `t${String(i).padStart(2, '0')}`))
      await transcripts.logActivity({ ...said('x'), channelId: 'gladly-2' })
      const first = await transcripts.listTranscripts(CHANNEL)
      const second = await transcripts.listTranscripts(CHANNEL, first.continuationToken)
      assert.deepEqual([first.items.length, second.items.length, second.continuationToken], [20, 5, undefined])
      assert.deepEqual(second.items.at(-1), {
        channelId: CHANNEL,
        id: 't24',
        created: new Date('2026-03-01T12:00:00Z'),
      })
      await transcripts.deleteTranscript(CHANNEL, 't24')
      let inside: unknown[] = []
      s.logic = async (turn) => {
        await transcripts.deleteTranscript(CHANNEL, 't00')
        await transcripts.logActivity(said('new', 'new', 't00'))
        inside = texts(await transcripts.last(CHANNEL, 't00', 9))
        if (turn.event!.body === 'fails') throw new Error('not this time')
      }
      await s.accept(event('fails'))
      await s.idle()
      assert.deepEqual(inside, ['new'])
      assert.deepEqual(texts(await transcripts.last(CHANNEL, 't00', 9)), ['x'])
      await s.accept(event('works'))
      await s.idle()
      assert.deepEqual(texts(await transcripts.last(CHANNEL, 't00', 9)), ['new'])
      assert.deepEqual(await transcripts.last(CHANNEL, 't24', 9), [])
    })
  })

  it('counts what waits and runs, and how old it is', async () => {
    const door = gate()
    s.logic = async (turn) => {
      turn.send({ kind: 'reply', payload: 1 })
      await door.opened
    }
    s.platform = () => ({ state: 'later', reason: 'outage', afterMs: 60_000 })
    assert.equal(s.engine.stats().oldestMs, 0)
    await s.accept(event('a'), event('b'), event('c', { in: 'other' }))
    await until(() => s.began.length === 2)
    await s.clock.pass(5000)
    const running = { inbox: 3, outbox: 0, turnsInFlight: 2, deliveriesInFlight: 0, deadLetters: 0, oldestMs: 5000 }
    assert.deepEqual(s.engine.stats(), running)
    door.open()
    await until(() => s.engine.stats().outbox === 3)
    assert.equal(s.engine.stats().inbox, 0)
    s.platform = () => ({ state: 'delivered' })
    await s.clock.pass(60_000)
    await s.idle()
    assert.equal(s.engine.stats().oldestMs, 0)
  })
}
