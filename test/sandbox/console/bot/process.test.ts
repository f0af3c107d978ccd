import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BotProcess } from '../../../../scripts/sandbox/console/bot/process.ts'

describe('The bot’s process', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'bot-process-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  function processOf(bot: string, patienceMs?: number): BotProcess {
    const name = `a bot in ${basename(bot)}`
    const env = { DATA_DIR: join(folder, 'data') }
    return new BotProcess({ id: 'bot-1', name, env, bot, folder, patienceMs, onReport: () => {}, onChange: () => {} })
  }

  async function until(what: string, holds: () => boolean): Promise<void> {
    for (const end = performance.now() + 40_000; !holds(); await sleep(20)) assert.ok(performance.now() < end, what)
  }

  it('is started again after starts that fail, on the same port, until it is ready', async () => {
    const lives = join(folder, 'lives')
    const bot = join(folder, 'bot.mjs')
    writeFileSync(lives, '')
    writeFileSync(
      bot,
      `import { appendFileSync, readFileSync } from 'node:fs'
       appendFileSync(${JSON.stringify(lives)}, '.')
       if (readFileSync(${JSON.stringify(lives)}, 'utf8').length === 2) throw new Error('not now')
       export default () => async () => {}`,
    )
    const process = new BotProcess({
      id: 'bot-1',
      name: 'a bot',
      env: { DATA_DIR: join(folder, 'data') },
      bot,
      folder,
      onReport: () => {},
      onChange: () => appendFileSync(join(folder, 'states'), ` ${process.info.state}`),
    })
    try {
      const url = await process.start()
      await process.kill()
      for (const end = performance.now() + 40_000; process.info.state !== 'ready'; await sleep(50)) {
        assert.ok(performance.now() < end, `it is ${process.info.state}`)
      }
      assert.equal(process.info.url, url)
      assert.equal(readFileSync(lives, 'utf8'), '...')
      assert.match(readFileSync(join(folder, 'states'), 'utf8'), /ready .*dead starting dead starting ready/)
    } finally {
      await process.stop()
    }
    assert.equal(process.info.state, 'dead')
    assert.ok(existsSync(folder))
  })

  it('says that it is not ready, and why that may be, while its file waits for ever', async () => {
    const file = join(folder, 'waits.mjs')
    writeFileSync(file, 'await new Promise((resolve) => setTimeout(resolve, 1e8))\nexport default () => async () => {}')
    const bot = processOf(file, 50)
    const starting = assert.rejects(bot.start(), /It ended/)
    await until('its trouble', () => bot.info.trouble !== undefined)
    assert.match(bot.info.trouble!, /not ready yet.*must not wait at its top level/)
    assert.equal(bot.info.state, 'starting')
    await bot.stop()
    await starting
  })

  it('says what is wrong with its file when it is started again, and nothing once it is ready', async () => {
    const file = join(folder, 'changes.ts')
    const right = 'export default () => async () => {}\n'
    writeFileSync(file, right)
    const bot = processOf(file)
    try {
      await bot.start()
      assert.equal(bot.info.trouble, undefined)
      writeFileSync(file, `const count: number = 1\n${right}const = count\n`)
      await bot.kill()
      await until('its trouble', () => bot.info.trouble !== undefined)
      assert.match(bot.info.trouble!, /changes\.ts:3:\d+: .*Expected identifier/)
      assert.doesNotMatch(bot.info.trouble!, /node_modules|node:|\n\s+at /)
      writeFileSync(file, right)
      await until('the bot', () => bot.info.state === 'ready')
      assert.equal(bot.info.trouble, undefined)
    } finally {
      await bot.stop()
    }
  })

  it('shows the last words of one that leaves without saying why', async () => {
    const file = join(folder, 'leaves.mjs')
    writeFileSync(file, 'console.error("no key in the environment")\nprocess.exit(3)')
    const bot = processOf(file)
    await assert.rejects(bot.start(), /^Error: It ended \(3\)\.$/)
    await until('its last words', () => /It ended \(3\)\.\nno key in the environment/.test(bot.info.trouble ?? ''))
  })
})
