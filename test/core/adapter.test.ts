import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Activity,
  ActivityTypes,
  ConversationState,
  TranscriptLoggerMiddleware,
  TurnContext,
  UserState,
} from 'botbuilder'
import {
  type BotLogic,
  ContactCenter,
  ContactCenterAdapter,
  createMemoryEngine,
  type Engine,
  NotSupportedError,
  TurnEndedError,
} from '../../adapters/core/index.ts'
import { createStubPlatform } from '../../scripts/bench/stub-platform.ts'
import { countingBot } from '../contract/platform/bots.ts'
import { eventually } from '../contract/platform/stage.ts'

const SECRET = 'core-secret'

/** An adapter on the smallest platform there is, over real HTTP, with what its customers got. */
async function open(logic: (engine: Engine) => BotLogic) {
  const got: { conversation: string; text: string }[] = []
  const platformSide = http.createServer((request, response) => {
    const conversation = decodeURIComponent(request.url!.split('/')[3]!)
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      got.push({ conversation, text: JSON.parse(Buffer.concat(chunks).toString()).text })
      response.end(`{"id":"${got.length}"}`)
    })
  })
  platformSide.listen(0, '127.0.0.1')
  await once(platformSide, 'listening')
  const engine = createMemoryEngine()
  const url = `http://127.0.0.1:${(platformSide.address() as AddressInfo).port}`
  const adapter = new ContactCenterAdapter(createStubPlatform({ secret: SECRET, url }), { engine })
  const server = http.createServer((req, res) => void adapter.process(req, res))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await adapter.start(logic(engine))
  let ids = 0
  return {
    adapter,
    engine,
    got: (conversation: string) => got.filter((one) => one.conversation === conversation).map((one) => one.text),
    async say(text: string, conversation = 'c1', customer = 'u1'): Promise<number> {
      const body = { id: `m${++ids}`, conversation: { id: conversation }, from: { id: customer, name: '' }, text }
      const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
        method: 'POST',
        headers: { 'X-Stub-Secret': SECRET },
        body: JSON.stringify(body),
      })
      return answer.status
    },
    quiet: () => eventually('all is quiet', () => engine.stats().inbox + engine.stats().outbox === 0),
    async stop() {
      await engine.stop(1_000)
      await adapter.close()
      for (const one of [server, platformSide]) {
        one.closeAllConnections()
        one.close()
      }
    },
  }
}

type Stage = Awaited<ReturnType<typeof open>>

