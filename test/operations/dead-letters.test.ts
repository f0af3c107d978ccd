import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DeadLetter, type Engine, openSqliteEngine, silentLogger } from '../../adapters/index.ts'
import { serveControl } from '../../bot/control-server.ts'
import { Cleanup, startServer, temporaryFolder, untilQuiet } from '../bot/servers.ts'
import { event } from '../core/engine/setting.ts'
import { command } from './commands.ts'

const BODY = JSON.stringify({ type: 'MESSAGE', text: 'my mail is cora@example.com' })

describe('npm run dead-letters', () => {
  const cleanup = new Cleanup()
  let dataDir: string
  beforeEach(async () => {
    dataDir = await temporaryFolder(cleanup)
  })
  afterEach(() => cleanup.run())

  const run = (...args: string[]) => command(dataDir, 'dead-letters', ...args)
  const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await run(...args, '--json')).log) as T

  /** Two letters that can be put back and one nobody could read. */
  async function bury(engine: Engine): Promise<void> {
    engine.serve('gladly', {
      runTurn: async (turn) => {
        if (turn.event?.origin !== 'replay') turn.bury('because of cora@example.com')
      },
      deliver: async () => ({ state: 'delivered' }),
    })
    await engine.start()
    await engine.accept(event(BODY, { key: 'one' }))
    await engine.accept(event(BODY, { key: 'two' }))
    await untilQuiet({ engine })
    await engine.deadLetters.keep({
      channelId: 'hootsuite',
      account: '',
      type: 'unknown',
      body: 'raw',
      reason: 'not JSON',
    })
  }

  /** Letters in the folder, and nobody who has it. */
  async function buryAndStop(): Promise<void> {
    const engine = await openSqliteEngine({ dataDir })
    await bury(engine)
    await engine.stop(1000)
  }

  it('lists, shows, puts back and drops beside a running server', async () => {
    const { engine } = await startServer(cleanup, { DATA_DIR: dataDir })
    await bury(engine)
    const list = await json<DeadLetter[]>('list')
    assert.deepEqual(
      list.map(({ id, channelId, reason }) => [id, channelId, reason]),
      [
        ['3', 'hootsuite', 'not JSON'],
        ['2', 'gladly', 'because of ‹e-mail›'],
        ['1', 'gladly', 'because of ‹e-mail›'],
      ],
    )
    assert.equal((await json<DeadLetter[]>('--limit', '1')).length, 1)
    assert.equal((await json<DeadLetter[]>('--channel', 'hootsuite')).length, 1)
    assert.deepEqual((await json<DeadLetter>('show', '1')).body, { type: 'MESSAGE', text: '‹text, 27›' })
    assert.equal((await json<DeadLetter>('show', '1', '--full')).body, BODY)
    const table = (await run()).log
    assert.match(table, /^id +since +channel +what +conversation +why\n3 /)
    const page = (await run('show', '2')).log
    assert.match(page, /conversationId: talk/)
    for (const shown of [table, page]) assert.doesNotMatch(shown, /cora/)

    assert.deepEqual(await run('replay', '1'), { code: 0, log: 'Put back: 1.\n', error: '' })
    await untilQuiet({ engine })
    assert.deepEqual(await run('drop', '3'), { code: 0, log: 'Dropped: 1.\n', error: '' })
    assert.equal(engine.stats().deadLetters, 1)
  })

  it('does the same where no server runs, and leaves the folder to the next', async () => {
    await buryAndStop()
    assert.equal((await json<DeadLetter[]>()).length, 3)
    const replayed = await run('replay', '--all', '--channel', 'gladly')
    assert.equal(replayed.code, 0)
    assert.match(replayed.log, /Put back: 2\..*when the server starts/)
    assert.deepEqual(await json('drop', '--all'), [{ id: '3', done: true }])
    assert.equal((await run()).log, 'There are no dead letters.\n')
    const engine = await openSqliteEngine({ dataDir })
    cleanup.add(() => engine.stop(0))
    assert.equal(engine.stats().inbox, 2)
  })

  it('asks a running server for no more at once than it can do beside its work, however many there are', async () => {
    writeFileSync(join(dataDir, 'engine.db'), '')
    const letters = Array.from({ length: 1234 }, (_, place) => String(place + 1))
    const heading = { kind: 'event', at: '', reason: '', channelId: 'gladly', account: '', type: '' } as const
    const replayed: string[] = []
    const dropped: string[] = []
    const mostAtOnce = { looked: 0, done: 0 }
    const take = (into: string[]) => async (ids: readonly string[]) => {
      mostAtOnce.done = Math.max(mostAtOnce.done, ids.length)
      into.push(...ids)
      // Given up on again, as it is where the platform still refuses.
      letters.push(String(letters.length + 1))
      return ids.map(() => true)
    }
    const control = await serveControl(
      dataDir,
      {
        deadLetters: async ({ limit, before = '1000000' }) => {
          mostAtOnce.looked = Math.max(mostAtOnce.looked, limit)
          const page = letters.toReversed().filter((id) => Number(id) < Number(before))
          return page.slice(0, limit).map((id) => ({ ...heading, id, conversationId: 'talk' }))
        },
        deadLetter: async () => undefined,
        replay: take(replayed),
        drop: take(dropped),
        forget: async () => assert.fail(),
        stats: async () => ({}) as never,
      },
      silentLogger,
    )
    cleanup.add(() => control.close())
    const first = [...letters]
    assert.equal((await run('replay', '--all')).log, 'Put back: 1234.\n')
    assert.deepEqual(replayed, first)
    const second = [...letters]
    assert.equal((await run('drop', '--all')).log, `Dropped: ${second.length}.\n`)
    assert.deepEqual(dropped, second)
    assert.deepEqual(mostAtOnce, { looked: 500, done: 100 })

    const table = (await run()).log.trimEnd().split('\n')
    assert.equal(table.length, 1 + 100 + 1)
    assert.match(table.at(-1)!, /older ones: see --limit/)
    const all = (await run('--limit', '5000')).log.trimEnd().split('\n')
    assert.equal(all.length, 1 + letters.length)
  })

  it('ends with 1 and says why where something cannot be done', async () => {
    await buryAndStop()
    const cases: [string[], RegExp][] = [
      [['show', '99'], /no dead letter 99/],
      [['drop', '99'], /99 is not there/],
      [['replay', '3'], /3 is not there, or could never be read/],
    ]
    for (const [args, why] of cases) {
      const { code, error } = await run(...args)
      assert.equal(code, 1, args.join(' '))
      assert.match(error, why)
    }
    const elsewhere = await run('--data-dir', `${dataDir}/nowhere`)
    assert.equal(elsewhere.code, 1)
    assert.match(elsewhere.error, /There is no data in .*nowhere[\s\S]*--data-dir/)
  })

  it('says so where somebody else has the folder and cannot be asked', async () => {
    const engine = await openSqliteEngine({ dataDir })
    cleanup.add(() => engine.stop(0))
    const { code, error } = await run()
    assert.equal(code, 1)
    assert.match(error, /its control socket does not answer[\s\S]*try again/)
  })

  it('ends with 2 where the command makes no sense', async () => {
    for (const args of [
      ['shw'],
      ['list', '1'],
      ['show'],
      ['replay'],
      ['drop', '1', '--all'],
      ['--limit', 'x'],
      ['--ful'],
    ]) {
      const { code, error } = await run(...args)
      assert.equal(code, 2, args.join(' '))
      assert.match(error, /npm run dead-letters -- /)
    }
    assert.equal((await run('--help')).code, 0)
  })
})
