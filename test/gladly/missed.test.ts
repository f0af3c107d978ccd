import assert from 'node:assert/strict'
import type { IncomingEvent } from '../../adapters/core/engine/engine.ts'
import { PlatformUnreachableError } from '../../adapters/core/errors.ts'
import { openStage, type Stage } from './stage.ts'

describe('Gladly: events that were missed', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.stop())

  async function missed(since = new Date(Date.now() - 60_000)): Promise<IncomingEvent[]> {
    const events: IncomingEvent[] = []
    for await (const event of stage.platform.missed!(since, AbortSignal.timeout(10_000))) events.push(event)
    return events
  }
  const keys = async (since?: Date) => (await missed(since)).map(({ key }) => key)

  it('are the messages nobody has answered, under the keys of their webhooks, oldest first', async () => {
    const { gladly } = stage
    const one = await gladly.customerSays('one')
    const other = await gladly.customerSays('other')
    const two = await gladly.customerSays('two', { customerId: one.customerId })
    await gladly.idle()
    const events = await missed()
    assert.deepEqual(
      events.map(({ key }) => key),
      [one, other, two].map(({ itemId }) => `message:${itemId}`),
    )
    for (const event of events) {
      assert.equal(event.origin, 'catch-up')
      const webhook = stage.received.find(({ key }) => key === event.key)!
      const { body: _, origin: _o, ...rest } = event
      const { body: _b, origin: _w, ...same } = webhook
      assert.deepEqual(rest, same)
      assert.deepEqual(JSON.parse(event.body), JSON.parse(webhook.body))
    }
  })

  it('are none that a person or we have answered', async () => {
    const { gladly } = stage
    const byPerson = await gladly.customerSays('one')
    await gladly.agentSays(byPerson.conversationId, 'hi', gladly.humanAgentId)
    const byUs = await gladly.customerSays('two')
    await stage.deliver(byUs.conversationId, {
      body: { answers: byUs.itemId, content: { type: 'CHAT_MESSAGE', messageType: 'TEXT', body: 'hi' } },
    })
    assert.deepEqual(await keys(), [])
    const again = await gladly.customerSays('three', { customerId: byUs.customerId })
    assert.deepEqual(await keys(), [`message:${again.itemId}`])
  })

  it('count an automatic acknowledgement for no answer', async () => {
    const { gladly } = stage
    const { conversationId, itemId } = await gladly.customerSays('one')
    const acknowledgement = { type: 'CHAT_MESSAGE', messageType: 'TEXT', sessionId: 'session', content: 'We got it' }
    gladly.addItem(conversationId, acknowledgement, { id: 'AUTO_REPLY', type: 'SYSTEM' })
    assert.deepEqual(await keys(), [`message:${itemId}`])
  })

  it('are none of other inboxes, which cost no call but that for the stream', async () => {
    await stage.gladly.customerSays('one', { inboxId: stage.gladly.billingInboxId })
    assert.deepEqual(await stage.callsOf(() => missed()), ['GET /events'])
  })

  it('are conversations that came to the bot with a message nobody answered', async () => {
    const { gladly } = stage
    const { conversationId } = await gladly.customerSays('one', { inboxId: gladly.billingInboxId })
    await gladly.assign(conversationId, { inboxId: gladly.aiInboxId })
    const [event, ...more] = await missed()
    assert.deepEqual(
      [event?.type, event?.conversation.conversationId, more.length],
      ['CONVERSATION_ASSIGNEE/UPDATED', conversationId, 0],
    )
    const { happenings } = await stage.interpret(event!)
    assert.deepEqual(
      happenings.map(({ kind }) => kind),
      ['first', 'message'],
    )
  })

  it('mean the same as their webhooks', async () => {
    await stage.gladly.customerSays('one')
    const [event] = await missed()
    const { happenings } = await stage.interpret(event!)
    assert.deepEqual(
      happenings.map(({ kind }) => kind),
      ['first', 'message'],
    )
  })

  it('are read from a little before, and from no more than a day', async () => {
    const { gladly } = stage
    const { itemId } = await gladly.customerSays('one')
    assert.deepEqual(await keys(new Date(Date.now() + 60_000)), [`message:${itemId}`])
    const before = gladly.calls.length
    await missed(new Date(Date.now() - 7 * 24 * 3_600_000))
    const asked = gladly.calls.slice(before).filter(({ path }) => path.endsWith('/events'))
    const first = Date.parse(String(asked[0]?.query.startAt))
    assert.ok(Date.now() - first <= 24 * 3_600_000 + 5_000)
    assert.equal(asked.length, 24)
    for (const { query } of asked) assert.deepEqual(query.entities, ['CONTACT', 'CONVERSATION'])
  })

  it('are looked for as far back as can be where the clock has been set back since', async () => {
    const { gladly } = stage
    const { itemId } = await gladly.customerSays('one')
    const before = gladly.calls.length
    assert.deepEqual(await keys(new Date(Date.now() + 24 * 3_600_000)), [`message:${itemId}`])
    const asked = gladly.calls.slice(before).filter(({ path }) => path.endsWith('/events'))
    assert.ok(Date.parse(String(asked[0]?.query.startAt)) <= Date.now() - 23 * 3_600_000)
  })

  it('survive lines nobody can read, and conversations that are gone', async () => {
    const { gladly } = stage
    const { itemId } = await gladly.customerSays('one')
    const lines = [
      'not json',
      '{"type":"CONTACT/MESSAGE_RECEIVED"}',
      JSON.stringify({
        id: 'e',
        type: 'CONTACT/MESSAGE_RECEIVED',
        content: { conversationId: 'gone', messageId: 'm' },
      }),
      ...gladly.events().map((event) => JSON.stringify(event)),
      '',
    ]
    gladly.faults.api({ match: { path: /events/ }, kind: 'status', status: 200, body: lines.join('\n'), times: 1 })
    assert.deepEqual([...new Set(await keys())], [`message:${itemId}`])
  })

  it('are an error while Gladly cannot be reached, so that they are asked for again', async () => {
    stage.gladly.faults.api({ match: { path: /events/ }, kind: 'status', status: 503 })
    await assert.rejects(missed(), PlatformUnreachableError)
  })

  it('are no more of them once the asker has gone', async () => {
    const gone = new AbortController()
    gone.abort()
    for await (const event of stage.platform.missed!(new Date(0), gone.signal)) assert.fail(event.key)
    assert.deepEqual(stage.gladly.calls, [])
  })
})
