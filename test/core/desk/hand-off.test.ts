import assert from 'node:assert/strict'
import { ContactCenter } from '../../../adapters/core/index.ts'
import { deskBot } from './bots.ts'
import { DeskStage } from './stage.ts'

describe('Handing a customer to the desk', () => {
  let stage: DeskStage
  afterEach(() => stage.stop())

  it('takes along what was said, why, topics, attributes and notes', async () => {
    stage = await DeskStage.open()
    const id = await stage.customer('cora')
    for (const text of ['topic Billing', 'attribute gold', 'order 1182', 'note wants a refund']) {
      await stage.web.says(id, text)
      await stage.heard(id, `bot: ${text}`)
    }
    await stage.web.says(id, 'agent billing')
    await stage.until('it is there', () => stage.platform.conversations.length === 1)
    const { request, customer } = stage.platform.of('cora')
    const { transcript = [], ...handOff } = request.handOff
    assert.deepEqual(handOff, {
      queue: 'billing',
      reason: 'asked for a person',
      collected: {
        topics: ['Billing'],
        contact: { tier: 'gold' },
        conversation: { order: '1182' },
        notes: ['wants a refund'],
      },
    })
    assert.deepEqual(transcript.map(({ from, text }) => [from, text]).slice(-3), [
      ['bot', 'bot: note wants a refund'],
      ['customer', 'agent billing'],
      ['bot', 'bot: agent billing'],
    ])
    assert.equal(transcript.length, 12)
    assert.deepEqual(customer, { id: 'cora', channel: 'webchat', name: 'cora', locale: 'en-US' })
    assert.match(request.id, /^[A-Za-z0-9-]{1,64}$/)
    await stage.quiet()
  })

  it('tells the bot when an agent has the customer, and when the customer is the bot’s again', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    stage.platform.ends(there, 'solved')
    await stage.heard(id, 'welcome back')
    await stage.quiet()
    assert.deepEqual(stage.statuses(id), [
      { state: 'accepted', agent: { id: 'ann', name: 'Ann' } },
      { state: 'completed', owner: 'bot', why: 'solved' },
    ])
    assert.equal((await stage.record(id)).agent, undefined)
  })

  it('makes verbs updates of the open conversation while the customer is with the desk', async () => {
    stage = await DeskStage.open({
      adapter: { observe: true },
      bot: () => async (context) => {
        const desk = ContactCenter.of(context)
        const { type, name, text, value } = context.activity
        if (type === 'message' && text === 'hello') await context.sendActivity('bot: hello')
        if (type === 'message' && text === 'agent') await desk.handOff()
        if (name !== 'contactcenter.observed' || (value as { from: string }).from !== 'customer') return
        await desk.addTopics('Billing')
        await desk.removeTopics('Sales')
        await desk.setContactAttributes({ tier: 'gold' })
        await desk.addNote('is in a hurry')
        await desk.handOff({ queue: 'billing' })
        await context.sendActivity('this must not be heard')
      },
    })
    const { id, there } = await stage.queued('cora')
    await stage.web.says(id, 'anyone?')
    await stage.until('the desk is told', () => stage.platform.get(there).changes.length === 5)
    await stage.quiet()
    assert.deepEqual(stage.platform.get(there).changes, [
      { addTopics: ['Billing'] },
      { removeTopics: ['Sales'] },
      { contact: { tier: 'gold' } },
      { note: 'is in a hurry' },
      { queue: 'billing' },
    ])
    assert.equal(stage.platform.conversations.length, 1)
    assert.equal((await stage.record(id)).desk?.session?.queue, 'billing')
    assert.deepEqual(stage.web.heard(id), ['bot: hello'])
  })

  it('tells the bot what the desk did not take of a change', async () => {
    stage = await DeskStage.open({
      adapter: { observe: true },
      bot: () => async (context) => {
        await deskBot(context)
        if (context.activity.name === 'contactcenter.observed') await ContactCenter.of(context).addTopics('unknown-1')
      },
    })
    const { id } = await stage.queued('cora')
    await stage.web.says(id, 'anyone?')
    const told = () => stage.seen.find(({ name }) => name === 'contactcenter.delivery')?.value
    await stage.until('the bot knows', () => told() !== undefined)
    const { rejected, state } = told() as { rejected: unknown; state: string }
    assert.deepEqual([state, rejected], ['partly', [{ what: 'unknown-1', why: 'no such topic' }]])
  })

  it('gives the bot what is said at the desk where it asks for it, and keeps it in the transcript', async () => {
    stage = await DeskStage.open({ adapter: { observe: true } })
    const { id, there } = await stage.accepted('cora')
    await stage.web.says(id, 'to the agent')
    await stage.until('it is there', () => stage.got(there).length === 1)
    stage.platform.says(there, 'to the customer')
    await stage.heard(id, 'to the customer')
    stage.platform.ends(there)
    await stage.heard(id, 'welcome back')
    await stage.web.says(id, 'agent')
    await stage.until('handed off again', () => stage.platform.conversations.length === 2)
    const observed = stage.seen.filter(({ name }) => name === 'contactcenter.observed')
    assert.deepEqual(
      observed.map(({ value }) => (value as { text: string }).text),
      ['to the agent'],
    )
    const lines = stage.platform
      .of('cora')
      .request.handOff.transcript!.map(({ from, name, text }) => [from, name, text])
    assert.deepEqual(lines.slice(4, 6), [
      ['customer', 'cora', 'to the agent'],
      ['agent', 'Ann', 'to the customer'],
    ])
  })

  it('opens anew at a second hand-off, with topics and attributes and without the notes of the first', async () => {
    stage = await DeskStage.open()
    const { id, there } = await stage.accepted('cora')
    stage.platform.ends(there)
    await stage.heard(id, 'welcome back')
    for (const text of ['topic Refund', 'note first']) await stage.web.says(id, text)
    await stage.web.says(id, 'agent')
    await stage.until('handed off again', () => stage.platform.conversations.length === 2)
    const second = stage.platform.of('cora')
    assert.deepEqual(second.request.handOff.collected, { topics: ['Refund'], notes: ['first'] })
    stage.platform.joins(second.id, 'Bob')
    await stage.owned(id, 'agent')
    await stage.web.says(id, 'for Bob')
    await stage.until('Bob has it', () => stage.got(second.id).length === 1)
    stage.platform.says(there, 'late words of Ann')
    await stage.heard(id, 'late words of Ann')
    stage.platform.ends(second.id)
    await stage.until('back again', () => stage.statuses(id).length === 4)
    await stage.web.says(id, 'agent')
    await stage.until('handed off a third time', () => stage.platform.conversations.length === 3)
    assert.deepEqual(stage.platform.of('cora').request.handOff.collected, { topics: ['Refund'] })
    assert.deepEqual(stage.got(there), [])
    assert.deepEqual([(await stage.record(id)).desk?.session?.number, stage.got(second.id)], [3, ['for Bob']])
  })

  it('tells how a queue is doing', async () => {
    const told: unknown[] = []
    stage = await DeskStage.open({
      bot: () => async (context) => {
        const desk = ContactCenter.of(context)
        if (context.activity.type !== 'message') return
        told.push(await desk.queueStatus('billing'), desk.capabilities.handOff, desk.capabilities.topics)
        await context.sendActivity('bot: hello')
      },
    })
    await stage.customer('cora')
    assert.deepEqual(told, [{ open: true, waiting: 3, expectedWaitSeconds: 60 }, 'native', 'native'])
  })

  it('gives the next queue a time of its own where the bot hands over anew as soon as it is told of a failure', async () => {
    stage = await DeskStage.open({
      adapter: { handOffTimeoutMs: 600_000 },
      bot: () => async (context) => {
        await deskBot(context)
        const { state, why = '' } = (context.activity.value ?? {}) as { state?: string; why?: string }
        if (state === 'failed' && why.includes('first')) await ContactCenter.of(context).handOff({ queue: 'second' })
      },
    })
    const { id, there } = await stage.queued('cora')
    stage.platform.get(there).state = 'ended'
    stage.platform.tell(there, { kind: 'failed', why: 'the first queue is full' })
    await stage.until('the second is tried', () => stage.platform.conversations.length === 2)
    await stage.until('it is open', async () => (await stage.record(id)).desk?.session?.opened === true)
    await stage.quiet()
    stage.clock.leap(601_000)
    await stage.heard(id, 'failed: nobody took the customer within 600 s')
    await stage.quiet()
    assert.deepEqual(stage.platform.of('cora').closedWith, ['nobody-came'])
    assert.equal((await stage.record(id)).owner, 'bot')
  })
})
