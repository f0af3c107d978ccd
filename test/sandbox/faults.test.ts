import assert from 'node:assert/strict'
import { COMMON_FAULTS, faultsOf, PlatformFaults } from '../../scripts/sandbox/faults.ts'
import { SimulatorClock } from '../../scripts/sandbox/simulator/clock.ts'
import {
  type CallFault,
  type DeliveryFault,
  FaultBook,
  type FaultyCall,
} from '../../scripts/sandbox/simulator/faults.ts'
import { startSimulators } from '../../scripts/sandbox/simulators.ts'

type Book = FaultBook<FaultyCall, CallFault<FaultyCall>, DeliveryFault>

const bookOf = (): Book => new FaultBook(new SimulatorClock(), { seed: 1 })
const call = (): FaultyCall => ({ method: 'GET', path: '/' })

/** Delivers as simulators do: at once, or kept. Returns what arrived, as it arrives. */
function deliveriesTo(book: Book): { deliver(event: string): void; arrived: string[] } {
  const arrived: string[] = []
  const send = (event: string) => async () => {
    await new Promise((resolve) => setImmediate(resolve))
    arrived.push(event)
  }
  return {
    arrived,
    deliver(event) {
      const { copies, hold } = book.delivery('message')
      for (let copy = 0; copy < copies; copy++) {
        if (hold) book.hold(send(event))
        else void send(event)()
      }
    },
  }
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 5_000
  while (!holds()) {
    assert.ok(performance.now() < end, 'it holds within 5 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('the faults of a simulated platform', () => {
  it('make its calls ill as their names say, several at once', () => {
    const book = bookOf()
    const faults = new PlatformFaults(book)
    assert.deepEqual(faults.names, [...COMMON_FAULTS])
    for (const name of ['429', '503']) {
      faults.set([name])
      assert.deepEqual(
        book.beforeCall(call()).map(({ status }) => status),
        [Number(name)],
      )
    }
    faults.set(['503', 'slow'])
    assert.deepEqual(
      book.beforeCall(call()).map(({ kind, delayMs, status }) => [kind, delayMs ?? status]),
      [
        ['slow', 3_000],
        ['status', 503],
      ],
    )
    faults.set(['slow'])
    assert.deepEqual(
      book.beforeCall(call()).map(({ kind, delayMs }) => [kind, delayMs]),
      [['slow', 3_000]],
    )
    faults.set([])
    assert.deepEqual([book.beforeCall(call()), faults.current], [[], []])
  })

  it('lose some answers, and never all', () => {
    const book = bookOf()
    new PlatformFaults(book).set(['lost-answers'])
    const lost = Array.from({ length: 200 }, () => book.afterCall(call())).filter(
      (rule) => rule?.kind === 'reset-after',
    )
    assert.ok(lost.length > 30 && lost.length < 100, `${lost.length} of 200`)
  })

  it('keep webhooks, and deliver them in order once well, those that come meanwhile behind them', async () => {
    const book = bookOf()
    const faults = new PlatformFaults(book)
    const { deliver, arrived } = deliveriesTo(book)
    faults.set(['webhooks-off', 'shuffled'])
    for (const event of ['1', '2', '3']) deliver(event)
    faults.set(['429', 'webhooks-off'])
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.deepEqual(arrived, [], 'nothing gets through while one of them keeps it')
    faults.set([])
    deliver('4')
    await until(() => arrived.length === 4)
    assert.deepEqual(arrived, ['1', '2', '3', '4'])
    deliver('5')
    await until(() => arrived.length === 5)
    assert.equal(book.held(), 0, 'nothing is kept any more')
  })

  it('keep again what had not left when the platform fell ill again', async () => {
    const book = bookOf()
    const faults = new PlatformFaults(book)
    const { deliver, arrived } = deliveriesTo(book)
    faults.set(['webhooks-off'])
    deliver('1')
    faults.set([])
    faults.set(['webhooks-off'])
    deliver('2')
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.ok(!arrived.includes('2'))
    faults.set([])
    await until(() => arrived.length === 2)
    assert.deepEqual(arrived, ['1', '2'])
  })

  it('shuffle webhooks, losing none', async () => {
    const book = bookOf()
    const faults = new PlatformFaults(book)
    const { deliver, arrived } = deliveriesTo(book)
    const events = Array.from({ length: 20 }, (_, index) => String(index))
    faults.set(['shuffled', 'duplicates'])
    events.forEach(deliver)
    await until(() => arrived.length === 40)
    faults.set([])
    assert.deepEqual(new Set(arrived), new Set(events))
    assert.notDeepEqual([...new Set(arrived)], events)
  })

  it('shuffle no more once the simulator has stopped, and never begin again', () => {
    const book = bookOf()
    const { setInterval, clearInterval } = globalThis
    const timers: unknown[] = []
    const cleared: unknown[] = []
    globalThis.setInterval = ((...given: Parameters<typeof setInterval>) => {
      timers.push(setInterval(...given))
      return timers.at(-1)
    }) as typeof setInterval
    globalThis.clearInterval = (timer) => {
      if (timer !== undefined) cleared.push(timer)
      clearInterval(timer)
    }
    try {
      const faults = new PlatformFaults(book)
      faults.set(['shuffled'])
      deliveriesTo(book).deliver('1')
      assert.deepEqual([timers.length, book.held()], [1, 1])
      book.stop()
      assert.deepEqual(cleared, timers)
      faults.set(['shuffled'])
      assert.deepEqual([timers.length, book.held()], [1, 0])
    } finally {
      Object.assign(globalThis, { setInterval, clearInterval })
    }
  })

  it('end with every simulator', async () => {
    const simulators = await startSimulators()
    const boards = Object.values(simulators.byName).map(({ faults }) => faults.stopped)
    assert.deepEqual(new Set(boards.map(({ aborted }) => aborted)), new Set([false]))
    await simulators.stop()
    assert.deepEqual(
      boards.map(({ aborted }) => aborted),
      Array.from({ length: 6 }, () => true),
    )
  })

  it('are the same for all who share the platform, with those that are its own', () => {
    const book = bookOf()
    let hit = 0
    const own = { 7005: () => (hit += 1) } as unknown as Record<string, () => void>
    const faults = faultsOf(book, own, ['503'])
    assert.equal(faultsOf(book), faults)
    assert.notEqual(faultsOf(bookOf()), faults)
    assert.deepEqual(faults.names, ['503', '7005'])
    faults.set(['7005'])
    assert.deepEqual([hit, faults.current], [1, ['7005']])
    assert.throws(() => faults.set(['503', '429']), /no fault '429'\. Faults: 503, 7005\./)
    assert.deepEqual([hit, faults.current], [1, ['7005']], 'nothing changed')
  })
})
