import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, openSqliteEngine, type StoredCommand } from '../../../adapters/core/engine/index.ts'
import { openKept, pragma } from '../../../adapters/core/engine/sqlite/kept.ts'
import { until } from './manual-clock.ts'
import { ROWS_OF_VERSION_1, VERSION_1 } from './old-database.ts'
import { DAY, event, newFolder, talk } from './setting.ts'

describe('A database of version 1', () => {
  let dataDir: string
  let engine: Engine
  const now = Date.now()
  const began: string[] = []
  const brought: StoredCommand[] = []

  before(async () => {
    dataDir = newFolder()
    const db = openKept(join(dataDir, 'engine.db'))
    db.exec(VERSION_1)
    db.exec(ROWS_OF_VERSION_1.replaceAll(':now', String(now)))
    db.close()
    engine = await openSqliteEngine({ dataDir })
    engine.serve('gladly', {
      async runTurn(turn) {
        began.push(turn.event!.body)
        if (turn.event!.body === 'waiting') turn.send({ kind: 'reply', payload: 'new words' })
      },
      async deliver(command) {
        brought.push(command)
        return { state: 'delivered' }
      },
    })
  })
  after(async () => {
    await engine.stop(0)
    rmSync(dataDir, { recursive: true })
  })

  it('still has its state, what was said, what was delivered, its dead letters, keys, answers and links', async () => {
    assert.equal((await engine.storage.read(['item'])).item.n, 5)
    assert.deepEqual(
      (await engine.transcripts.last('gladly', 'talk', 9)).map(({ text }) => text),
      ['said'],
    )
    assert.deepEqual(
      (await engine.delivered(talk())).map(({ platformId }) => platformId),
      ['p-1'],
    )
    assert.deepEqual(
      (await engine.deadLetters.list()).map(({ body }) => body),
      ['dead'],
    )
    assert.deepEqual(await engine.linked(talk('foreign')), talk())
    assert.deepEqual(engine.lastAccepted('gladly', ''), new Date(now))
    assert.equal(await engine.accept(event('again', { key: 'done' })), 'duplicate')
    const answer = await engine.answer({ channelId: 'gladly', account: '', key: 'done' }, new Date())
    assert.equal(answer?.body, 'answered')
  })

  it('goes on where it was: turns, timers and deliveries, under their own ids', async () => {
    await engine.start()
    await until(() => began.includes('timer') && engine.stats().inbox + engine.stats().outbox === 0)
    assert.deepEqual(began, ['waiting', 'timer'])
    assert.deepEqual(
      brought.map(({ id, payload }) => [id.replace(/-[0-9a-f]{8}$/, '-other'), payload]),
      [
        ['abc1234567-40-reply-1', 'on its way'],
        // It had flushed something else before: told apart by its content.
        ['abc1234567-41-reply-1-other', 'new words'],
      ],
    )
    assert.equal(await engine.deadLetters.replay('1'), true)
    await until(() => began.includes('dead'))
    await engine.accept(event('new'))
    await until(() => began.includes('new') && engine.stats().inbox === 0)
    await engine.storage.write({ item: { n: 6, eTag: '*' } })
    assert.equal((await engine.storage.read(['item'])).item.n, 6)
  })

  it('keeps its state for the whole of its time from then on, because nobody knows since when it is there', async () => {
    await engine.storage.delete(['item'])
    await engine.stop(0)
    const db = openKept(join(dataDir, 'engine.db'))
    const written = db.prepare('SELECT max(at) FROM links').pluck().get() as number
    assert.ok(written >= now - 1000 && written <= Date.now(), String(written))
    assert.equal(pragma(db, 'user_version'), 2)
    db.close()
    engine = await openSqliteEngine({ dataDir, retention: { stateMs: DAY } })
    await engine.sweep()
    assert.deepEqual(await engine.linked(talk('foreign')), talk())
  })
})