describe('ContactCenterAdapter', () => {
  let stage: Stage
  afterEach(() => stage.stop())

  it('keeps a UserState counter exact over two conversations of one customer at once', async () => {
    stage = await open(countingBot)
    await Promise.all(Array.from({ length: 40 }, (_, n) => stage.say(`m${n}`, n % 2 === 0 ? 'a' : 'b', 'one-person')))
    await stage.quiet()
    const totals = [...stage.got('a'), ...stage.got('b')].map((text) => Number(/^\d+\/(\d+)/.exec(text)?.[1]))
    assert.deepEqual(
      totals.sort((x, y) => x - y),
      Array.from({ length: 40 }, (_, n) => n + 1),
    )
    assert.deepEqual(
      stage.got('a').map((text) => Number.parseInt(text, 10)),
      Array.from({ length: 20 }, (_, n) => n + 1),
    )
  })

  it('gives middleware and state everything they read: from, recipient, conversation, service URL, time', async () => {
    const activities: Partial<Activity>[] = []
    stage = await open((engine) => {
      const [conversation, user] = [new ConversationState(engine.storage), new UserState(engine.storage)]
      return async (context) => {
        activities.push({ ...context.activity })
        await conversation.load(context)
        await user.load(context)
        if (context.activity.type === ActivityTypes.Message) await context.sendActivity('fine')
      }
    })
    const logged: Activity[] = []
    stage.adapter.use(new TranscriptLoggerMiddleware({ logActivity: (activity) => void logged.push(activity) }))
    assert.equal(await stage.say('hello'), 200)
    await stage.quiet()
    assert.deepEqual(
      activities.map((activity) => activity.type),
      ['conversationUpdate', 'message'],
    )
    for (const activity of activities) {
      for (const name of [
        'id',
        'type',
        'channelId',
        'conversation',
        'from',
        'recipient',
        'serviceUrl',
        'timestamp',
      ] as const) {
        assert.ok(activity[name], `${activity.type} has no ${name}`)
      }
    }
    assert.ok(logged.length >= 3)
    assert.deepEqual(stage.got('c1'), ['fine'])
  })

  it('answers sendActivities with one response per activity, in order, whatever their types', async () => {
    let responses: unknown[] = []
    stage = await open(() => async (context) => {
      if (context.activity.type !== ActivityTypes.Message) return
      responses = await context.sendActivities([
        { type: 'message', text: 'one' },
        { type: 'typing' },
        { type: 'delay', value: 1 },
        { type: 'trace', name: 'x' },
        { type: 'event', name: 'unknown' },
        { type: 'something-new' },
        { type: 'message', text: 'two' },
        { type: 'message' },
      ])
    })
    await stage.say('go')
    await stage.quiet()
    assert.equal(responses.length, 8)
    assert.ok(responses.every((response) => typeof (response as { id: unknown }).id === 'string'))
    assert.deepEqual(stage.got('c1').slice(0, 2), ['one', 'two'])
  })

  it('refuses to edit and delete with a typed error', async () => {
    stage = await open(() => async () => {})
    await assert.rejects(stage.adapter.updateActivity(undefined as never, {}), NotSupportedError)
    await assert.rejects(stage.adapter.deleteActivity(undefined as never, {}), NotSupportedError)
  })

  it('runs proactive work in line with the turns of its conversation, by every form of the call', async () => {
    let reference: Partial<ReturnType<typeof TurnContext.getConversationReference>> = {}
    stage = await open(() => async (context) => {
      if (context.activity.type !== ActivityTypes.Message) return
      reference = TurnContext.getConversationReference(context.activity)
      await sleep(20)
      await context.sendActivity(`heard ${context.activity.text}`)
    })
    await stage.say('one')
    await stage.quiet()
    await stage.say('two')
    await Promise.all([
      stage.adapter.continueConversation(reference, async (context) => void (await context.sendActivity('three'))),
      stage.adapter.continueConversationAsync(
        'app-id',
        reference,
        async (context) => void (await context.sendActivity('four')),
      ),
      stage.adapter.continueConversationAsync(
        {},
        reference,
        'audience',
        async (context) => void (await context.sendActivity('five')),
      ),
    ])
    await stage.quiet()
    assert.deepEqual(stage.got('c1'), ['heard one', 'heard two', 'three', 'four', 'five'])
  })

  it('lets proactive work inside a turn of its conversation join that turn', async () => {
    stage = await open(() => async (context) => {
      if (context.activity.type !== ActivityTypes.Message) return
      await context.sendActivity('before')
      const reference = TurnContext.getConversationReference(context.activity)
      await context.adapter.continueConversationAsync(
        '',
        reference,
        async (inner) => void (await inner.sendActivity('inside')),
      )
      await context.sendActivity('after')
    })
    await stage.say('go')
    await stage.quiet()
    assert.deepEqual(stage.got('c1'), ['before', 'inside', 'after'])
  })

  it('keeps nothing of proactive work in a conversation nobody has open', async () => {
    stage = await open(() => async () => {})
    const reference = { conversation: { id: 'unknown' } as never, channelId: 'stub' }
    await stage.adapter.continueConversation(reference, async (context) => void (await context.sendActivity('anyone?')))
    await stage.quiet()
    assert.deepEqual(stage.got('unknown'), [])
  })

  it('raises an alarm in its health after two acknowledgements in a row that failed', async () => {
    stage = await open(() => async () => {})
    const accept = stage.engine.accept
    stage.engine.accept = async () => {
      throw new Error('disk full')
    }
    assert.equal(await stage.say('one'), 503)
    assert.equal(stage.adapter.health().alarm, undefined)
    assert.equal(await stage.say('two'), 503)
    assert.match(stage.adapter.health().alarm ?? '', /switch the webhook off/)
    stage.engine.accept = accept
    assert.equal(await stage.say('three'), 200)
    assert.equal(stage.adapter.health().alarm, undefined)
  })

  it('gives the bot no message after it handed the customer over in the same turn', async () => {
    const seen: string[] = []
    stage = await open(() => async (context) => {
      seen.push(context.activity.type)
      if (context.activity.type === ActivityTypes.ConversationUpdate) await ContactCenter.of(context).handOff()
    })
    await stage.say('hello')
    await stage.quiet()
    assert.deepEqual(
      seen.filter((type) => type !== 'event'),
      ['conversationUpdate'],
    )
  })

  it('refuses whatever a context sends once its turn is over, verbs as well', async () => {
    let late: unknown[] = []
    let over: Promise<void> | undefined
    stage = await open(() => async (context) => {
      if (context.activity.type !== ActivityTypes.Message) return
      const { adapter } = context
      const kept = new TurnContext(adapter, context.activity)
      for (const [key, value] of context.turnState) kept.turnState.set(key, value)
      over = (async () => {
        await sleep(150)
        late = await Promise.all(
          [
            { type: 'message', text: 'late' },
            { type: 'endOfConversation' },
            { type: 'event', name: 'handoff.initiate' },
          ].map((activity) => kept.sendActivity(activity).catch((error) => error)),
        )
      })()
      await context.sendActivity('in time')
    })
    await stage.say('go')
    await stage.quiet()
    await over
    assert.equal(late.length, 3)
    for (const error of late) assert.ok(error instanceof TurnEndedError, String(error))
    assert.deepEqual(stage.got('c1'), ['in time'])
  })

  it('says nothing that a turn sends before the turn commits', async () => {
    let committed = false
    stage = await open(() => async (context) => {
      if (context.activity.type !== ActivityTypes.Message) return
      await context.sendActivity('early')
      await sleep(150)
      assert.deepEqual(stage.got('c1'), [])
      committed = true
    })
    await stage.say('go')
    await stage.quiet()
    assert.ok(committed)
    assert.deepEqual(stage.got('c1'), ['early'])
  })
})
