import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { LocalEngine } from '../../../adapters/core/engine/local-engine.ts'
import { MemoryStore } from '../../../adapters/core/engine/memory/store.ts'
import { SqliteStore } from '../../../adapters/core/engine/sqlite/store.ts'
import type { Store } from '../../../adapters/core/engine/store.ts'
import { StorageError } from '../../../adapters/core/errors.ts'
import { ManualClock, rounds, until } from './manual-clock.ts'
import { event, newFolder, talk } from './setting.ts'

const folders: string[] = []
const kinds: [string, () => Store][] = [
  ['in memory', () => new MemoryStore()],
  [
    'in SQLite',
    () => {
      const folder = newFolder()
      folders.push(folder)
      return SqliteStore.open(folder)
    },
  ],
]
const body = { conversation: 'gladly//x', about: '{}', body: 'b' }

for (const [name, make] of kinds) {
  describe(`The store ${name}`, () => {
    let store: Store
    beforeEach(() => {
      store = make()
    })
    afterEach(async () => {
      await store.close(true)
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
    })

    it('fails only the transaction that throws, and leaves no trace of it', async () => {
      const order: number[] = []
      const results = await Promise.allSettled(
        [0, 1, 2, 3, 4].map((i) =>
          store.commit(
            (tables) => {
              tables.state.put(`k${i}`, '1', '{}', i, undefined)
              tables.state.put('last', '1', String(i), i, undefined)
              tables.inbox.add({ ...body, body: String(i) }, i)
              tables.outbox.add({ id: `${i}`, conversation: 'c', kind: 'k', payload: '1', createdAt: i, unknowns: 0 })
              tables.transcripts.add({ conversation: 'c', activityId: `${i}`, at: i, activity: '{}' })
              tables.timers.put('c', `${i}`, i, '{}')
              tables.keys.put(`${i}`, i, i)
              if (i === 2) throw new Error('mine')
              return i
            },
            (result) => order.push(result),
          ),
        ),
      )
      assert.deepEqual(
        results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message)),
        [0, 1, 'mine', 3, 4],
      )
      assert.deepEqual(order, [0, 1, 3, 4])
      store.read((tables) => {
        assert.equal(tables.state.get('k2'), undefined)
        assert.equal(tables.state.get('last')?.item, '4')
        assert.equal(tables.inbox.count(), 4)
        assert.equal(tables.outbox.count(), 4)
        assert.equal(tables.keys.get('2'), undefined)
        assert.equal(tables.transcripts.page('c', 0, 0, 9).length, 4)
        assert.equal(tables.timers.due(9, 9).length, 4)
        const bodies = tables.inbox.after(0, 9).map(({ seq }) => tables.inbox.get(seq)?.body)
        assert.deepEqual(bodies, ['0', '1', '3', '4'])
      })
    })

    it('takes back deletions and changes as well', async () => {
      await store.commit((tables) => {
        tables.state.put('k', '1', '"old"', 1, undefined)
        tables.links.put('a', 'b', 1, 1)
      })
      const seq = await store.commit((tables) => tables.inbox.add(body, 1))
      const failing = store.commit((tables) => {
        tables.state.drop('k')
        tables.inbox.remove(seq)
        tables.links.put('a', 'c', 2, 1)
        tables.inbox.countAttempt(seq)
        throw new Error('mine')
      })
      await assert.rejects(failing, /mine/)
      store.read((tables) => {
        assert.equal(tables.state.get('k')?.item, '"old"')
        assert.equal(tables.inbox.get(seq)?.attempts, 0)
        assert.equal(tables.links.get('a'), 'b')
      })
    })

    it('forgets expired keys and deliveries of long ago, a few at a time', async () => {
      await store.commit((tables) => {
        for (let i = 0; i < 10; i++) {
          tables.keys.put(`k${i}`, i * 10, i)
          const row = { id: `${i}`, kind: 'reply', platformId: undefined, reason: undefined, at: i * 10 }
          tables.delivered.add({ ...row, conversation: 'c' })
        }
      })
      const never = { transcripts: -1, dead: -1, now: 100 }
      const sweep = (): Promise<number> =>
        store.commit((tables) => tables.sweep({ ...never, keys: 50, delivered: 30 }, 4).rows)
      assert.deepEqual([await sweep(), await sweep(), await sweep()], [7, 2, 0])
      store.read((tables) => {
        assert.equal(tables.keys.get('k5'), undefined)
        assert.equal(tables.keys.get('k6')?.expiresAt, 60)
        assert.equal(tables.delivered.of('c', 0).length, 7)
      })
    })

    it('forgets deliveries of long ago also behind those that were written down by a clock that was ahead', async () => {
      await store.commit((tables) => {
        for (const at of [900, 900, 900, 900, 900, 10, 20, 90]) {
          const row = { id: `${at}`, kind: 'reply', platformId: undefined, reason: undefined, at }
          tables.delivered.add({ ...row, conversation: 'c' })
        }
      })
      const horizons = { transcripts: -1, dead: -1, keys: 0, delivered: 50, now: 100 }
      const rows = await store.commit((tables) => tables.sweep(horizons, 4).rows)
      assert.equal(rows, 2)
      const left = store.read((tables) => tables.delivered.of('c', 0).map(({ at }) => at))
      assert.deepEqual(left, [900, 900, 900, 900, 900, 90])
      await store.commit((tables) => tables.sweep({ ...horizons, delivered: 950, now: 1000 }, 9))
      assert.equal(
        store.read((tables) => tables.delivered.of('c', 0).length),
        0,
      )
    })

    it('takes many at once without standing in the way for long', async () => {
      const all = Array.from({ length: 1000 }, (_, i) => store.commit((tables) => tables.inbox.add(body, i)))
      let waits = 0
      const ticking = setInterval(() => waits++, 0)
      const places = await Promise.all(all)
      clearInterval(ticking)
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
      )
      assert.ok(waits > 0)
    })

    it('refuses everything once it is closed', async () => {
      await store.close(true)
      await assert.rejects(
        store.commit(() => 1),
        StorageError,
      )
      assert.throws(() => store.read(() => 1), StorageError)
    })
  })
}

