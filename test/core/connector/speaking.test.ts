import assert from 'node:assert/strict'
import { ActivityTypes, type ConversationReference, TeamsInfo, TurnContext } from 'botbuilder'
import { ContactCenter } from '../../../adapters/index.ts'
import { type ConnectorStage, openConnectorStage } from './stage.ts'

type Logic = (context: TurnContext) => Promise<void>

describe('what a bot says on a Bot Framework channel', () => {
  let stage: ConnectorStage
  let conversation: string
  const open = async (logic: Logic, channelId = 'webchat') => {
    const onMessages: Logic = async (context) => {
      if (context.activity.type === ActivityTypes.Message) await logic(context)
    }
    stage = await openConnectorStage({ logic: () => onMessages, web: { channelId } })
    conversation = await stage.web.join()
  }
  const said = async (text = 'hello') => {
    await stage.web.says(conversation, text)
    await stage.quiet()
    return stage.web.heard(conversation)
  }
  afterEach(() => stage.stop())

  it('can be changed and taken back by the ids it was given, and by the channel’s', async () => {
    let ids: string[] = []
    await open(async (context) => {
      if (context.activity.text === 'hello') {
        const sent = await context.sendActivities(['a', 'b', 'c'].map((text) => ({ type: 'message', text })))
        ids = sent.map(({ id }) => id)
        await context.updateActivity({ id: ids[0], type: 'message', text: 'A' })
      } else if (context.activity.text === 'later') {
        await context.updateActivity({ id: ids[1], type: 'message', text: 'B' })
        await context.deleteActivity(ids[2]!)
      } else await context.updateActivity({ id: context.activity.text.slice(3), type: 'message', text: 'D' })
    })
    assert.deepEqual(await said(), ['A', 'b', 'c'])
    assert.equal(new Set(ids).size, 3)
    assert.ok(ids.every((id) => id !== ''))
    assert.deepEqual(await said('later'), ['A', 'B'])
    const channels = stage.web.transcript(conversation).find(({ activity }) => activity.text === 'B')?.activity.id
    assert.deepEqual(await said(`id ${channels}`), ['A', 'D'])
    assert.equal(stage.engine.stats().deadLetters, 0)
  })

  it('gets one id per activity, in order, also for those that are not sent', async () => {
    let ids: string[] = []
    await open(async (context) => {
      const activities = [{ type: 'trace' }, { type: 'message', text: 'a' }, { type: 'delay', value: 5 }]
      const sent = await context.sendActivities([...activities, { type: 'typing' }, { type: 'event', name: 'e' }])
      ids = sent.map(({ id }) => (id === '' ? '' : 'id'))
    })
    assert.deepEqual(await said(), ['a'])
    assert.deepEqual(ids, ['', 'id', '', '', 'id'])
  })

  it('carries no id of the bot’s own making', async () => {
    await open(async (context) => void (await context.sendActivity({ ...context.activity, text: 'echo' })))
    await said()
    assert.equal(stage.web.calls.length, 1)
    assert.ok(!('id' in (stage.web.calls[0]!.body as object)))
  })

  it('shows typing at once, before the turn is over', async () => {
    let typed = 0
    await open(async (context) => {
      await context.sendActivity({ type: 'typing' })
      for (let look = 0; look < 200 && typed === 0; look++) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        typed = stage.web.calls.filter(({ body }) => (body as { type?: string }).type === 'typing').length
      }
      await context.sendActivity('done')
    })
    assert.deepEqual(await said(), ['done'])
    assert.equal(typed, 1)
  })

  it('reaches the Emulator with its traces and without its events', async () => {
    await open(async (context) => {
      await context.sendTraceActivity('seen', 1)
      await context.sendActivity({ type: 'event', name: 'mine' })
      await context.sendActivity('a')
      await ContactCenter.of(context).resolve()
    }, 'emulator')
    await said()
    const kinds = stage.web.calls.map(({ body }) => body as { type: string; name?: string; text?: string })
    assert.deepEqual(
      kinds.map(({ type, name, text }) => `${type} ${name ?? text}`),
      ['trace seen', 'message a', 'trace endOfConversation'],
    )
    assert.equal(stage.engine.stats().deadLetters, 0)
  })

  it('reaches other channels without traces, also of verbs', async () => {
    await open(async (context) => {
      await context.sendTraceActivity('seen', 1)
      await context.sendActivity({ type: 'event', name: 'mine' })
      await ContactCenter.of(context).resolve()
    })
    await said()
    assert.deepEqual(
      stage.web.calls.map(({ body }) => (body as { type: string }).type),
      ['event'],
    )
  })

  it('may be asked of the channel, as with CloudAdapter', async () => {
    let members: string[] = []
    let complete = false
    await open(async (context) => {
      const { adapter, turnState } = context
      const { ConnectorClientKey, UserTokenClientKey, ConnectorFactoryKey } = adapter as typeof stage.adapter
      complete = [ConnectorClientKey, UserTokenClientKey, ConnectorFactoryKey].every((key) => turnState.get(key))
      members = (await TeamsInfo.getPagedMembers(context)).members.map(({ id }) => id)
    }, 'msteams')
    await said()
    assert.ok(complete)
    assert.deepEqual(
      members.sort(),
      stage.web
        .conversation(conversation)
        .members.map(({ id }) => id)
        .sort(),
    )
  })
})

