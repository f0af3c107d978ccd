import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ActivityTypes, type TurnContext } from 'botbuilder'
import { ContactCenter, createMemoryEngine, type Engine } from '../../adapters/core/index.ts'
import { HootsuiteAdapter } from '../../adapters/hootsuite/adapter.ts'
import type { HootsuiteProfileInput } from '../../adapters/hootsuite/index.ts'
import { type HootsuiteSimulator, startHootsuiteSimulator } from '../../scripts/sandbox/hootsuite/index.ts'
import { eventually } from '../contract/platform/stage.ts'
import { watchHootsuite } from '../specs/watch.ts'

/** Greets, says what it is told to, and does what it is told to; after so many milliseconds, where told so. */
async function bot(context: TurnContext, log: string[]): Promise<void> {
  const { type, name, text = '', value } = context.activity
  const contactCenter = ContactCenter.of(context)
  log.push(name ?? type!)
  if (type === ActivityTypes.ConversationUpdate) await context.sendActivity('Hello!')
  if (name === 'contactcenter.delegated') await context.sendActivity('I was asked to help.')
  if (type !== ActivityTypes.Message) return
  const slow = /^slow (\d+)/.exec(text)
  if (slow) await sleep(Number(slow[1]))
  if (text === 'agent') await contactCenter.handOff({ reason: 'asked for a person' })
  if (text === 'menu') await context.sendActivity({ suggestedActions: { actions: ['One', 'Two'], to: [] } as never })
  else await context.sendActivity(`heard ${text}${value === undefined ? '' : ` ${JSON.stringify(value)}`}`)
}

/** Ten times faster than life: an answer may take 1 s, and the bot is waited for 950 ms. */
const SCALED: HootsuiteProfileInput = { syncBudgetMs: 950 }

