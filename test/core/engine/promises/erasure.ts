import assert from 'node:assert/strict'
import { type Delivery, TurnPostponed } from '../../../../adapters/core/engine/index.ts'
import { ContactCenterError } from '../../../../adapters/core/errors.ts'
import { until } from '../manual-clock.ts'
import { CHANNEL, DAY, event, gate, type OpenEngine, Setting, talk } from '../setting.ts'
import { said } from './turns.ts'

/** What is promised about erasing a conversation. */
export function erasurePromises(open: OpenEngine): void {
  let s: Setting
  beforeEach(async () => {
    s = await Setting.open(open)
  })
  afterEach(() => s.dispose())

  const erase = (conversationId = 'talk') =>
    s.engine.erase({
      conversation: talk(conversationId),
      customer: 'cora',
      state: [`state of ${conversationId}`],
      transcripts: [{ channelId: CHANNEL, conversationId }],
    })
  const has = async (key: string): Promise<boolean> => (await s.engine.storage.read([key]))[key] !== undefined

  it('leaves nothing of it and everything of others', async () => {
    s.logic = async (turn) => {
      const { conversationId } = turn.conversation
      await s.count(`state of ${conversationId}`)
      await s.engine.transcripts.logActivity(said('words', 'words', conversationId))
      turn.send({ kind: 'reply', payload: 'hello' })
      turn.respond({ status: 200, body: 'hello' })
      turn.schedule('later', new Date(s.clock.now().getTime() + DAY), event('timer', { in: conversationId }))
      turn.bury('kept')
    }
    const mine = event('mine')
    const others = event('others', { in: 'other' })
    await s.accept(mine, others)
    await s.idle()
    assert.deepEqual(await erase(), {
      events: 0,
      commands: 0,
      timers: 1,
      delivered: 1,
      deadLetters: 1,
      answers: 1,
      items: 1,
      activities: 1,
    })
    const answerTo = ({ key }: { key: string }) =>
      s.engine.answer({ channelId: CHANNEL, account: '', key }, s.clock.now())
    const kept = async (conversationId: string, its: typeof mine): Promise<unknown[]> => [
      await has(`state of ${conversationId}`),
      (await s.engine.transcripts.last(CHANNEL, conversationId, 9)).length,
      (await s.engine.delivered(talk(conversationId))).length,
      (await answerTo(its))?.body,
    ]
    assert.deepEqual(await kept('talk', mine), [false, 0, 0, undefined])
    assert.deepEqual(await kept('other', others), [true, 1, 1, 'hello'])
    assert.equal(s.engine.stats().deadLetters, 1)
    s.logic = async () => {}
    await s.clock.pass(2 * DAY)
    await s.idle()
    assert.deepEqual(s.ended, ['mine', 'others', 'timer'])
    const nothing = {
      events: 0,
      commands: 0,
      timers: 0,
      delivered: 0,
      deadLetters: 0,
      answers: 0,
      items: 0,
      activities: 0,
    }
    assert.deepEqual(await erase(), nothing)
  })

  it('comes after the turn that runs, so that it writes nothing back, and drops what waits behind it', async () => {
    const door = gate()
    s.logic = async (turn) => {
      await door.opened
      await s.count('state of talk')
      turn.send({ kind: 'reply', payload: turn.event!.body })
    }
    s.platform = () => ({ state: 'later', reason: 'outage', afterMs: DAY })
    await s.accept(event('runs'), event('waits'))
    await until(() => s.began.length === 1)
    const erasing = erase()
    await until(() => s.engine.stats().inbox === 0)
    // What they say from now on is new.
    await s.accept(event('new'))
    door.open()
    const { events, items, commands } = await erasing
    await until(() => s.ended.length === 2)
    assert.deepEqual([s.ended, events, items, commands], [['runs', 'new'], 2, 1, 1])
    await until(() => s.engine.stats().inbox === 0)
    assert.equal(await s.counted('state of talk'), 1)
    assert.equal(s.engine.stats().outbox, 1)
  })

  it('waits neither for a turn that is postponed nor for a platform nobody serves', async () => {
    s.logic = async () => {
      throw new TurnPostponed('an outage', DAY)
    }
    await s.accept(event('postponed'))
    await until(() => s.began.length === 1 && s.engine.stats().turnsInFlight === 0)
    await erase()
    const nobody = { ...talk(), channelId: 'nobody' }
    await s.accept(event('never', { conversation: nobody }))
    const { events } = await s.engine.erase({ conversation: nobody, state: [], transcripts: [] })
    assert.equal(events, 1)
    s.logic = async () => {}
    await s.accept(event('after'))
    await s.idle()
    assert.deepEqual(s.ended, ['after'])
  })

  it('tells whoever waits for an answer that there will be none', async () => {
    s.logic = async () => {
      throw new TurnPostponed('an outage', DAY)
    }
    const asked = event('asked')
    await s.accept(asked)
    const answer = s.engine.answer(
      { channelId: CHANNEL, account: '', key: asked.key },
      new Date(s.clock.now().getTime() + DAY),
    )
    await until(() => s.began.length === 1)
    await erase()
    assert.equal(await answer, undefined)
    assert.equal(await s.engine.accept(asked), 'duplicate')
  })

  it('stops a delivery that is on its way, and erases what it writes down meanwhile', async () => {
    s.platform = async (_, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      await s.engine.link(talk('desk'), talk())
      await s.count('state of talk')
      return { state: 'later', reason: 'stopped', afterMs: DAY }
    }
    await s.engine.exclusive(talk(), async (turn) => void turn.send({ kind: 'reply', payload: 1 }))
    await until(() => s.attempts.length === 1)
    const { commands, items } = await erase()
    assert.deepEqual([commands, items, await s.engine.linkedTo(talk())], [1, 1, []])
    // Nobody waits behind it.
    s.platform = () => ({ state: 'delivered' })
    await s.engine.exclusive(talk(), async (turn) => void turn.send({ kind: 'reply', payload: 2 }))
    await s.idle()
    assert.deepEqual(s.taken, [2])
  })

  it('keeps nobody waiting behind a command that was to be tried again later', async () => {
    s.platform = ({ payload }) =>
      payload === 1 ? { state: 'later', reason: 'outage', afterMs: DAY } : { state: 'delivered' }
    await s.engine.exclusive(talk(), async (turn) => void turn.send({ kind: 'reply', payload: 1 }))
    await until(() => s.attempts.length === 1 && s.engine.stats().deliveriesInFlight === 0)
    await erase()
    await s.engine.exclusive(talk(), async (turn) => void turn.send({ kind: 'reply', payload: 2 }))
    await s.idle()
    assert.deepEqual(s.taken, [2])
  })

  it('lets nothing follow from a delivery that was on its way', async () => {
    const door = gate()
    s.platform = async () => {
      await door.opened
      return { state: 'delivered', followUps: [event('follows', { origin: 'core' })] }
    }
    await s.engine.exclusive(talk(), async (turn) => void turn.send({ kind: 'reply', payload: 1 }))
    await until(() => s.attempts.length === 1)
    const { commands } = await erase()
    door.open()
    await until(() => s.taken.length === 1 && s.engine.stats().deliveriesInFlight === 0)
    await s.accept(event('next'))
    await s.idle()
    assert.deepEqual([commands, s.ended], [1, ['next']])
    assert.deepEqual(await s.engine.delivered(talk()), [])
  })

  it('takes what was linked to it along, by one link or several', async () => {
    await s.engine.link(talk('desk'), talk())
    await s.engine.link(talk('further'), talk('desk'))
    await s.engine.link(talk('strange'), talk('other'))
    const linked = await s.engine.linkedTo(talk())
    assert.deepEqual(linked.map(({ conversationId }) => conversationId).sort(), ['desk', 'further'])
    assert.deepEqual(await s.engine.linkedTo(talk('nobody')), [])
    s.logic = async (turn) => turn.bury('kept')
    await s.accept(event('a', { in: 'desk' }), event('b', { in: 'further' }), event('c', { in: 'strange' }))
    await s.idle()
    assert.equal((await erase()).deadLetters, 2)
    assert.equal(s.engine.stats().deadLetters, 1)
  })

  it('takes along what is only commands on its behalf, whatever channel and account they are for', async () => {
    const lines = ['asked for talk', 'closed for talk']
    const rounds: [Delivery['state'], string[]][] = [
      ['delivered', ['', 'acme', 'a/b%']],
      ['dead', ['', 'acme', 'a/b%']],
      ['later', ['later']],
    ]
    for (const channelId of ['8x8', 'genesys']) s.serve(channelId)
    let waiting = 0
    for (const [state, accounts] of rounds) {
      s.platform = () => ({ state, reason: 'why not', afterMs: DAY }) as Delivery
      await s.engine.exclusive(talk(), async (turn) => {
        for (const channelId of ['8x8', 'genesys', 'nobody'])
          for (const account of accounts)
            for (const conversationId of [...lines, 'asked for another talk'])
              turn.send({ kind: 'ask', payload: 'words', conversation: { channelId, account, conversationId } })
      })
      // Nobody serves the third channel: its commands wait.
      waiting += 3 * accounts.length * (state === 'later' ? 3 : 1)
      await until(() => s.engine.stats().outbox === waiting && s.engine.stats().deliveriesInFlight === 0)
    }
    const { deadLetters, outbox } = s.engine.stats()
    const erased = await s.engine.erase({ conversation: talk(), lines, state: [], transcripts: [] })
    assert.deepEqual([erased.delivered, erased.deadLetters, erased.commands], [12, 12, 2 * (2 + 3 + 3 + 1)])
    assert.deepEqual([deadLetters, outbox], [18, 9 + 18])
    const left = s.engine.stats()
    assert.deepEqual([left.deadLetters, left.outbox], [6, 9])
    const there = { channelId: '8x8', account: 'a/b%', conversationId: 'asked for another talk' }
    assert.equal((await s.engine.delivered(there)).length, 1)
  })

  it('forgets that anything was linked to it; what comes from there goes on its own, after what came before', async () => {
    await s.engine.link(talk('desk'), talk())
    await s.engine.link(talk('further'), talk('desk'))
    await s.engine.link(talk('strange'), talk('other'))
    const [first, second] = [gate(), gate()]
    s.logic = ({ event }) => (event!.body === 'runs' ? first : second).opened
    await s.accept(event('runs'))
    await until(() => s.began.length === 1)
    const erasing = erase()
    await until(() => s.engine.stats().inbox === 0)
    await s.accept(event('early', { in: 'desk' }))
    first.open()
    await erasing
    assert.deepEqual(await s.engine.linkedTo(talk()), [])
    assert.deepEqual(await s.engine.linked(talk('further')), undefined)
    assert.deepEqual(await s.engine.linked(talk('strange')), talk('other'))
    await s.accept(event('late', { in: 'desk' }), event('beside'))
    await until(() => s.began.includes('early'))
    second.open()
    await s.idle()
    assert.deepEqual(
      s.ended.filter((body) => body !== 'beside'),
      ['runs', 'early', 'late'],
    )
  })

  it('cannot be done inside a turn', async () => {
    await assert.rejects(
      s.engine.exclusive(talk('other'), () => erase()),
      (error) => error instanceof ContactCenterError && error.code === 'conflict' && error.hint !== undefined,
    )
  })

  it('is done in an engine that was not started, and stays done', async function () {
    if (!s.restarts) return this.skip()
    await s.dispose()
    s = await Setting.closed(open)
    await s.accept(event('waits'), event('other', { in: 'other' }))
    await s.count('state of talk')
    const { events, items } = await erase()
    assert.deepEqual([events, items], [1, 1])
    await s.restart()
    await s.idle()
    assert.deepEqual([s.ended, await has('state of talk')], [['other'], false])
  })

  it('finds items of state by how their keys begin, a page at a time', async () => {
    const keys = ['a/1', 'a/2', 'a/3', 'ab', 'b/1', 'a']
    for (const key of keys) await s.count(key)
    const page = async (prefix: string, after: string, limit: number): Promise<string[]> =>
      (await s.engine.storage.list(prefix, after, limit)).map(({ key, item }) => `${key}=${item.n}`)
    assert.deepEqual(await page('a/', '', 2), ['a/1=1', 'a/2=1'])
    assert.deepEqual(await page('a/', 'a/2', 2), ['a/3=1'])
    assert.deepEqual(await page('a', '', 9), ['a=1', 'a/1=1', 'a/2=1', 'a/3=1', 'ab=1'])
    assert.deepEqual(await page('c', '', 9), [])
  })
}
