import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ConsoleEvent } from '../../../scripts/sandbox/console/protocol.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

describe('A sandbox that ends', function () {
  this.timeout(60_000)
  let temporary: string
  let program: ChildProcess
  let said: string

  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'clean-up-'))
    said = ''
    const wanted = ['--platform', 'imiconnect', '--no-open']
    program = spawn(process.execPath, ['--import', 'tsx', 'scripts/sandbox/main.ts', ...wanted], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [program.stdout!, program.stderr!]) stream.on('data', (chunk) => (said += String(chunk)))
  })
  afterEach(() => {
    program.kill('SIGKILL')
    rmSync(temporary, { recursive: true, force: true })
  })

  const folders = () => readdirSync(temporary).filter((name) => name.startsWith('contact-center-'))

  async function until(what: string, isSo: () => boolean): Promise<void> {
    for (const end = performance.now() + 30_000; !isSo(); await sleep(20)) {
      assert.ok(performance.now() < end, `${what} did not come: ${said}`)
    }
  }

  async function botUrl(): Promise<string> {
    await until('the address', () => said.includes('The sandbox is at'))
    const address = /http:\S+/.exec(said)![0]
    const stop = new AbortController()
    const stream = await fetch(new URL('/events', address), { signal: stop.signal })
    let text = ''
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      if (text.includes('\n\n')) break
    }
    stop.abort()
    const hello = JSON.parse(text.split('\n\n')[0]!.slice('data: '.length)) as ConsoleEvent
    return hello.type === 'hello' ? hello.bots[0]!.url! : assert.fail(text)
  }

  const answers = (url: string) =>
    fetch(new URL('/healthz', url)).then(
      ({ ok }) => ok,
      () => false,
    )

  it('leaves nothing behind after Ctrl+C, however often that is passed on', async () => {
    const bot = await botUrl()
    assert.equal(await answers(bot), true)
    const ended = once(program, 'exit')
    for (let count = 0; count < 3; count++) program.kill('SIGINT')
    assert.deepEqual(await ended, [0, null])
    assert.deepEqual([await answers(bot), folders()], [false, []])
  })

  it('leaves nothing behind where it is ended while it starts', async () => {
    await until('its folder', () => folders().length > 0)
    const ended = once(program, 'exit')
    program.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null])
    assert.deepEqual(folders(), [])
    assert.doesNotMatch(said, /The sandbox is at/)
  })

  it('leaves nothing behind where it is killed: its bot cleans up', async () => {
    const bot = await botUrl()
    assert.equal(await answers(bot), true)
    program.kill('SIGKILL')
    await until('the end of its folder', () => folders().length === 0)
    assert.equal(await answers(bot), false)
  })
})
