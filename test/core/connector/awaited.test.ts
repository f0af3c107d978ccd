import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { ActivityHandler, ActivityTypes, type TurnContext } from 'botbuilder'
import { ContactCenter } from '../../../adapters/index.ts'
import { eventually } from '../../contract/platform/stage.ts'
import { type ConnectorStage, openConnectorStage } from './stage.ts'

/** Answers invokes by name, and echoes. */
async function bot(context: TurnContext): Promise<void> {
  const { type, name, text = '', value } = context.activity
  if (type === ActivityTypes.Message) {
    if (text.startsWith('slow')) await sleep(400)
    await context.sendActivity(`heard ${text}`)
    if (text.includes('verbs')) await ContactCenter.of(context).addTopics('Billing')
    await context.sendActivities([
      { type: 'message', text: 'and' },
      { type: 'message', text: 'more' },
    ])
  }
  if (type !== ActivityTypes.Invoke || name === 'unknown') return
  if (name === 'throws') throw new Error('the bot is ill')
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body: { name, value } } })
}

describe('activities whose sender waits', () => {
  let stage: ConnectorStage
  let conversation: string
  const open = async (logic: () => (context: TurnContext) => Promise<void> = () => bot) => {
    stage = await openConnectorStage({ logic })
    conversation = await stage.web.join()
  }
  afterEach(() => stage.stop())

  it('get the body and the status of the invoke response, and 501 where there is none', async () => {
    await open()
    assert.deepEqual(await stage.web.invoke(conversation, { name: 'task/fetch', value: { a: [1] } }), {
      status: 200,
      body: { name: 'task/fetch', value: { a: [1] } },
    })
    assert.equal((await stage.web.invoke(conversation, { name: 'unknown' })).status, 501)
    assert.deepEqual(stage.web.calls, [])
  })

  it('wait in line behind a slow turn, and are answered then', async () => {
    await open()
    await stage.web.says(conversation, 'slow one')
    const { status } = await stage.web.invoke(conversation, { name: 'task/fetch' })
    assert.equal(status, 200)
    await stage.quiet()
    assert.deepEqual(stage.web.heard(conversation), ['heard slow one', 'and', 'more'])
  })

  it('get the same answer when they ask twice, and one turn', async () => {
    let turns = 0
    await open(() => async (context) => {
      if (context.activity.type !== ActivityTypes.Invoke) return
      turns += 1
      await sleep(100)
      await context.sendActivity({ type: 'invokeResponse', value: { status: 202, body: { turns } } })
    })
    const activity = { id: 'i1', type: 'invoke', name: 'n', channelId: 'webchat', serviceUrl: stage.web.url }
    const body = JSON.stringify({ ...activity, conversation: { id: conversation }, from: { id: 'u' }, timestamp: 'x' })
    const post = () => fetch(stage.messages, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    const answers = [...(await Promise.all([post(), post()])), await post()]
    assert.deepEqual(await Promise.all(answers.map(async (one) => [one.status, await one.text()])), [
      [202, '{"turns":1}'],
      [202, '{"turns":1}'],
      [202, '{"turns":1}'],
    ])
    assert.equal(turns, 1)
  })

  it('get all replies in the response and none by the connector; verbs inside still act', async () => {
    await open()
    const { status, activities } = await stage.web.expectReplies(conversation, 'verbs')
    assert.equal(status, 200)
    assert.deepEqual(
      activities.map(({ type, text, name }) => text ?? `${type} ${name}`),
      ['heard verbs', 'trace contactcenter.topics.add', 'and', 'more'],
    )
    await stage.quiet()
    assert.deepEqual(stage.web.calls, [])
  })

  it('get what the bot said in its order although it throws', async () => {
    await open()
    stage.adapter.onTurnError = async (context) => {
      await context.sendActivity('sorry')
    }
    assert.equal((await stage.web.invoke(conversation, { name: 'throws' })).status, 501)
    await stage.quiet()
    assert.deepEqual(stage.web.heard(conversation), ['sorry'])
    assert.equal(stage.engine.stats().deadLetters, 1)
  })

  it('get the first invoke response where a dialog and its handler both answer', async () => {
    class Handler extends ActivityHandler {
      protected override async onInvokeActivity(context: TurnContext) {
        await context.sendActivity({ type: 'invokeResponse', value: { status: 412, body: { failed: true } } })
        return { status: 200 }
      }
    }
    const handler = new Handler()
    await open(() => (context) => handler.run(context))
    assert.deepEqual(await stage.web.invoke(conversation, { name: 'signin/tokenExchange' }), {
      status: 412,
      body: { failed: true },
    })
  })

  it('are answered 503 when the server stops first', async () => {
    await open()
    await stage.web.says(conversation, 'slow one')
    const waiting = stage.web.invoke(conversation, { name: 'task/fetch' })
    await eventually('both are taken in', () => stage.engine.stats().inbox === 2)
    const stopped = stage.engine.stop(2_000)
    assert.equal((await waiting).status, 503)
    await stopped
  })
})