describe('a bot that speaks first', () => {
  let stage: ConnectorStage
  afterEach(() => stage.stop())

  it('does so in all forms, in conversations nobody ever heard of', async () => {
    stage = await openConnectorStage({ logic: () => async () => {} })
    const conversation = await stage.web.join({ customerId: 'u1' })
    const user = { id: 'u1', name: 'Cora' }
    const bot = { id: 'sandbox-bot', name: 'Sandbox bot' }
    const where = { channelId: 'webchat', serviceUrl: stage.web.url, conversation: { id: conversation }, user, bot }
    const reference = where as ConversationReference
    const seen: unknown[] = []
    const say = (text: string) => async (context: TurnContext) => {
      const { type, name, channelId, from, recipient, conversation } = context.activity
      seen.push({ type, name, channelId, from, recipient, conversation })
      await context.sendActivity(text)
    }
    const { adapter } = stage
    await adapter.continueConversation(reference, say('one'))
    await adapter.continueConversationAsync('', reference, say('two'))
    await adapter.continueConversationAsync('', reference, 'https://api.botframework.com', say('three'))
    await stage.quiet()
    assert.deepEqual(stage.web.heard(conversation), ['one', 'two', 'three'])
    const event = { type: 'event', name: 'ContinueConversation', channelId: 'webchat', from: user, recipient: bot }
    for (const one of seen) assert.deepEqual(one, { ...event, conversation: { id: conversation } })
    const nowhere = { conversation: { id: 'x' } } as ConversationReference
    await assert.rejects(adapter.continueConversationAsync('', nowhere, say('lost')), /channelId and serviceUrl/)
  })

  it('joins the turn when it is in it, the very first of a conversation included', async () => {
    stage = await openConnectorStage({
      logic: () => async (context) => {
        if (context.activity.type !== ActivityTypes.Message) return
        const reference = TurnContext.getConversationReference(context.activity)
        await context.sendActivity('first')
        await stage.adapter.continueConversationAsync('', reference, async (inner) => {
          await inner.sendActivity('second')
        })
        await context.sendActivity('third')
      },
    })
    const conversation = await stage.web.join()
    await stage.web.says(conversation, 'one')
    await stage.web.says(conversation, 'two')
    await stage.quiet()
    assert.deepEqual(stage.web.heard(conversation), ['first', 'second', 'third', 'first', 'second', 'third'])
  })
})