describe('Hootsuite: the adapter', () => {
  let hootsuite: HootsuiteSimulator
  let engine: Engine
  let adapter: HootsuiteAdapter
  let server: http.Server
  let log: string[]

  async function open(api: boolean, profile: HootsuiteProfileInput = {}) {
    log = []
    hootsuite = watchHootsuite(
      await startHootsuiteSimulator({ webhookTimeoutMs: 1_000, retryDelaysMs: [50, 100, 200] }),
    )
    engine = createMemoryEngine()
    const { url: baseUrl, clientId, clientSecret, organizationId } = hootsuite
    adapter = new HootsuiteAdapter(
      {
        webhookSecrets: [hootsuite.webhookSecret],
        baseUrl,
        profile: { ...SCALED, ...profile },
        ...(api ? { clientId, clientSecret, organizationId } : {}),
      },
      { engine },
    )
    await adapter.start((context) => bot(context, log))
    server = http.createServer((req, res) => void adapter.process(req, res))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    hootsuite.setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  }
  afterEach(async () => {
    await engine.stop(1_000)
    await adapter.close()
    await hootsuite.stop()
    server.closeAllConnections()
    server.close()
  })

  const botSaid = (conversation: string) => hootsuite.botMessages(conversation).map(({ text }) => text)
  const said = (conversation: string, ...texts: string[]) =>
    eventually(`${texts} but ${botSaid(conversation)}`, () => botSaid(conversation).join() === texts.join())
  const deliveries = (text: string) =>
    hootsuite.deliveries.filter(({ event }) => JSON.stringify(event).includes(`"${text}"`))

  for (const api of [false, true]) {
    describe(api ? 'with the API' : 'without the API', () => {
      beforeEach(() => open(api))

      it('greets once for the two events of a first message, and answers it', async () => {
        const { conversationId } = await hootsuite.customerSays('hi')
        await said(conversationId, 'Hello!', 'heard hi')
        assert.deepEqual(log, ['conversationUpdate', 'message'])
        assert.ok(hootsuite.botMessages(conversationId).every(({ via }) => via === (api ? 'rest' : 'response')))
      })

      it('speaks first where a person delegates, and hands over once, after all it says', async () => {
        const { conversationId, customerId } = await hootsuite.customerSays('hi')
        await said(conversationId, 'Hello!', 'heard hi')
        await hootsuite.agentTakes(conversationId)
        await hootsuite.delegate(conversationId)
        await said(conversationId, 'Hello!', 'heard hi', 'Hello!', 'I was asked to help.')
        await hootsuite.customerSays('agent', { customerId })
        await eventually('handed over', () => hootsuite.conversation(conversationId).owner === 'new')
        assert.equal(botSaid(conversationId).at(-1), 'heard agent')
        assert.deepEqual(hootsuite.conversation(conversationId).notes, ['asked for a person'])
      })

      it('takes a button and a number for the same choice', async () => {
        for (const [medium, answer] of [
          ['rtm', { text: 'Two', payload: 'Two' }],
          ['fb', { text: '2' }],
        ] as const) {
          const { conversationId, customerId } = await hootsuite.customerSays('menu', { medium })
          await eventually('offered', () => botSaid(conversationId).length === 2)
          const { text, ...more } = answer
          await hootsuite.customerSays(text, { customerId, medium, ...more })
          await eventually('answered', () => botSaid(conversationId).at(-1) === 'heard Two')
        }
      })

      it('goes on where the customer comes back after a time-out nobody told of', async () => {
        const { conversationId, customerId } = await hootsuite.customerSays('hi')
        await said(conversationId, 'Hello!', 'heard hi')
        await hootsuite.agentTakes(conversationId)
        await hootsuite.agentResolves(conversationId)
        await hootsuite.customerSays('me again', { customerId })
        await eventually('answered', () => botSaid(conversationId).at(-1) === 'heard me again')
        assert.deepEqual(log.slice(2), ['endOfConversation', 'conversationUpdate', 'message'])
      })
    })
  }

  it('answers a turn that takes most of the time in the first response', async () => {
    await open(false)
    const { conversationId } = await hootsuite.customerSays('slow 600')
    await said(conversationId, 'Hello!', 'heard slow 600')
    assert.equal(deliveries('slow 600').length, 1)
  })

  it('answers a turn that takes longer on the retry, once', async () => {
    await open(false)
    const { conversationId } = await hootsuite.customerSays('slow 1300')
    await said(conversationId, 'Hello!', 'heard slow 1300')
    assert.deepEqual(
      deliveries('slow 1300').map(({ outcome }) => outcome),
      ['failed', 'applied'],
    )
    assert.equal(log.filter((one) => one === 'message').length, 1)
  })

  it('hands over where a turn outlives all retries, and keeps what it says later as dead letters', async () => {
    await open(false)
    const { conversationId } = await hootsuite.customerSays('slow 6000')
    await eventually('handed over', () => hootsuite.conversation(conversationId).owner === 'new')
    await eventually('given up', () => engine.stats().deadLetters > 0)
    assert.deepEqual(botSaid(conversationId), ['Hello!'])
  })

  it('learns from a refused reply that a person took over: the epoch ends, and the bot is told', async () => {
    await open(true)
    const { conversationId } = await hootsuite.customerSays('hi')
    await said(conversationId, 'Hello!', 'heard hi')
    await hootsuite.customerSays('slow 300', { customerId: hootsuite.conversation(conversationId).customerId })
    await sleep(100)
    await hootsuite.agentTakes(conversationId)
    await eventually('told', () => log.at(-1) === 'endOfConversation')
    assert.deepEqual(botSaid(conversationId), ['Hello!', 'heard hi'])
    assert.equal(engine.stats().deadLetters, 0)
  })

  it('takes the old header and paths for a matter of the profile', async () => {
    await open(false, { signatureHeader: 'x-sparkcentral-signature' })
    await hootsuite.customerSays('hi')
    await hootsuite.idle()
    assert.ok(hootsuite.deliveries.every(({ status }) => status === 401))
  })
})
