import assert from 'node:assert/strict'
import { systemClock } from '../../adapters/core/clock.ts'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../../adapters/core/errors.ts'
import { silentLogger } from '../../adapters/core/log.ts'
import { addressOf } from '../../adapters/genesys/address.ts'
import { createBudget } from '../../adapters/genesys/budget.ts'
import { createEchoes } from '../../adapters/genesys/echoes.ts'
import { createMirror, type MirrorPorts } from '../../adapters/genesys/mirror.ts'
import { createThreads } from '../../adapters/genesys/threads.ts'
import { viewWith } from './fixtures.ts'
import { until } from './stand-in.ts'

const clockAhead = () => {
  const clock = {
    ahead: 0,
    now: () => new Date(Date.now() + clock.ahead),
    sleep: (_ms: number, signal?: AbortSignal) => systemClock.sleep(1, signal),
  }
  return clock
}

describe('Genesys: the mirror', () => {
  let sent: string[]
  let hold: Promise<void> | undefined
  let fail: ((text: string) => Error | undefined) | undefined
  const threads = createThreads()

  const mirrorOf = (changes: Partial<MirrorPorts['profile']> = {}) =>
    createMirror({
      profile: { mirrorQueue: 50, mirrorQueues: 10, ...changes },
      clock: clockAhead(),
      log: silentLogger,
      threads,
      address: (view) => addressOf(view.own),
      async send({ text }, _view, _thread, giveUp) {
        await hold
        const error = giveUp.aborted ? new Error('given up') : fail?.(text)
        if (error !== undefined) throw error
        sent.push(text)
      },
    })
  const said = (text: string) => ({ id: text, from: 'bot' as const, text, at: '2026-03-02T10:15:00.000Z' })
  const customer = (conversationId: string) => viewWith({ own: { channelId: 'webchat', account: '', conversationId } })

  beforeEach(() => {
    sent = []
    hold = undefined
    fail = undefined
  })

  it('comes back at once, and keeps each customer’s order', async () => {
    const mirror = mirrorOf()
    for (const text of ['1', '2', '3']) mirror.overhear(said(text), viewWith())
    assert.deepEqual(sent, [])
    await until('all of it', () => sent.length === 3)
    assert.deepEqual(sent, ['1', '2', '3'])
  })

  it('lets go of what waits when a hand-off comes, and waits for what is on its way', async () => {
    const mirror = mirrorOf()
    let release = (): void => {}
    hold = new Promise((resolve) => {
      release = resolve
    })
    const view = customer('settles')
    for (const text of ['1', '2', '3']) mirror.overhear(said(text), view)
    await systemClock.sleep(5)
    let settled = false
    const settling = mirror.settle(addressOf(view.own)).then(() => {
      settled = true
    })
    await systemClock.sleep(5)
    assert.equal(settled, false)
    release()
    await settling
    assert.ok(sent.length <= 1)
    assert.equal(threads.of(addressOf(view.own)).mirrored.length, sent.length)
    mirror.overhear(said('later'), view)
    await until('the next one', () => sent.includes('later'))
  })

  it('tries again what certainly did not leave, and nothing else', async () => {
    const mirror = mirrorOf()
    const errors = [new RateLimitedError('429', 5), new PlatformUnreachableError('down', 'not-sent')]
    fail = () => errors.shift()
    mirror.overhear(said('patient'), viewWith())
    await until('the third attempt', () => sent.length === 1)
    for (const error of [
      new PlatformUnreachableError('reset', 'unknown'),
      new PlatformRefusedError('400', { status: 400 }),
    ]) {
      let tries = 0
      fail = () => {
        tries += 1
        return error
      }
      mirror.overhear(said('once'), viewWith())
      await mirror.settle(addressOf(viewWith().own)).catch(() => {})
      assert.ok(tries <= 1)
    }
    assert.deepEqual(sent, ['patient'])
  })

  it('is bounded, for one customer and for all', async () => {
    const mirror = mirrorOf({ mirrorQueue: 2, mirrorQueues: 1 })
    hold = systemClock.sleep(20)
    for (const text of ['1', '2', '3', '4', '5']) mirror.overhear(said(text), viewWith())
    mirror.overhear(said('another customer'), customer('another'))
    await until('the rest', () => sent.length >= 2)
    await systemClock.sleep(10)
    assert.deepEqual(sent.slice(-2), ['4', '5'])
    assert.ok(!sent.includes('another customer'))
  })
})

