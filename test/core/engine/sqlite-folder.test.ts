import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import sinon from 'sinon'
import { type Engine, openSqliteEngine, type StoredCommand } from '../../../adapters/core/engine/index.ts'
import { networkFileSystem } from '../../../adapters/core/engine/sqlite/folder-lock.ts'
import { SqliteStore } from '../../../adapters/core/engine/sqlite/store.ts'
import { SettingsError, StorageError } from '../../../adapters/core/errors.ts'
import { realTime, until } from './manual-clock.ts'
import { event, newFolder, talk } from './setting.ts'

describe('The SQLite engine’s folder', () => {
  let home: string
  let dataDir: string
  const engines: Engine[] = []
  beforeEach(() => {
    home = newFolder()
    dataDir = join(home, 'deep', 'data')
  })
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop(0)
    rmSync(home, { recursive: true })
  })
  const open = async (folder = dataDir): Promise<Engine> => {
    const engine = await openSqliteEngine({ dataDir: folder })
    engines.push(engine)
    return engine
  }
  /** The folder as the death of the process would leave it now. */
  const wreck = (name: string): string => {
    const copy = join(home, name)
    execFileSync('cp', ['-r', dataDir, copy])
    return copy
  }
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

  it('is made where there is none, and nobody else can look into it', async () => {
    const engine = await open()
    await engine.accept(event('a'))
    assert.equal(mode(dataDir), '700')
    const files = ['engine.db', 'engine.db-wal', 'engine.db-shm', 'engine.lock', 'engine.flight']
    for (const file of files) assert.equal(mode(join(dataDir, file)), '600', file)
    await engine.stop(0)
    chmodSync(join(dataDir, 'engine.db'), 0o644)
    await open()
    assert.equal(mode(join(dataDir, 'engine.db')), '600')
  })

  it('belongs to one engine, until that one has stopped', async () => {
    const engine = await open()
    await engine.start()
    const refusal = (error: unknown): boolean =>
      error instanceof SettingsError && error.message.includes(dataDir) && /DATA_DIR/.test(error.hint ?? '')
    await assert.rejects(openSqliteEngine({ dataDir }), refusal)
    // Being refused must not take the first one’s lock away.
    await assert.rejects(openSqliteEngine({ dataDir }), refusal)
    await engine.stop(0)
    await open()
  })

  it('is waited for where another works on it that is no server, and will be done in a moment', async () => {
    const server = await open()
    await server.start()
    // It dies, and what it left behind must not be taken for it.
    const killed = wreck('killed')
    const command = await open(killed)
    const next = open(killed)
    await realTime(100)
    await command.stop(0)
    await (await next).start()
    await assert.rejects(openSqliteEngine({ dataDir: killed }), /in use by another server/)
  })

  it('says that a command may have it where one has it for too long', async () => {
    await open()
    await assert.rejects(
      openSqliteEngine({ dataDir }),
      (error) =>
        error instanceof SettingsError && /another process/.test(error.message) && /forget/.test(error.hint ?? ''),
    )
  }).timeout(30_000)

  it('that is put back from an older copy gives away no id again, and keeps those of what waits', async () => {
    const turns: string[] = []
    const commands: string[] = []
    const run = async (folder: string, ...bodies: string[]): Promise<Engine> => {
      const engine = await open(folder)
      engine.serve('gladly', {
        async runTurn(turn) {
          turns.push(turn.id)
          turn.send({ kind: 'reply', payload: turn.event!.body })
        },
        async deliver({ id }) {
          commands.push(id)
          return { state: 'delivered' }
        },
      })
      await engine.start()
      for (const body of bodies) await engine.accept(event(body, { in: body }))
      await until(() => engine.stats().inbox + engine.stats().outbox === 0)
      return engine
    }
    const first = await run(dataDir, 'before')
    await first.stop(0)
    // What waits in the copy has its places already.
    const waiting = await open()
    await waiting.accept(event('waits', { in: 'waits' }))
    const copy = wreck('copy')
    await waiting.stop(0)
    await run(dataDir, 'alice', 'bob')
    const [, ours, ...lost] = turns
    const [, , ...lostCommands] = commands
    turns.length = 0
    commands.length = 0
    await run(copy, 'carol', 'dave')
    assert.equal(turns[0], ours)
    assert.equal(commands[0], `${ours}-reply-1`)
    assert.deepEqual([turns.length, lost.length, lostCommands.length], [3, 2, 2])
    assert.deepEqual(
      turns.filter((id) => lost.includes(id)),
      [],
    )
    assert.deepEqual(
      commands.filter((id) => lostCommands.includes(id)),
      [],
    )
  })

  it('keeps the order of places, and their exactness, whatever the clock says', async () => {
    const places: number[] = []
    for (const now of [Date.now() - 9e9, Date.now(), 1e9, Date.parse('9999-12-31'), Date.now()]) {
      const store = SqliteStore.open(dataDir)
      const clock = sinon.stub(Date, 'now').returns(now)
      await store.commit((tables) => {
        tables.begin()
        const record = { conversation: 'gladly//x', about: '{}', body: '' }
        const command = { id: 'x', conversation: 'x', kind: 'k', payload: '1', createdAt: 1, unknowns: 0 }
        places.push(tables.inbox.add(record, 1), tables.inbox.add(record, 1))
        assert.equal(tables.outbox.add(command) > 1e15 || now < 1e12, true)
      })
      clock.restore()
      await store.close(true)
    }
    assert.deepEqual(
      places,
      [...new Set(places)].sort((a, b) => a - b),
    )
    assert.ok(places.every(Number.isSafeInteger), String(places))
  })

  it('is refused where a newer version wrote it, and free afterwards', async () => {
    await (await open()).stop(0)
    const db = new Database(join(dataDir, 'engine.db'))
    const version = db.pragma('user_version', { simple: true })
    db.pragma('user_version = 99')
    await assert.rejects(
      openSqliteEngine({ dataDir }),
      (error) => error instanceof SettingsError && /newer/.test(error.message),
    )
    db.pragma(`user_version = ${version}`)
    db.close()
    await open()
  })

  it('is refused where it cannot be used', async () => {
    execFileSync('mkdir', ['-p', dataDir])
    execFileSync('sh', ['-c', `echo this is no database, however long one looks at it > ${dataDir}/engine.db`])
    await assert.rejects(
      openSqliteEngine({ dataDir }),
      (error) => error instanceof StorageError && /damaged/.test(error.hint ?? ''),
    )
    execFileSync('touch', [join(home, 'file')])
    await assert.rejects(openSqliteEngine({ dataDir: join(home, 'file') }), StorageError)
    execFileSync('mkdir', ['-p', join(home, 'odd', 'engine.flight')])
    await assert.rejects(openSqliteEngine({ dataDir: join(home, 'odd') }), StorageError)
    execFileSync('rmdir', [join(home, 'odd', 'engine.flight')])
    await open(join(home, 'odd'))
  })

  it('is refused on network shares, which are known by their type', () => {
    assert.equal(networkFileSystem(0x6969), 'NFS')
    // As a signed number, as some systems give it.
    assert.equal(networkFileSystem(0xff534d42 | 0), 'CIFS')
    assert.equal(networkFileSystem(0x01021997), '9p')
    assert.equal(networkFileSystem(0xef53), undefined)
  })

  it('can be read by other programs while the engine runs', async () => {
    const engine = await open()
    await engine.accept(event('a'))
    const reader = new Database(join(dataDir, 'engine.db'), { readonly: true })
    const count = reader.prepare('SELECT count(*) FROM inbox').pluck()
    assert.equal(count.get(), 1)
    await engine.accept(event('b'))
    assert.equal(count.get(), 2)
    reader.close()
  })

  it('says after a blackout that the first command of each conversation may have arrived', async () => {
    const engine = await open()
    for (const one of ['x', 'y']) {
      await engine.exclusive(talk(one), async (turn) => {
        for (const n of [1, 2]) turn.send({ kind: 'reply', payload: `${one}${n}` })
      })
    }
    const killed = wreck('killed')
    const blackout = wreck('blackout')
    await engine.stop(0)
    const stopped = wreck('stopped')
    const unknowns = async (folder: string, boot?: string): Promise<unknown[]> => {
      if (boot) {
        const db = new Database(join(folder, 'engine.db'))
        db.prepare("UPDATE about SET value = ? WHERE name = 'boot'").run(boot)
        db.close()
      }
      const brought: StoredCommand[] = []
      const next = await open(folder)
      next.serve('gladly', {
        runTurn: async () => {},
        deliver: async (command) => {
          brought.push(command)
          return { state: 'delivered' }
        },
      })
      await next.start()
      await until(() => next.stats().outbox === 0)
      return brought
        .filter(({ outcomeUnknown }) => outcomeUnknown)
        .map(({ payload }) => payload)
        .sort()
    }
    assert.deepEqual(await unknowns(killed), [])
    assert.deepEqual(await unknowns(blackout, 'another boot'), ['x1', 'y1'])
    assert.deepEqual(await unknowns(stopped, 'another boot'), [])
  })

  it('accounts for a death once, also where the next life dies at once', async () => {
    const engine = await open()
    engine.serve('gladly', { runTurn: () => new Promise(() => {}), deliver: async () => ({ state: 'delivered' }) })
    await engine.start()
    await engine.accept(event('a'))
    await until(() => engine.stats().turnsInFlight === 1)
    let folder = wreck('death-0')
    const attempts: number[] = []
    for (let death = 1; death <= 3; death++) {
      // Opened, and dead before it was started.
      const store = SqliteStore.open(folder)
      assert.equal(store.left.turns.length, 1, 'dead before it accounted for anything')
      await store.close(false)
      const next = await open(folder)
      const copy = join(home, `death-${death}`)
      execFileSync('cp', ['-r', folder, copy])
      await next.stop(0)
      folder = copy
      const last = await open(folder)
      last.serve('gladly', {
        runTurn: async (turn) => {
          attempts.push(turn.attempt)
          await new Promise(() => {})
        },
        deliver: async () => ({ state: 'delivered' }),
      })
      await last.start()
      await until(() => attempts.length === death)
      execFileSync('cp', ['-r', folder, `${copy}-running`])
      await last.stop(0)
      folder = `${copy}-running`
      if (death === 2) break
    }
    assert.deepEqual(attempts, [2, 3])
    const end = await open(folder)
    assert.equal(end.stats().deadLetters, 1)
    assert.equal(end.stats().inbox, 0)
  })
})
