import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, openSqliteEngine } from '../../../adapters/core/engine/index.ts'
import { openKept, pragma } from '../../../adapters/core/engine/sqlite/kept.ts'
import { ManualClock, until } from './manual-clock.ts'
import { said } from './promises/turns.ts'
import { DAY, event, newFolder, talk } from './setting.ts'

const TABLES = ['inbox', 'keys', 'outbox', 'delivered', 'flushed', 'timers', 'links', 'dead', 'state', 'transcript']
const A_DAY = 25

describe('A database under a steady load', function () {
  this.timeout(60_000)
  let dataDir: string
  let engine: Engine
  const clock = new ManualClock()

  before(async () => {
    dataDir = newFolder()
    await open()
  })
  after(async () => {
    await engine.stop(0)
    rmSync(dataDir, { recursive: true })
  })

  async function open(): Promise<void> {
    const retention = { transcriptsMs: 3 * DAY, stateMs: 5 * DAY, deadLettersMs: 4 * DAY }
    engine = await openSqliteEngine({ dataDir, clock, retention, keepDeliveredMs: 2 * DAY })
    engine.serve('gladly', {
      async runTurn(turn) {
        const { conversationId } = turn.conversation
        await engine.storage.write({ [`state of ${conversationId}`]: { text: 'x'.repeat(500), eTag: '*' } })
        await engine.transcripts.logActivity({ ...said('words', 'words', conversationId), timestamp: clock.now() })
        turn.send({ kind: 'reply', payload: 'x'.repeat(200) })
        turn.respond({ status: 200, body: 'x'.repeat(200) })
        if (conversationId.endsWith('0')) turn.bury('not this one')
      },
      deliver: async () => ({ state: 'delivered', platformId: 'p' }),
    })
    await engine.start()
  }

  /** A day with customers nobody has seen before. Returns how many rows and pages there are in its evening. */
  async function day(number: number): Promise<{ rows: number; pages: number }> {
    for (let i = 0; i < A_DAY; i++) {
      const conversationId = `talk-${number}-${i}`
      await engine.link(talk(`desk-${conversationId}`), talk(conversationId))
      await engine.accept(event('x'.repeat(1000), { in: conversationId, keyLifeMs: 2 * DAY }))
    }
    await until(() => engine.stats().inbox + engine.stats().outbox === 0)
    await clock.pass(DAY)
    await engine.sweep()
    const db = openKept(join(dataDir, 'engine.db'), { readonly: true })
    const rows = TABLES.map((table) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0)
    const pages = pragma(db, 'page_count') as number
    db.close()
    return { rows: rows.reduce((a, b) => a + b), pages }
  }

  it('does not grow, however long it lasts', async () => {
    const evenings: { rows: number; pages: number }[] = []
    for (let number = 0; number < 40; number++) {
      // Links made in this life stay for as long as it lasts.
      if (number % 4 === 3) {
        await engine.stop(0)
        await open()
      }
      evenings.push(await day(number))
    }
    const most = (what: 'rows' | 'pages', from: number, to: number): number =>
      Math.max(...evenings.slice(from, to).map((evening) => evening[what]))
    const told = JSON.stringify(evenings)
    assert.ok(most('rows', 12, 24) > 5 * A_DAY, told)
    assert.ok(most('rows', 28, 40) <= most('rows', 12, 24) + A_DAY, told)
    // Pages are used again, in another order each day.
    assert.ok(most('pages', 28, 40) <= most('pages', 12, 24) * 1.1, told)
  })
})
