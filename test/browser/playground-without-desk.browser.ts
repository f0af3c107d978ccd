import assert from 'node:assert/strict'
import { TEXTS } from '../../bot/texts.ts'
import { Cleanup, freePort } from '../bot/servers.ts'
import { eventually } from '../contract/platform/stage.ts'
import { BotProgram } from './bot-program.ts'
import { startPlayground } from './playground.ts'
import { PlaygroundPage } from './playground-page.ts'

describe('the sample bot in the Agents Playground, with nobody behind it', () => {
  const cleanup = new Cleanup()
  let bot: BotProgram
  let customer: PlaygroundPage

  before(async () => {
    bot = await BotProgram.start(cleanup, {})
    const messages = `${bot.url}/api/messages`
    customer = await PlaygroundPage.open(await startPlayground(cleanup, { port: await freePort(), messages }))
    await customer.untilHeard(TEXTS.greeting)
  })
  after(() => cleanup.run())

  it('goes through the same dialogs, and shows every verb as a trace', async () => {
    await customer.say('order 1182')
    await customer.untilHeard('Order 1182 is with the courier and arrives tomorrow.')
    await customer.say('agent')
    await customer.untilHeard(TEXTS.askReason)
    await customer.say('my parcel is wet')
    await customer.untilHeard(TEXTS.noDesk)
    await customer.say('bye')
    await customer.untilHeard(TEXTS.goodbye)
    const asked = ['topics.add', 'attributes.set', 'attributes.set', 'note.add'].map((verb) => `contactcenter.${verb}`)
    const traces = [...asked, 'handoff.initiate', 'endOfConversation'].map((name) => `202 ${name}`)
    await eventually('all of them', async () => (await customer.traces()).length >= traces.length, 60_000)
    assert.deepEqual(await customer.traces(), traces)
    await customer.showEntry('trace 202', 'handoff.initiate')
    await customer.page.getByText('no desk is configured: nobody can take over here').first().waitFor()
  })

  it('has nothing left over, and nothing to complain of', async () => {
    await bot.untilIdle()
    assert.equal((await bot.engine()).deadLetters, 0)
    assert.deepEqual(bot.errors(), [])
  })
})
