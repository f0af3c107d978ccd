import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { childModule } from '../contract/platform/child-module.ts'
import { eventually } from '../contract/platform/stage.ts'
import { Cleanup, temporaryFolder } from './servers.ts'

interface Program {
  child: ChildProcess
  /** What it has printed so far. */
  output(): string
  ended: Promise<{ code: number | null; output: string }>
}

describe('the server’s program', () => {
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  async function start(env: Record<string, string>): Promise<Program> {
    const { script, options } = childModule(new URL('../../bot/main.ts', import.meta.url))
    const child = spawn(process.execPath, [...(options.execArgv ?? []), script], {
      cwd: await temporaryFolder(cleanup),
      env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', ...env },
    })
    cleanup.add(() => child.kill('SIGKILL'))
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
    return {
      child,
      output: () => output,
      ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })),
    }
  }

  it('refuses half of Gladly’s settings, naming what is missing', async () => {
    const { ended } = await start({
      PORT: '0',
      GLADLY_BASE_URL: 'https://acme.gladly.com',
      GLADLY_API_TOKEN: 'canary-token',
      GLADLY_USER_MAIL: 'ai@acme.example',
    })
    const { code, output } = await ended
    assert.equal(code, 1)
    for (const name of [
      'GLADLY_USER_EMAIL',
      'GLADLY_AI_INBOX_ID',
      'GLADLY_HANDOFF_INBOX_ID',
      'GLADLY_WEBHOOK_SECRET',
    ]) {
      assert.ok(output.includes(name), `${name} in: ${output}`)
    }
    assert.match(output, /Did you mean GLADLY_USER_EMAIL/)
    assert.doesNotMatch(output, /canary-token|\n\s+at /)
  })

  it('drains on SIGTERM and leaves with 0', async () => {
    const { child, ended, output: printed } = await start({ PORT: '0' })
    await eventually('it is ready', () => /"msg":"ready"/.test(printed()))
    // Twice, as it comes where a launcher passes on what the whole process group has got already.
    child.kill('SIGTERM')
    child.kill('SIGTERM')
    const { code, output } = await ended
    assert.equal(code, 0, output)
    assert.match(output, /"msg":"draining"/)
    assert.match(output, /"msg":"stopped"/)
  })

  it('does so also where it is told to while it starts', async () => {
    const dataDir = await temporaryFolder(cleanup)
    const { child, ended } = await start({ PORT: '0', DATA_DIR: dataDir })
    await eventually('it has the folder', () => existsSync(join(dataDir, 'engine.db')))
    child.kill('SIGTERM')
    const { code, output } = await ended
    assert.equal(code, 0, output)
    assert.match(output, /"msg":"stopped"/)
  })
})
