import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createLogger, type Engine, openSqliteEngine } from '../../adapters/index.ts'
import { Cleanup, post, startServer, temporaryFolder, untilQuiet } from '../bot/servers.ts'
import { countingBot } from '../contract/platform/bots.ts'
import { command } from './commands.ts'

describe('npm run forget', () => {
  const cleanup = new Cleanup()
  let dataDir: string
  let lines = ''
  beforeEach(async () => {
    dataDir = await temporaryFolder(cleanup)
    lines = ''
  })
  afterEach(() => cleanup.run())

  const run = (...args: string[]) => command(dataDir, 'forget', ...args)

  async function start() {
    const destination = {
      write: (line: string) => {
        lines += line
      },
    }
    const log = createLogger({ destination })
    return startServer(cleanup, { DATA_DIR: dataDir }, { logic: (engine: Engine) => countingBot(engine), log })
  }

  let ids = 0
  async function say(url: string, user: string, text: string, conversation = `conversation-of-${user}`): Promise<void> {
    const activity = {
      type: 'message',
      id: `a${++ids}`,
      channelId: 'webchat',
      // Nobody listens there: what the bot says goes on waiting.
      serviceUrl: 'http://127.0.0.1:9/',
      conversation: { id: conversation },
      from: { id: user, name: 'Canary' },
      recipient: { id: 'bot' },
      text,
    }
    assert.equal((await post(`${url}/api/messages`, JSON.stringify(activity))).status, 200)
  }

  /** Whether a word is anywhere in the folder. */
  const traces = (word: string): string[] =>
    readdirSync(dataDir).filter((name) => {
      const path = join(dataDir, name)
      return statSync(path).isFile() && readFileSync(path, 'latin1').includes(word)
    })

  it('erases a person beside a running server, to the last byte, and nobody else', async () => {
    const { url, engine } = await start()
    await say(url, 'user-1', 'canary-words')
    await say(url, 'user-2', 'other-words')
    await untilTurned(engine)
    assert.ok(traces('canary-words').length > 0)
    const { code, log } = await run('webchat', 'user-1', '--json')
    const forgotten = JSON.parse(log) as Record<string, number>
    assert.equal(code, 0)
    assert.deepEqual([forgotten.conversations, forgotten.commands, forgotten.items], [1, 1, 3])
    assert.deepEqual(traces('canary-words'), [])
    assert.ok(traces('other-words').length > 0)
    assert.equal(engine.stats().outbox, 1)
    const told = lines.split('\n').find((line) => line.includes('a customer was forgotten')) ?? ''
    assert.match(told, /"conversations":1/)
    assert.doesNotMatch(told, /user-1|canary/)

    // Whoever comes back is new.
    await say(url, 'user-1', 'hello again')
    await untilTurned(engine)
    const counts = (await engine.storage.list('webchat/users/user-1/', '', 9)).map(({ item }) => item.count)
    assert.deepEqual(counts, [1])
    assert.match((await run('webchat', 'user-3')).log, /Nothing was kept/)
  })

  it('does so where no server runs', async () => {
    const server = await start()
    await say(server.url, 'user-1', 'canary-words')
    await untilTurned(server.engine)
    await server.close(500)
    const { code, log } = await run('webchat', 'user-1')
    assert.equal(code, 0)
    assert.match(log, /^Erased: conversations 1, commands 1, items of state 3, activities \d+\.\n$/)
    assert.deepEqual(traces('canary-words'), [])
  })

  it('erases a group’s conversation for anybody who spoke in it, also after others did', async () => {
    const { url, engine } = await start()
    for (const user of ['alice', 'bob', 'carl', 'bob']) await say(url, user, `${user}-words`, 'group')
    await say(url, 'bob', 'other-words')
    await untilTurned(engine)
    const { log } = await run('webchat', 'alice', '--json')
    assert.equal((JSON.parse(log) as Record<string, number>).conversations, 1)
    for (const word of ['alice-words', 'bob-words', 'carl-words']) assert.deepEqual(traces(word), [])
    assert.ok(traces('other-words').length > 0)
    assert.equal((await engine.storage.list('webchat/users/bob/', '', 9)).length, 1)
    assert.equal((await engine.storage.list('webchat/users/alice/', '', 9)).length, 0)
  })

  it('ends with 2 where the command makes no sense', async () => {
    for (const args of [[], ['webchat'], ['webchat', 'a', 'b'], ['--al']]) assert.equal((await run(...args)).code, 2)
    assert.equal((await run('--help')).code, 0)
  })

  /** The turns are over; what the bot said cannot leave. */
  async function untilTurned(engine: Engine): Promise<void> {
    await untilQuiet({ engine: { stats: () => ({ ...engine.stats(), outbox: 0 }) } as Engine })
  }
})

describe('npm run backup', () => {
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  it('copies the database of a running server, for nobody else to read, and the copy works', async () => {
    const dataDir = await temporaryFolder(cleanup)
    const other = await temporaryFolder(cleanup)
    const { engine } = await startServer(cleanup, { DATA_DIR: dataDir })
    await engine.storage.write({ item: { n: 1 } })
    const copy = join(other, 'engine.db')
    const { code, error } = await command(dataDir, 'backup', copy)
    assert.deepEqual([code, error], [0, ''])
    assert.equal((statSync(copy).mode & 0o777).toString(8), '600')
    assert.equal((await command(dataDir, 'backup', copy)).code, 1)
    assert.equal((await command(join(dataDir, 'nowhere'), 'backup', `${copy}2`)).code, 1)
    assert.equal((await command(dataDir, 'backup')).code, 2)
    await engine.storage.write({ item: { n: 2, eTag: '*' } })
    const restored = await openSqliteEngine({ dataDir: other })
    cleanup.add(() => restored.stop(0))
    assert.equal((await restored.storage.read(['item'])).item.n, 1)
  })
})
