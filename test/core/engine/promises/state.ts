import assert from 'node:assert/strict'
import { ConflictError } from '../../../../adapters/core/errors.ts'
import { until } from '../manual-clock.ts'
import { CHANNEL, event, gate, type OpenEngine, Setting } from '../setting.ts'
import { said } from './turns.ts'

/** What is promised about the bot's state. */
export function statePromises(open: OpenEngine): void {
  let s: Setting
  beforeEach(async () => {
    s = await Setting.open(open)
  })
  afterEach(() => s.dispose())

  it('shows a turn its own writes, and hands out fresh copies', async () => {
    let seen: unknown[] = []
    s.logic = async () => {
      const { storage, transcripts } = s.engine
      await storage.write({ a: { n: 1, list: [1] }, b: { n: 2 } })
      const first = await storage.read(['a', 'b', 'none'])
      first.a.list.push(2)
      await storage.delete(['b'])
      await transcripts.logActivity(said('one'))
      const second = await storage.read(['a', 'b'])
      seen = [
        Object.keys(first),
        second.a.list,
        Object.keys(second),
        (await transcripts.last(CHANNEL, 'talk', 9)).length,
      ]
    }
    await s.accept(event('go'))
    await s.idle()
    assert.deepEqual(seen, [['a', 'b'], [1], ['a'], 1])
    const after = await s.engine.storage.read(['a', 'b'])
    assert.deepEqual(Object.keys(after), ['a'])
    after.a.list.push(3)
    assert.deepEqual((await s.engine.storage.read(['a'])).a.list, [1])
  })

  it('takes any string for a key', async () => {
    const strange = ['__proto__', 'constructor', 'a/b', ' ', 'ключ', 'x'.repeat(2000)]
    for (const key of strange) {
      const changes = Object.fromEntries([[key, { key }]])
      await s.engine.storage.write(changes)
    }
    const items = await s.engine.storage.read(strange)
    assert.deepEqual(Object.keys(items), strange)
    assert.deepEqual(
      strange.map((key) => Object.getOwnPropertyDescriptor(items, key)?.value.key),
      strange,
    )
  })

  it('refuses to overwrite what somebody else wrote first (eTags)', async () => {
    const { storage } = s.engine
    await storage.write({ x: { n: 1 } })
    const mine = (await storage.read(['x'])).x
    const theirs = (await storage.read(['x'])).x
    await storage.write({ x: { ...theirs, n: 2 } })
    await assert.rejects(storage.write({ x: { ...mine, n: 3 }, y: { n: 1 } }), ConflictError)
    assert.deepEqual(Object.keys(await storage.read(['x', 'y'])), ['x'])
    await storage.write({ x: { n: 4, eTag: '*' } })
    await storage.write({ x: { n: 5 } })
    const last = (await storage.read(['x'])).x
    await storage.delete(['x'])
    await assert.rejects(storage.write({ x: last }), ConflictError)
    await storage.write({ x: { n: 6 } })
    await assert.rejects(storage.write({ x: last }), ConflictError)
  })

  it('refuses it inside a turn as well, at once', async () => {
    await s.engine.storage.write({ x: { n: 1 } })
    const stale = (await s.engine.storage.read(['x'])).x
    await s.engine.storage.write({ x: { n: 2 } })
    const errors: unknown[] = []
    s.logic = async () => {
      await s.engine.storage.write({ x: { ...stale, n: 3 } }).catch((error) => errors.push(error))
      const fresh = (await s.engine.storage.read(['x'])).x
      await s.engine.storage.write({ x: { ...fresh, n: 4 } })
      await s.engine.storage.write({ x: { ...fresh, n: 5 } }).catch((error) => errors.push(error))
      const own = (await s.engine.storage.read(['x'])).x
      await s.engine.storage.write({ x: { ...own, n: 6 } })
    }
    await s.accept(event('go'))
    await s.idle()
    assert.equal(errors.length, 2)
    assert.ok(errors.every((error) => error instanceof ConflictError))
    assert.equal((await s.engine.storage.read(['x'])).x.n, 6)
  })

  it('runs a turn again where somebody else wrote the same state before it committed', async () => {
    await s.engine.storage.write({ x: { n: 1 } })
    const ids: string[] = []
    s.logic = async (turn) => {
      const x = (await s.engine.storage.read(['x'])).x
      await s.engine.storage.write({ x: { ...x, n: x.n + 1 } })
      ids.push(turn.send({ kind: 'reply', payload: x.n }))
      read.open()
      await written.opened
    }
    const read = gate()
    const written = gate()
    await s.accept(event('go'))
    await read.opened
    await s.engine.storage.write({ x: { n: 10, eTag: '*' } })
    written.open()
    await s.idle()
    assert.deepEqual(s.began, ['go', 'go'])
    assert.equal((await s.engine.storage.read(['x'])).x.n, 11)
    assert.deepEqual(s.taken, [10])
    assert.equal(ids[0], ids[1])
  })

  it('gives up a turn that meets the same conflict again and again', async () => {
    await s.engine.storage.write({ x: { n: 1 } })
    s.logic = async () => {
      const x = (await s.engine.storage.read(['x'])).x
      await s.engine.storage.write({ x: { ...x, mine: true } })
      const door = gate()
      interference.push(door.open)
      await door.opened
    }
    const interference: (() => void)[] = []
    await s.accept(event('unlucky'))
    for (let i = 0; i < 5; i++) {
      await until(() => interference.length > i)
      await s.engine.storage.write({ x: { n: i, eTag: '*' } })
      interference[i]!()
    }
    await s.idle()
    assert.equal(s.began.length, 5)
    assert.equal((await s.engine.deadLetters.list()).length, 1)
    assert.equal((await s.engine.storage.read(['x'])).x.mine, undefined)
  })
}
