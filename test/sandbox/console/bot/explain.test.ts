import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explain, lastWords } from '../../../../scripts/sandbox/console/bot/explain.ts'
import { loadBot } from '../../../../scripts/sandbox/own-bot.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

describe('Why a bot’s file cannot be used', () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'explain-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  async function whyNot(name: string, content: string): Promise<string> {
    const file = join(folder, name)
    await writeFile(file, content)
    try {
      const make = await loadBot(file)
      make({} as never)
    } catch (error) {
      return (await explain(error, file)).replaceAll(folder, '')
    }
    throw new Error('Nothing is wrong with it.')
  }

  const LOGIC = 'export default () => async () => {}\n'

  it('is file and line of what is no syntax, with types and without, and in what it imports', async () => {
    assert.match(await whyNot('syntax.ts', `const a: number = 1\n${LOGIC}const = a`), /^\/syntax\.ts:3:\d+: .*Expected/)
    assert.match(await whyNot('syntax.mjs', `${LOGIC}const = 1`), /^\/syntax\.mjs:2:\d+: .*Expected/)
    assert.match(await whyNot('imports.mjs', `import './syntax.mjs'\n${LOGIC}`), /^\/syntax\.mjs:2:\d+: .*Expected/)
  })

  it('is the message of what it throws, and where in its own file', async () => {
    const thrown = await whyNot(
      'top.mjs',
      `\nfunction boom() {\n  throw new TypeError('at the top')\n}\nboom()\n${LOGIC}`,
    )
    assert.match(thrown, /^TypeError: at the top\n\s+at boom \(\/top\.mjs:3:\d+\)\n\s+at .*\/top\.mjs:5:1/)
    const made = await whyNot('factory.mjs', 'export default () => {\n  throw new Error("not today")\n}')
    assert.match(made, /^not today\n\s+at .*\/factory\.mjs:2:\d+/)
    for (const why of [thrown, made]) assert.doesNotMatch(why, /node:|node_modules|own-bot/)
    assert.equal(await whyNot('text.mjs', 'throw "no"'), 'It threw ’no’.'.replaceAll('’', "'"))
  })

  it('is the module that is missing, and what to do where that is this package, not built', async () => {
    const missing = await whyNot('lacks.mjs', `import { x } from './nowhere.mjs'\nx()\n${LOGIC}`)
    assert.match(missing, /^Cannot find module '\/nowhere\.mjs'.*\/lacks\.mjs$/s)
    const unbuilt = await whyNot('unbuilt.mjs', `import { x } from '${ROOT}dist/nowhere/index.js'\nx()\n${LOGIC}`)
    assert.match(unbuilt, /botbuilder-contact-center itself is not built: run `npm run build`/)
  })

  it('is told in full by whoever found it', async () => {
    assert.match(await whyNot('none.mjs', 'export const bot = 1'), /exports no bot\. A bot’s file has a default export/)
  })

  it('is all there is to say where there is no file', async () => {
    assert.match(await explain(new Error('broken')), /^Error: broken\n\s+at .*explain\.test\.ts/)
  })

  it('is the end of what it wrote, without frames that are not its own', () => {
    const written = 'one\n\nError: two\n    at mine (/home/me/bot.ts:1:2)\n    at emit (node:events:524:28)\n'
    assert.equal(lastWords(written), 'one\nError: two\n    at mine (/home/me/bot.ts:1:2)')
  })
})