describe('An engine whose disk is full', () => {
  let store: SqliteStore
  let folder: string
  let engine: LocalEngine
  const clock = new ManualClock()
  const brought: unknown[] = []
  const began: string[] = []
  beforeEach(async () => {
    folder = newFolder()
    store = SqliteStore.open(folder)
    engine = new LocalEngine(store, { clock, random: () => 0 })
    began.length = 0
    brought.length = 0
    engine.serve('gladly', {
      async runTurn(turn) {
        began.push(turn.event!.body)
        if (turn.event!.body === 'fills') full(true)
        await engine.storage.write({ big: { text: 'x'.repeat(100_000) } })
        turn.send({ kind: 'reply', payload: turn.event!.body })
      },
      async deliver({ payload }) {
        brought.push(payload)
        if (payload === 'fills at delivery') full(true)
        return { state: 'delivered', platformId: 'x'.repeat(100_000) }
      },
    })
    await engine.start()
  })
  afterEach(async () => {
    await engine.stop(0)
    rmSync(folder, { recursive: true })
  })
  /** The database may not grow any more. */
  const full = (yes: boolean): void => {
    const { db } = store as unknown as { db: Database.Database }
    db.pragma(`max_page_count = ${yes ? db.pragma('page_count', { simple: true }) : 1_000_000}`)
  }

  it('refuses events, and says why', async () => {
    full(true)
    const refusal = (error: unknown): boolean => error instanceof StorageError && /disk is full/.test(error.hint ?? '')
    await assert.rejects(engine.accept(event('x'.repeat(100_000))), refusal)
    full(false)
    assert.equal(await engine.accept(event('y'.repeat(100_000))), 'accepted')
    await until(() => engine.stats().inbox + engine.stats().outbox === 0)
  })

  it('keeps what a turn did until it can be written down; its logic is not run twice', async () => {
    await engine.accept(event('fills'))
    await until(() => began.length === 1)
    await clock.pass(20_000)
    assert.deepEqual(brought, [])
    assert.equal(engine.stats().inbox, 1)
    full(false)
    await clock.pass(30_000)
    await until(() => engine.stats().inbox + engine.stats().outbox === 0)
    assert.deepEqual([began, brought], [['fills'], ['fills']])
    assert.equal(engine.stats().deadLetters, 0)
  })

  it('does not bring again what the platform has, only because that cannot be written down', async () => {
    await engine.accept(event('fills at delivery'))
    await until(() => brought.length === 1)
    await clock.pass(20_000)
    assert.equal(engine.stats().outbox, 1)
    full(false)
    await clock.pass(30_000)
    await until(() => engine.stats().outbox === 0)
    assert.equal(brought.length, 1)
    assert.equal((await engine.delivered(talk())).length, 1)
  })

  it('gives up what can never be stored, and goes on', async () => {
    const { db } = store as unknown as { db: Database.Database }
    db.exec(
      "CREATE TRIGGER never BEFORE INSERT ON outbox WHEN new.payload = '\"never\"' BEGIN SELECT RAISE(ABORT, 'never'); END",
    )
    await engine.accept(event('never'))
    await engine.accept(event('next'))
    await rounds()
    await until(() => engine.stats().inbox + engine.stats().outbox === 0)
    assert.deepEqual(brought, ['next'])
    const [letter] = await engine.deadLetters.list()
    assert.match(letter!.reason, /cannot be stored/)
  })
})

describe('An engine with many conversations', () => {
  it('keeps nothing of those that are idle in memory', async () => {
    const { setFlagsFromString } = await import('node:v8')
    const { runInNewContext } = await import('node:vm')
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const folder = newFolder()
    const engine = new LocalEngine(SqliteStore.open(folder), {})
    engine.serve('gladly', {
      runTurn: async (turn) => {
        await turn.holdCustomer(turn.conversation.conversationId)
        turn.send({ kind: 'reply', payload: 'hello' })
      },
      deliver: async () => ({ state: 'delivered' }),
    })
    await engine.start()
    const crowd = async (name: string, size: number): Promise<void> => {
      await Promise.all(Array.from({ length: size }, (_, i) => engine.accept(event('x', { in: `${name}-${i}` }))))
      await until(() => engine.stats().inbox + engine.stats().outbox === 0)
    }
    const heap = (): number => {
      collect()
      return process.memoryUsage().heapUsed
    }
    await crowd('first', 1000)
    const before = heap()
    await crowd('then', 5000)
    const bytes = (heap() - before) / 5000
    // 100,000 conversations may cost 20 MB.
    assert.ok(bytes < 200, `${bytes} bytes a conversation`)
    const { lanes } = (engine as unknown as { heart: { lanes: { size: number } } }).heart
    assert.equal(lanes.size, 0)
    await engine.stop(0)
    rmSync(folder, { recursive: true })
  })
})
