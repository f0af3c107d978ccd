import assert from 'node:assert/strict'
import { keepReturned, takeReturned } from '../../../adapters/core/desk/returned-words.ts'
import { createMemoryEngine, type Engine } from '../../../adapters/core/index.ts'

const own = { channelId: 'botframework', account: '', conversationId: 'webchat/c' }
const words = (id: string) => ({ id, text: `text ${id}`, at: '2026-03-01T12:00:00.000Z' })

describe('Words that no agent will get', () => {
  let engine: Engine
  beforeEach(() => {
    engine = createMemoryEngine()
  })
  afterEach(() => engine.stop(0))

  const take = async (open?: number): Promise<string[]> => (await takeReturned(engine, own, open)).map(({ id }) => id)

  it('are taken once, oldest first', async () => {
    for (const id of ['a', 'b', 'a']) await keepReturned(engine, own, 1, words(id))
    assert.deepEqual(await take(), ['a', 'b'])
    assert.deepEqual(await take(), [])
  })

  it('are not kept again by a delivery that is repeated after they were taken', async () => {
    await keepReturned(engine, own, 1, words('a'))
    await take()
    await keepReturned(engine, own, 1, words('a'))
    assert.deepEqual(await take(), [])
  })

  it('can come back from one conversation after another', async () => {
    await keepReturned(engine, own, 1, words('a'))
    await take()
    await keepReturned(engine, own, 2, words('a'))
    assert.deepEqual(await take(), ['a'])
  })

  it('stay while their conversation is open as far as we know', async () => {
    await keepReturned(engine, own, 1, words('a'))
    await keepReturned(engine, own, 2, words('b'))
    assert.deepEqual(await take(2), ['a'])
    assert.deepEqual(await take(), ['b'])
  })

  it('are none the fewer where several are kept at once', async () => {
    const ids = Array.from({ length: 10 }, (_, n) => `m${n}`)
    await keepReturned(engine, own, 1, words('first'))
    await Promise.all(ids.map((id) => keepReturned(engine, own, 1, words(id))))
    assert.deepEqual((await take()).sort(), ['first', ...ids].sort())
  })
})
