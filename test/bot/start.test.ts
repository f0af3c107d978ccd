import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { eventually } from '../contract/platform/stage.ts'
import { Cleanup, temporaryFolder } from './servers.ts'

const fileAt = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const run = promisify(execFile)

describe('npm start', () => {
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  /** Starts the server with settings that it refuses, once it runs. Resolves with when the bundle it ran was made. */
  async function startedAndRefused(): Promise<number> {
    const cwd = await temporaryFolder(cleanup)
    const env = { PATH: process.env.PATH, PORT: 'none' }
    await assert.rejects(run(process.execPath, [fileAt('scripts/start.mjs')], { cwd, env }), {
      code: 1,
      stderr: /PORT/,
    })
    return statSync(fileAt('dist/server/main.js')).mtimeMs
  }

  it('builds the server where a source is younger, and else runs what was built', async function () {
    this.timeout(60_000)
    const now = new Date()
    utimesSync(fileAt('bot/main.ts'), now, now)
    const built = await startedAndRefused()
    assert.ok(built > now.getTime(), 'built after the source changed')
    assert.equal(await startedAndRefused(), built)
  })

  it('ends where whoever started it is gone before it begins', async function () {
    this.timeout(60_000)
    const cwd = await temporaryFolder(cleanup)
    // npm may be the first process of a container, and is nobody's loss then.
    if (!existsSync('/proc/1/cmdline') || /npm|yarn|bun/.test(readFileSync('/proc/1/cmdline', 'utf8'))) this.skip()
    // The shell ends first: the program begins when nobody is left to write to its input.
    const script = `(read -r _; exec "${process.execPath}" "${fileAt('scripts/start.mjs')}") <&3 &`
    const shell = spawn('/bin/sh', ['-c', script], {
      cwd,
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: cwd, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      detached: true,
    })
    let over = false
    cleanup.add(() => over || process.kill(-shell.pid!, 'SIGKILL'))
    const ended = once(shell.stdout!.resume(), 'close').then(() => {
      over = true
    })
    await once(shell, 'exit')
    ;(shell.stdio[3] as Writable).end('go\n')
    await ended
    assert.equal(existsSync(join(cwd, 'engine.db')), false)
  })

  it('leaves nothing that runs where whoever started it is gone before it is ready', async function () {
    this.timeout(60_000)
    const cwd = await temporaryFolder(cleanup)
    // What npm puts between itself and its scripts.
    const shell = spawn('/bin/sh', ['-c', `"${process.execPath}" "${fileAt('scripts/start.mjs')}"; exit 0`], {
      cwd,
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: cwd, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    let over = false
    cleanup.add(() => over || process.kill(-shell.pid!, 'SIGKILL'))
    // Its output is open as long as anything of it runs.
    const ended = once(shell.stdout.resume(), 'close').then(() => {
      over = true
    })
    await eventually('it begins', () => existsSync(join(cwd, 'engine.db')))
    shell.kill('SIGKILL')
    await ended
  })
})
