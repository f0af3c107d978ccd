import assert from 'node:assert/strict'
import { MENU, TEXTS } from '../../bot/texts.ts'
import type { ConversationSnapshot, EightByEightSimulator } from '../../scripts/sandbox/eight-by-eight/index.ts'
import { simulateEightByEight } from '../../scripts/sandbox/simulated-eight-by-eight.ts'
import { Cleanup, freePort } from '../bot/servers.ts'
import { eventually } from '../contract/platform/stage.ts'
import { FaultyProxy } from '../faults/proxy.ts'
import { watchEightByEight } from '../specs/watch.ts'
import { BotProgram } from './bot-program.ts'
import { startPlayground } from './playground.ts'
import { PlaygroundPage } from './playground-page.ts'

const WAIT_MS = 60_000
const CARD = 'application/vnd.microsoft.card.adaptive'

const BILLING = [TEXTS.explainBilling, TEXTS.offerPersonForBilling]

// One conversation from its beginning to its end: each test goes on where the one before it left off.
describe('the sample bot in the Agents Playground, with 8x8 behind it', () => {
  const cleanup = new Cleanup()
  let desk: EightByEightSimulator
  let bot: BotProgram
  let answers: FaultyProxy
  let customer: PlaygroundPage

  before(async () => {
    const simulated = await simulateEightByEight({ webhookRetries: 100, webhookRetryDelayMs: 200 })
    desk = watchEightByEight(simulated.simulator)
    cleanup.add(() => desk.stop())
    bot = await BotProgram.start(cleanup, simulated.env)
    await simulated.connect(bot.url, simulated.env)
    const port = await freePort()
    answers = await FaultyProxy.before(`http://127.0.0.1:${port}`)
    cleanup.add(() => answers.stop())
    const messages = `${bot.url}/api/messages`
    const page = await startPlayground(cleanup, { port, messages, serviceUrl: `${answers.url}/_connector` })
    assert.equal(new URL(page).port, String(port), 'the Playground listens where the bot’s answers go')
    customer = await PlaygroundPage.open(page)
  })
  after(() => cleanup.run())

  const handedOver = (): ConversationSnapshot => {
    const [conversation, ...more] = desk.conversations()
    assert.ok(conversation !== undefined && more.length === 0, 'one conversation on the desk')
    return conversation
  }
  const saidToAgent = (): string[] =>
    handedOver().messages.flatMap(({ authorType, text }) => (authorType === 'user' ? [text] : []))

  it('greets the customer once', async () => {
    await customer.untilHeard(TEXTS.greeting)
    assert.deepEqual(await customer.heard(), [TEXTS.greeting])
  })

  it('goes through the order dialog, wrong numbers included', async () => {
    await customer.say('Where is my order?')
    await customer.untilHeard(TEXTS.askOrderNumber)
    await customer.say('12')
    await customer.untilHeard(TEXTS.askOrderNumberAgain('12 is too short for an order number.'))
    await customer.say('1182')
    await customer.untilHeard('Order 1182 is with the courier and arrives tomorrow.')
  })

  it('shows what was asked of the contact center as traces, in its log', async () => {
    const traces = ['topics.add', 'attributes.set', 'attributes.set'].map((verb) => `202 contactcenter.${verb}`)
    await eventually('three verbs in the log', async () => (await customer.traces()).length === traces.length, WAIT_MS)
    assert.deepEqual((await customer.traces()).sort(), traces.sort())
    await customer.showEntry('trace 202', 'contactcenter.topics.add')
    await customer.page.getByText('"Orders"').first().waitFor()
  })

  it('shows suggested actions, which can be pressed', async () => {
    await customer.say('hello')
    await customer.untilHeard(TEXTS.menu)
    for (const label of MENU) await customer.button(label).waitFor()
    await customer.button('Billing').click()
    await customer.untilHeard(...BILLING)
    await customer.button(TEXTS.noThanks).click()
    await customer.untilHeard(TEXTS.allRight)
    await customer.button(TEXTS.noThanks).waitFor({ state: 'detached' })
  })

  it('answers once what was accepted before a kill -9', async () => {
    const before = await customer.heard()
    const entries = (await customer.log()).length
    const hits = answers.hit
    const open = answers.fails({ kind: 'black-hole' })
    await customer.say('invoice')
    await customer.untilLogged(/message 200 invoice/, entries)
    await eventually('an answer is on its way', () => answers.hit > hits, WAIT_MS)
    await bot.kill()
    open()
    await bot.begin()
    await customer.untilHeard(...BILLING)
    await customer.say('cancel')
    await customer.untilHeard(TEXTS.cancelled, TEXTS.menu)
    // What the conversation goes on with comes after anything that would have been said twice.
    const since = (await customer.heard()).slice(before.length)
    const once = [...BILLING, TEXTS.cancelled, TEXTS.menu]
    assert.deepEqual(since, once)
  })

  it('hands over to an agent, who sees what was said', async () => {
    await customer.say('agent')
    await customer.untilHeard(TEXTS.askReason)
    await customer.say('my parcel is wet')
    await customer.untilHeard(TEXTS.personComes)
    await eventually('the customer waits in the queue', () => desk.conversations()[0]?.owner === 'queue', WAIT_MS)
    const history = handedOver().history.map(({ authorType, text }) => `${authorType}: ${text}`)
    for (const said of [
      `bot: ${TEXTS.greeting}`,
      'user: 1182',
      'user: my parcel is wet',
      `bot: ${TEXTS.personComes}`,
    ]) {
      assert.equal(history.filter((one) => one === said).length, 1, `${said} once in ${JSON.stringify(history)}`)
    }
    await eventually('both in the log', async () => {
      const traces = await customer.traces()
      return ['202 contactcenter.note.add', '202 handoff.initiate'].every((trace) => traces.includes(trace))
    })
  })

  it('brings the agent’s words to the customer, and the customer’s to the agent', async () => {
    desk.agentAccepts(handedOver().id)
    desk.agentSays(handedOver().id, 'Good day, I am Mara.')
    await customer.untilHeard('Good day, I am Mara.')
    await customer.say('Can you send another one?')
    await eventually('the agent reads it', () => saidToAgent().includes('Can you send another one?'), WAIT_MS)
  })

  it('shows an agent’s card, and the agent’s buttons', async () => {
    const body = [{ type: 'TextBlock', text: 'A new parcel, tomorrow', weight: 'bolder' }]
    const content = { type: 'AdaptiveCard', version: '1.3', body }
    desk.agentSays(handedOver().id, 'Look:', { cards: [{ contentType: CARD, content }] })
    await customer.page.locator('.ac-adaptiveCard', { hasText: 'A new parcel, tomorrow' }).waitFor()
    desk.agentSays(handedOver().id, 'Is that all right?', { quickReplies: [{ title: 'It is', postback: 'It is' }] })
    await customer.button('It is').click()
    await eventually('the agent reads it', () => saidToAgent().at(-1) === 'It is', WAIT_MS)
  })

  it('goes on with the agent after a kill -9', async () => {
    await bot.untilIdle()
    await bot.kill()
    desk.agentSays(handedOver().id, 'It is on its way.')
    await bot.begin()
    await customer.untilHeard('It is on its way.')
    await customer.say('Thank you')
    await eventually('the agent reads it', () => saidToAgent().at(-1) === 'Thank you', WAIT_MS)
    assert.deepEqual(saidToAgent(), ['Can you send another one?', 'It is', 'Thank you'])
  })

  it('has the bot answer again when the agent is done', async () => {
    desk.agentLeaves(handedOver().id)
    await customer.untilHeard(TEXTS.welcomeBack)
    await customer.button('Order status').click()
    await customer.untilHeard(TEXTS.askOrderNumber)
    assert.equal(saidToAgent().at(-1), 'Thank you', 'the agent hears no more')
  })

  it('has told the customer all of it once, in order', async () => {
    assert.deepEqual(await customer.heard(), [
      TEXTS.greeting,
      TEXTS.askOrderNumber,
      TEXTS.askOrderNumberAgain('12 is too short for an order number.'),
      'Order 1182 is with the courier and arrives tomorrow.',
      TEXTS.menu,
      ...BILLING,
      TEXTS.allRight,
      ...BILLING,
      TEXTS.cancelled,
      TEXTS.menu,
      TEXTS.askReason,
      TEXTS.personComes,
      'Good day, I am Mara.',
      'Look:',
      'A new parcel, tomorrow',
      'Is that all right?',
      'It is on its way.',
      TEXTS.welcomeBack,
      TEXTS.askOrderNumber,
    ])
  })

  it('had everything taken: by the Playground, by 8x8, by the bot', async () => {
    const refused = (await customer.log()).filter((entry) =>
      / -> (User Application|Microsoft 365 Agents Playground) \w+ [45]\d\d\b/.test(entry),
    )
    assert.deepEqual(refused, [])
    await bot.untilIdle()
    assert.equal((await bot.engine()).deadLetters, 0)
    assert.deepEqual(bot.errors(), [])
  })
})
