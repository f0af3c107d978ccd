import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BotProcess } from '../../../../scripts/sandbox/console/bot/process.ts'

describe('The bot’s process', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'bot-process-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

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
})
