import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startConsole } from '../../../scripts/sandbox/console/index.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

describe('A bot of one’s own on the sandbox', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'own-bot-'))
  const bot = join(folder, 'echo.mjs')
  writeFileSync(
    bot,
    `export default () => async (context) => {
       if (context.activity.type === 'message') await context.sendActivity('You said: ' + context.activity.text)
     }`,
  )
  after(() => rmSync(folder, { recursive: true, force: true }))

  async function inTerminal(file: string) {
    const temporary = mkdtempSync(join(folder, 'tmp-'))
    const args = ['--import', 'tsx', 'scripts/sandbox/main.ts', '--terminal', '--platform', 'gladly', '--bot', file]
    const program = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, TMPDIR: temporary } })
    let output = ''
    let complaint = ''
    program.stdout.on('data', (chunk: Buffer) => (output += chunk))
    program.stderr.on('data', (chunk: Buffer) => (complaint += chunk))
    program.stdin.on('error', () => {})
    program.stdin.end('hello\n')
    const [code] = (await once(program, 'close')) as [number | null]
    const left = readdirSync(temporary).filter((name) => name.startsWith('contact-center'))
    return { code, output, complaint, left }
  }

  it('is played in a terminal', async () => {
    const { code, output, complaint, left } = await inTerminal(bot)
    assert.equal(code, 0, output + complaint)
    assert.match(output, /^Your bot on Gladly, simulated\./)
    assert.match(output, /^bot +You said: hello$/m)
    assert.deepEqual(left, [])
  })

  it('is told in a terminal where it is wrong, in short', async () => {
    const wrong = join(folder, 'wrong.mjs')
    writeFileSync(wrong, '\nthrow new Error("not today")\n')
    const { code, complaint, left } = await inTerminal(wrong)
    assert.equal(code, 1)
    assert.match(complaint, /^not today\n\s+at .*wrong\.mjs:2:\d+\)?\n$/)
    assert.deepEqual(left, [])
  })

  it('is offered no scripts that are with the sample bot', async () => {
    const running = await startConsole({ platforms: ['gladly'], bot })
    try {
      const platform = running.console.platform('gladly')!
      assert.deepEqual(platform.info.scenarios, [])
      assert.equal(running.console.play(platform, 'order'), undefined)
    } finally {
      await running.stop()
    }
  })
})
