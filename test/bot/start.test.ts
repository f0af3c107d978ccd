import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { statSync, utimesSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
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
})
