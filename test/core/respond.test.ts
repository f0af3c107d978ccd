import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ActivityTypes } from 'botbuilder'
import {
  type BotLogic,
  ContactCenter,
  ContactCenterAdapter,
  type Engine,
  openSqliteEngine,
  type Platform,
  PlatformRefusedError,
} from '../../adapters/core/index.ts'
import { createStubPlatform } from '../../scripts/bench/stub-platform.ts'
import { eventually } from '../contract/platform/stage.ts'

const SECRET = 'respond-secret'
const BUDGET_MS = 250

/** The smallest platform, but one that takes the bot's answer in the response and in no other way. */
function respondingPlatform(): Platform {
  const stub = createStubPlatform({ secret: SECRET, url: 'http://127.0.0.1:9' })
  return {
    ...stub,
    capabilities: { ...stub.capabilities, handOff: 'native', resolve: 'native', proactive: false },
    deliver: async () => {
      throw new PlatformRefusedError('There is no way to say anything but in a response.')
    },
    response: {
      budgetMs: BUDGET_MS,
      limitMs: BUDGET_MS + 100,
      deliveries: 4,
      repeatMs: 1_000,
      compose: (commands) => ({
        status: 200,
        body: JSON.stringify(commands.map(({ kind, body }) => (kind === 'reply' ? body : kind))),
      }),
      empty: { status: 200, body: '{}' },
      fallback: { status: 200, body: '"HANDOVER"' },
      fallbackHandsOff: true,
    },
  }
}

describe('a bot that answers within the response', () => {
  let dataDir: string
  let engine: Engine
  let server: http.Server
  let url: string
  let turns: string[]

  const logic: BotLogic = async (context) => {
    const { type, text = '' } = context.activity
    turns.push(type === ActivityTypes.Message ? text : String(type))
    if (type !== ActivityTypes.Message) return
    const pause = /wait (\d+)/.exec(text)
    if (pause !== null) await sleep(Number(pause[1]))
    await context.sendActivity(`answer to ${text}`)
    if (text === 'agent') await ContactCenter.of(context).handOff({ reason: 'asked' })
    if (text === 'bye') await ContactCenter.of(context).resolve()
    if (text === 'both') {
      await ContactCenter.of(context).resolve()
      await ContactCenter.of(context).handOff()
    }
  }

  async function start(): Promise<void> {
    engine = await openSqliteEngine({ dataDir })
    const adapter = new ContactCenterAdapter(respondingPlatform(), { engine })
    await adapter.start(logic)
    server = http.createServer((req, res) => void adapter.process(req, res)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  async function stop(): Promise<void> {
    await engine.stop(5_000)
    server.closeAllConnections()
    server.close()
  }

  beforeEach(async () => {
    turns = []
    dataDir = await mkdtemp(path.join(tmpdir(), 'respond-'))
    await start()
  })
  afterEach(async () => {
    await stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  /** One delivery; undefined where it was left unanswered. */
  async function deliver(id: string, text: string): Promise<unknown> {
    const body = JSON.stringify({ id, conversation: { id: 'c' }, from: { id: 'u', name: '' }, text })
    const response = await fetch(url, { method: 'POST', headers: { 'X-Stub-Secret': SECRET }, body }).catch(
      () => undefined,
    )
    if (response === undefined) return undefined
    assert.equal(response.status, 200)
    return response.json()
  }

  const messages = (): string[] => turns.filter((turn) => !['conversationUpdate', 'event'].includes(turn))

  it('is answered at once where the turn is quick', async () => {
    assert.deepEqual(await deliver('1', 'hello'), [{ text: 'answer to hello' }])
  })

  it('gives the same body to a retry, runs no second turn, and says nothing once it is old', async () => {
    const first = await deliver('1', 'hello')
    assert.deepEqual(await deliver('1', 'hello'), first)
    await stop()
    await start()
    assert.deepEqual(await deliver('1', 'hello'), first, 'after a restart')
    assert.deepEqual(messages(), ['hello'])
    await sleep(1_100)
    assert.deepEqual(await deliver('1', 'hello'), {})
  })

  it('leaves the first delivery of a slow turn unanswered, and answers the next', async () => {
    const text = `wait ${BUDGET_MS + 150}`
    assert.equal(await deliver('1', text), undefined)
    assert.deepEqual(await deliver('1', text), [{ text: `answer to ${text}` }])
    assert.deepEqual(messages(), [text])
  })

  it('falls back where the turn outlives the last delivery; what it says then is a dead letter', async () => {
    const text = `wait ${BUDGET_MS * 6}`
    for (let delivery = 1; delivery <= 3; delivery++) assert.equal(await deliver('1', text), undefined)
    assert.equal(await deliver('1', text), 'HANDOVER')
    await eventually('the late words are dead letters', () => engine.stats().deadLetters === 1)
    assert.deepEqual(messages(), [text])
    // The fallback handed the customer over: the bot is silent.
    assert.deepEqual(await deliver('2', 'anyone?'), {})
    assert.deepEqual(
      messages().filter((one) => one === 'anyone?'),
      [],
    )
  })

  it('hands off and resolves last and once, hand-off first, and takes it for done', async () => {
    assert.deepEqual(await deliver('1', 'both'), [{ text: 'answer to both' }, 'hand-off'])
    assert.deepEqual(await deliver('2', 'hello'), {})
  })

  it('ends the epoch with what it resolves', async () => {
    assert.deepEqual(await deliver('1', 'bye'), [{ text: 'answer to bye' }, 'resolve'])
    assert.deepEqual(turns, ['conversationUpdate', 'bye', 'endOfConversation'])
    assert.deepEqual(await deliver('2', 'again'), [{ text: 'answer to again' }])
  })

  it('keeps two messages of one conversation in order, each with its own answer', async () => {
    const answers = await Promise.all([deliver('1', 'wait 100'), deliver('2', 'second')])
    assert.deepEqual(answers, [[{ text: 'answer to wait 100' }], [{ text: 'answer to second' }]])
  })
})
