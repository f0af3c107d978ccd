import assert from 'node:assert/strict'
import { CHANNEL, DAY, event, gate, type OpenEngine, Setting, talk } from '../setting.ts'
import { said } from './turns.ts'

const MINUTE = 60_000
const SHORT = { transcriptsMs: 90 * MINUTE, stateMs: 90 * MINUTE, deadLettersMs: 90 * MINUTE }

/** What is promised about how long things are kept. */
export function retentionPromises(open: OpenEngine): void {
  let s: Setting
  const days = async (count: number): Promise<void> => {
    await s.clock.pass(count * DAY)
    await s.engine.sweep()
  }
  const minutes = (count: number): Promise<void> => days(count / 1440)
  const has = async (key: string): Promise<boolean> => (await s.engine.storage.read([key]))[key] !== undefined
  const texts = async (): Promise<unknown[]> =>
    (await s.engine.transcripts.last(CHANNEL, 'talk', 99)).map(({ text }) => text)

  afterEach(() => s.dispose())

  describe('with the times that hold where none are given', () => {
    beforeEach(async () => {
      s = await Setting.open(open)
    })

    it('forgets what was said after 30 days', async () => {
      const { transcripts } = s.engine
      await transcripts.logActivity({ ...said('old'), timestamp: s.clock.now() })
      await days(20)
      await transcripts.logActivity({ ...said('young'), timestamp: s.clock.now() })
      await days(9)
      assert.deepEqual(await texts(), ['old', 'young'])
      await days(2)
      assert.deepEqual(await texts(), ['young'])
    })

    it('forgets state 90 days after it was written last; reading it changes nothing', async () => {
      await s.count('a')
      await s.count('b')
      await days(60)
      await s.count('b')
      assert.equal(await has('a'), true)
      await days(31)
      assert.deepEqual([await has('a'), await has('b')], [false, true])
      await days(60)
      assert.equal(await has('b'), false)
    })

    it('forgets dead letters after 30 days, and counts them no more', async () => {
      s.logic = async (turn) => turn.bury('why not')
      await s.accept(event('old'))
      await s.idle()
      await days(20)
      await s.accept(event('young'))
      await s.idle()
      await days(11)
      const left = await s.engine.deadLetters.list()
      assert.deepEqual(
        left.map(({ body }) => body),
        ['young'],
      )
      assert.equal(s.engine.stats().deadLetters, 1)
    })

    it('forgets what was delivered after a week, and keys when they expire', async () => {
      s.logic = async (turn) => void turn.send({ kind: 'reply', payload: 1 })
      const once = event('once', { keyLifeMs: 2 * DAY })
      await s.accept(once)
      await s.idle()
      await days(1)
      assert.equal(await s.engine.accept(once), 'duplicate')
      assert.equal((await s.engine.delivered(talk())).length, 1)
      await days(7)
      assert.equal(await s.engine.accept(once), 'accepted')
      assert.equal((await s.engine.delivered(talk())).length, 0)
    })
  })

  describe('of a conversation for which something waits', () => {
    beforeEach(async () => {
      s = await Setting.open(open, {
        retention: { stateMs: 90 * MINUTE, transcriptsMs: MINUTE, deadLettersMs: MINUTE },
      })
    })
    /** A turn of this conversation that writes state of its name. */
    const write = (conversationId = 'talk'): Promise<void> =>
      s.engine.exclusive(talk(conversationId), () => s.count(`state of ${conversationId}`))

    it('keeps the state while a timer runs, and until its time after that', async () => {
      await write('idle')
      await s.engine.exclusive(talk(), async (turn) => {
        await s.count('state of talk')
        turn.schedule('far away', new Date(s.clock.now().getTime() + 100 * MINUTE), event('at last'))
      })
      await minutes(95)
      assert.deepEqual([await has('state of talk'), await has('state of idle')], [true, false])
      s.logic = () => s.count('state of talk')
      await minutes(6)
      await s.idle()
      await s.engine.sweep()
      assert.deepEqual([s.ended, await has('state of talk')], [['at last'], true])
      await minutes(91)
      assert.equal(await has('state of talk'), false)
    })

    it('keeps the state while an event waits for its turn, also one that comes by a link', async () => {
      const door = gate()
      await write('own')
      await s.engine.link(talk('foreign'), talk('own'))
      await write()
      s.logic = () => door.opened
      await s.accept(event('here', { in: 'talk' }), event('from afar', { in: 'foreign' }))
      await minutes(91)
      assert.deepEqual([await has('state of talk'), await has('state of own')], [true, true])
      door.open()
      await s.idle()
      await s.engine.sweep()
      assert.deepEqual([await has('state of talk'), await has('state of own')], [false, false])
    })

    it('keeps the state while a command waits for its delivery', async () => {
      s.platform = () => ({ state: 'later', reason: 'outage', afterMs: 200 * MINUTE })
      await s.engine.exclusive(talk(), async (turn) => {
        await s.count('state of talk')
        turn.send({ kind: 'reply', payload: 1 })
      })
      await minutes(91)
      assert.equal(await has('state of talk'), true)
      s.platform = () => ({ state: 'delivered' })
      await minutes(110)
      await s.idle()
      await s.engine.sweep()
      assert.equal(await has('state of talk'), false)
    })

    it('keeps state that work outside of turns wrote last, where a turn of it wrote before', async () => {
      await write()
      await s.count('state of talk')
      s.platform = () => ({ state: 'later', reason: 'outage', afterMs: 200 * MINUTE })
      await s.engine.exclusive(talk(), async (turn) => void turn.send({ kind: 'reply', payload: 1 }))
      await minutes(91)
      assert.equal(await has('state of talk'), true)
    })
  })

  it('forgets links that were not used for as long as state is kept, and not in the life in which they were made', async function () {
    s = await Setting.open(open)
    const leadsTo = async (foreign: string): Promise<string | undefined> =>
      (await s.engine.linked(talk(foreign)))?.conversationId
    await s.engine.link(talk('further'), talk('used'))
    await s.engine.link(talk('used'), talk('own'))
    await s.engine.link(talk('idle'), talk('own'))
    await days(91)
    assert.equal(await leadsTo('idle'), 'own')
    if (!s.restarts) return this.skip()
    await s.accept(event('a', { in: 'further' }))
    await s.restart()
    await s.idle()
    await s.engine.sweep()
    assert.deepEqual([await leadsTo('further'), await leadsTo('idle')], ['own', undefined])
    await s.engine.link(talk('used'), talk('own'))
    await days(91)
    assert.deepEqual([await leadsTo('further'), await leadsTo('used')], [undefined, 'own'])
  })

  it('keeps links of a conversation for which something waits, however long nobody used them', async function () {
    s = await Setting.open(open, { retention: SHORT })
    if (!s.restarts) return this.skip()
    const ahead = (count: number): Date => new Date(s.clock.now().getTime() + count * MINUTE)
    const leadsTo = async (foreign: string): Promise<string | undefined> =>
      (await s.engine.linked(talk(foreign)))?.conversationId
    await s.engine.link(talk('desk'), talk('own'))
    await s.engine.link(talk('further desk'), talk('desk'))
    await s.engine.link(talk('idle desk'), talk('idle'))
    await s.engine.exclusive(talk('own'), async (turn) =>
      turn.schedule('look', ahead(100), event('look', { in: 'own' })),
    )
    await s.restart()
    await minutes(95)
    assert.deepEqual(
      [await leadsTo('desk'), await leadsTo('further desk'), await leadsTo('idle desk')],
      ['own', 'own', undefined],
    )
    await minutes(10)
    await s.idle()
    await s.engine.sweep()
    assert.deepEqual([await leadsTo('desk'), await leadsTo('further desk')], [undefined, undefined])
  })

  it('forgets what is old also where much that is older has to stay', async () => {
    s = await Setting.open(open, { retention: SHORT })
    const until = new Date(s.clock.now().getTime() + 200 * MINUTE)
    const write = (name: string, timer: boolean): Promise<void> =>
      s.engine.exclusive(talk(name), async (turn) => {
        await s.engine.storage.write({ [`state of ${name}`]: { text: name, eTag: '*' } })
        if (timer) turn.schedule('look', until, event('look', { in: name }))
      })
    const names = Array.from({ length: 600 }, (_, i) => `${i}`)
    for (const name of names) await write(`stays ${name}`, true)
    await s.clock.pass(1)
    for (const name of names) await write(`goes ${name}`, false)
    await minutes(91)
    const left = async (kind: string): Promise<number> =>
      (await s.engine.storage.list(`state of ${kind}`, '', 9999)).length
    assert.deepEqual([await left('stays'), await left('goes')], [600, 0])
  })

  describe('where the clock is wrong for a while', () => {
    let ahead = 0
    let uptime = 0
    const begin = Date.parse('2026-03-01T12:00:00.000Z')
    beforeEach(() => {
      ahead = 0
      uptime = 0
    })
    /** The clock and time itself go on. */
    const lives = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        uptime += DAY
        await s.engine.sweep()
      }
    }
    const openIt = async (): Promise<void> => {
      const clock = {
        now: () => new Date(begin + uptime + ahead),
        sleep: (_: number, signal?: AbortSignal) =>
          new Promise<void>((resolve) => {
            if (signal?.aborted) resolve()
            signal?.addEventListener('abort', () => resolve(), { once: true })
          }),
        uptime: () => uptime,
      }
      s = await Setting.open(open, { clock })
    }

    it('forgets nothing for that, whether it was right at first or not', async () => {
      await openIt()
      const once = event('once')
      await s.accept(once)
      await s.idle()
      await s.count()
      ahead = 100 * DAY
      await s.engine.sweep()
      await s.engine.sweep()
      if (s.restarts) {
        await s.restart()
        await s.engine.sweep()
      }
      ahead = -100 * DAY
      await s.engine.sweep()
      ahead = 0
      await s.engine.sweep()
      assert.deepEqual([await has('n'), await s.engine.accept(once)], [true, 'duplicate'])
      await lives(89)
      assert.equal(await has('n'), true)
      await lives(2)
      assert.equal(await has('n'), false)
    })

    it('goes after a clock that stays where it was set, or that went on while nobody ran', async () => {
      await openIt()
      await s.count()
      await s.engine.sweep()
      ahead = 95 * DAY
      await lives(40)
      assert.equal(await has('n'), true)
      await lives(60)
      assert.equal(await has('n'), false)
    })
  })

  it('keeps for as long as it is told, for ever where it is told so', async () => {
    const retention = { transcriptsMs: DAY, stateMs: Number.POSITIVE_INFINITY, deadLettersMs: 2 * DAY }
    s = await Setting.open(open, { retention })
    s.logic = async (turn) => turn.bury('why not')
    await s.accept(event('dead'))
    await s.idle()
    await s.count()
    await s.engine.transcripts.logActivity({ ...said('a'), timestamp: s.clock.now() })
    await days(1.5)
    assert.deepEqual([await texts(), s.engine.stats().deadLetters], [[], 1])
    await days(999)
    assert.deepEqual([await s.counted(), s.engine.stats().deadLetters], [1, 0])
  })

  it('keeps state as long as what was said and dead letters: it tells whose they are', async () => {
    for (const [transcriptsMs, deadLettersMs] of [
      [3 * DAY, DAY],
      [DAY, 3 * DAY],
    ] as const) {
      s = await Setting.open(open, { retention: { stateMs: DAY, transcriptsMs, deadLettersMs } })
      await s.count()
      await days(2.5)
      assert.equal(await s.counted(), 1)
      await days(1)
      assert.equal(await s.counted(), 0)
      await s.dispose()
    }
    s = await Setting.open(open)
  })

  it('forgets more than one group in one go, while turns go on', async () => {
    s = await Setting.open(open)
    for (let i = 0; i < 1200; i++) await s.engine.transcripts.logActivity({ ...said(`${i}`), timestamp: s.clock.now() })
    await s.clock.pass(31 * DAY)
    const sweeping = s.engine.sweep()
    await s.accept(event('meanwhile'))
    await sweeping
    await s.idle()
    assert.deepEqual([await texts(), s.ended], [[], ['meanwhile']])
  })
}
