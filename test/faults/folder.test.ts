import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { silentLogger } from '../../adapters/index.ts'
import { type BotServer, createBotServer } from '../../bot/server.ts'
import { childModule } from '../contract/platform/child-module.ts'
import { eventually } from '../contract/platform/stage.ts'
import { crashBot } from '../crash/bot.ts'
import type { Front } from './fronts/front.ts'
import { openImiconnect } from './fronts/imiconnect.ts'

const MAIN = new URL('../../bot/main.ts', import.meta.url)

/** Files' modes mean nothing to root, who has to do without that right. */
const WITHOUT_RIGHTS = process.getuid?.() === 0 ? ['unshare', '--user'] : []

describe('The data folder', function () {
  this.timeout(90_000)
  let dataDir: string
  let front: Front
  const servers: BotServer[] = []
  beforeEach(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'folder-'))
    front = await openImiconnect()
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close(0)
    await front.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const env = () => ({ HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, ...front.env })
  async function start(): Promise<BotServer> {
    const server = await createBotServer({ env: env(), logic: crashBot, log: silentLogger })
    servers.push(server)
    await front.connect(server.url, front.env)
    return server
  }
  /** A second server, as a process of its own: what it said, and how it ended. */
  async function another(prefix: string[] = []): Promise<{ code: number; said: string }> {
    const { script, options } = childModule(MAIN)
    const [command = '', ...args] = [...prefix, process.execPath, ...(options.execArgv ?? []), script]
    const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env() } })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        said += data
      })
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
    const [code] = await once(child, 'close')
    clearTimeout(late)
    return { code, said }
  }
  async function answers(texts: string[], talk: Parameters<Front['came']>[0]): Promise<void> {
    const came = () => front.came(talk).join()
    await eventually(`answers to ${texts.join()}`, () => came() === texts.join(), 30_000).catch((error) => {
      throw new Error(`${error.message}; they were to ${came()}`)
    })
  }

  it('in use by one server is refused to a second one, which says so, while the first goes on', async () => {
    await start()
    const talk = await front.begin('Nadia')
    await front.say(talk, 'before')
    const [{ code, said }] = await Promise.all([another(), front.say(talk, 'meanwhile')])
    assert.notEqual(code, 0)
    assert.match(said, /in use by another server/)
    assert.match(said, /DATA_DIR/)
    await front.say(talk, 'after')
    await answers(['before', 'meanwhile', 'after'], talk)
  })

  it('that cannot be written is refused with what to do about it, and nothing in it is lost', async () => {
    const first = await start()
    const talk = await front.begin('Nadia')
    await front.say(talk, 'before')
    await answers(['before'], talk)
    await eventually('the answer is recorded', () => first.engine.stats().outbox === 0)
    const ill = front.faults.api({ kind: 'status', status: 503 })
    await front.say(talk, 'waits')
    // What was not taken is sent again to the server of that time, which will be gone.
    await eventually('it is taken', () => front.taken().has(talk.said.at(-1)!.id))
    await eventually('its answer waits', () => first.engine.stats().outbox === 1)
    await first.close(0)
    const files = readdirSync(dataDir).map((name) => path.join(dataDir, name))
    for (const file of files) chmodSync(file, 0o400)
    chmodSync(dataDir, 0o500)
    const { code, said } = await another(WITHOUT_RIGHTS)
    chmodSync(dataDir, 0o700)
    for (const file of files) chmodSync(file, 0o600)
    assert.notEqual(code, 0)
    assert.match(said, /DATA_DIR/)
    assert.match(said, /owner and mode/)
    // Not before: a call that was on its way when the first one ended is refused as well.
    ill()
    await start()
    await front.say(talk, 'after')
    await answers(['before', 'waits', 'after'], talk)
  })

  it('written by another program for a while makes events wait on the platform, and loses none', async () => {
    await start()
    const talk = await front.begin('Nadia')
    await front.say(talk, 'before')
    await answers(['before'], talk)
    const other = new Database(path.join(dataDir, 'engine.db'))
    other.exec('BEGIN IMMEDIATE')
    await front.say(talk, 'meanwhile')
    await eventually('it is refused', () => front.refusals().length > 0)
    assert.ok(front.refusals().every((status) => status === 503))
    other.exec('ROLLBACK')
    other.close()
    await answers(['before', 'meanwhile'], talk)
  })
})
