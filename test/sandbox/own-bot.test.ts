import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../adapters/index.ts'
import { BotFileError, loadBot } from '../../scripts/sandbox/own-bot.ts'

describe('A bot in a file of one’s own', () => {
  const engine = { storage: 'the engine’s' } as unknown as Engine
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'own-bot-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  async function load(name: string, content: string) {
    const file = join(folder, name)
    await writeFile(file, content)
    return loadBot(file)
  }

  const told: Record<string, string> = {
    'a function that makes logic, of the engine':
      'export default ({ storage }) => async (context) => context.heard(storage)',
    'a function that makes a handler':
      'export default ({ storage }) => ({ run: async (context) => context.heard(storage) })',
    'a handler': 'export default { said: "the engine’s", async run(context) { context.heard(this.said) } }',
  }
  for (const [what, content] of Object.entries(told)) {
    it(`is ${what}`, async () => {
      const heard: unknown[] = []
      const logic = (await load(`${what.replaceAll(/\W/g, '-')}.mjs`, content))(engine)
      await logic({ heard: (what: unknown) => heard.push(what) } as never)
      assert.deepEqual(heard, ['the engine’s'])
    })
  }

  it('may be CommonJS that was compiled from an ES module', async () => {
    const content =
      'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = () => async () => {}'
    assert.equal(typeof (await load('compiled.cjs', content))(engine), 'function')
  })

  const wrong: [string, string, RegExp][] = [
    ['a class', 'export default class Mine {}', /exports a class\. Export \(engine\) => new Mine/],
    ['nothing', 'export const bot = 1', /exports no bot\. .*default export/],
    ['a function that makes none', 'export default () => 7', /made no bot/],
  ]
  for (const [what, content, why] of wrong) {
    it(`is not ${what}, and is told how it is done`, async () => {
      const make = async () => (await load(`${what.replaceAll(' ', '-')}.mjs`, content))(engine)
      await assert.rejects(make, (error: Error) => error instanceof BotFileError && why.test(error.message))
    })
  }

  it('has to be there', async () => {
    await assert.rejects(() => loadBot(join(folder, 'missing.ts')), /There is no file .*missing\.ts\./)
  })
})