describe('Genesys: echoes', () => {
  it('are known by id, and by their words while they are on their way', () => {
    const clock = clockAhead()
    const echoes = createEchoes(clock)
    const flight = echoes.leaves('bf-1', 'BOT Hi')
    assert.ok(echoes.isEcho('bf-1', 'm1', 'BOT Hi'))
    assert.ok(!echoes.isEcho('bf-2', 'm1', 'BOT Hi'))
    assert.ok(!echoes.isEcho('bf-1', 'm1', 'BOTH parcels'))
    flight.arrived('m1')
    assert.ok(echoes.isEcho('bf-1', 'm1', 'anything'))
    assert.ok(!echoes.isEcho('bf-1', 'm2', 'BOT Hi'), 'an agent may say the same later')
  })

  it('stay known by their words for a while where the id is not known', () => {
    const clock = clockAhead()
    const echoes = createEchoes(clock)
    echoes.leaves('bf-1', 'BOT lost').lost('unknown')
    echoes.leaves('bf-1', 'BOT nameless').arrived(undefined)
    echoes.leaves('bf-1', 'BOT never').lost('not-sent')
    assert.deepEqual(
      ['lost', 'nameless', 'never'].map((one) => echoes.isEcho('bf-1', undefined, `BOT ${one}`)),
      [true, true, false],
    )
    clock.ahead = 200_000
    assert.ok(!echoes.isEcho('bf-1', undefined, 'BOT lost'))
  })
})

describe('Genesys: the budget', () => {
  const rules = { requestsPerMinute: 8, reservedShare: 0.25 }
  const stopped = () => {
    const clock = {
      ahead: 0,
      now: () => new Date(Date.UTC(2031, 0, 1) + clock.ahead),
      sleep: async () => void (await systemClock.sleep(1)),
    }
    return clock
  }

  it('leaves a share to what customers wait for, which goes first', async () => {
    const clock = stopped()
    const budget = createBudget(rules, clock)
    const order: string[] = []
    const ask = (priority: 'live' | 'spare') => void budget.next(priority).then(() => order.push(priority))
    for (let i = 0; i < 8; i++) ask('spare')
    await systemClock.sleep(5)
    assert.equal(order.length, 6)
    assert.equal(budget.canSpare(), false)
    for (let i = 0; i < 4; i++) ask('live')
    await systemClock.sleep(5)
    assert.deepEqual(order.slice(6), ['live', 'live'])
    clock.ahead = 61_000
    await until('the next minute', () => order.length === 12)
    assert.deepEqual(order.slice(8, 10), ['live', 'live'])
  })

  it('believes what Genesys says of it', async () => {
    const clock = stopped()
    const budget = createBudget(rules, clock)
    await budget.next('live')
    budget.observe({ 'inin-ratelimit-count': '4', 'inin-ratelimit-allowed': '4', 'inin-ratelimit-reset': '10' })
    let went = false
    void budget.next('live').then(() => {
      went = true
    })
    await systemClock.sleep(5)
    assert.equal(went, false)
    clock.ahead = 11_000
    await until('the next window', () => went)
    budget.observe({ 'inin-ratelimit-count': 'x', 'inin-ratelimit-allowed': '', 'inin-ratelimit-reset': '-1' })
  })

  it('holds all when told to, and lets go of who gives up', async () => {
    const clock = stopped()
    const budget = createBudget(rules, clock)
    budget.hold(5_000)
    const controller = new AbortController()
    const waiting = budget.next('live', controller.signal)
    controller.abort()
    assert.equal(await waiting, false)
    assert.equal(await budget.next('live', controller.signal), false)
    clock.ahead = 6_000
    assert.equal(await budget.next('live'), true)
  })
})
