import assert from 'node:assert/strict'
import type { GladlySimulator } from '../../../scripts/sandbox/gladly/index.ts'
import { stopAll } from '../simulator/services.ts'
import { call, errors, organization } from './organization.ts'

async function events(
  gladly: GladlySimulator,
  query: Record<string, string>,
  entities = ['CONVERSATION', 'CONTACT', 'CUSTOMER'],
) {
  const search = new URLSearchParams(query)
  for (const entity of entities) search.append('entities', entity)
  const answer = await call(gladly, 'GET', `/events?${search}`)
  const lines = answer.status === 200 ? (answer.body as string).split('\n').filter(Boolean) : []
  return { answer, list: lines.map((line) => JSON.parse(line)) }
}

function ago(gladly: GladlySimulator, ms: number): string {
  return new Date(gladly.clock.now().getTime() - ms).toISOString()
}

describe('Gladly simulator: events stream', () => {
  afterEach(stopAll)

  it('streams, as JSON lines and in order, what happened whether or not a webhook heard of it', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId })
    await gladly.close(conversationId)
    const { answer, list } = await events(gladly, { startAt: ago(gladly, 60_000) })
    assert.equal(answer.headers.get('content-type'), 'application/x-jsonlines')
    const types = list.map(({ type }) => type)
    assert.deepEqual(types, [
      'CONVERSATION/CREATED',
      'CONTACT/STARTED',
      'CONTACT/MESSAGE_RECEIVED',
      'CONVERSATION_ASSIGNEE/UPDATED',
      'CONTACT/TRANSFERRED',
      'CONVERSATION/CLOSED',
      'CONTACT/ENDED',
    ])
    const known = new Map(gladly.events().map((event) => [event.id, event]))
    for (const event of list) assert.deepEqual(event, known.get(event.id))
  })

  it('leaves status events out, as the reference does, unless the setting says otherwise', async () => {
    const gladly = await organization({ statusEventsInStream: true })
    await gladly.customerSays('hello')
    const { list } = await events(gladly, { startAt: ago(gladly, 60_000) }, ['CONVERSATION'])
    assert.deepEqual(
      list.map(({ type }) => type),
      ['CONVERSATION/CREATED', 'CONVERSATION_STATUS/UPDATED'],
    )
  })

  it('keeps to the interval and to the entities', async () => {
    const gladly = await organization()
    await gladly.customerSays('early')
    gladly.clock.advance(60_000)
    const between = ago(gladly, 30_000)
    await gladly.customerSays('late')
    const early = await events(gladly, { startAt: ago(gladly, 120_000), endAt: between }, ['CONTACT'])
    const late = await events(gladly, { startAt: between }, ['CONTACT'])
    assert.deepEqual([early.list.length, late.list.length], [2, 2])
    assert.ok(early.list[0].id !== late.list[0].id)
  })

  it('forgets after 24 hours and may be behind', async () => {
    const gladly = await organization({ eventsLagMs: 15_000 })
    await gladly.customerSays('hello')
    const query = () => ({ startAt: ago(gladly, 86_400_000 - 1000) })
    assert.equal((await events(gladly, query())).list.length, 0)
    gladly.clock.advance(15_000)
    assert.equal((await events(gladly, query())).list.length, 3)
    gladly.clock.advance(86_400_000)
    assert.equal((await events(gladly, query())).list.filter(({ type }) => type === 'CONVERSATION/CREATED').length, 0)
  })

  it('refuses intervals and entities that are wrong', async () => {
    const gladly = await organization()
    const now = ago(gladly, 0)
    assert.deepEqual(errors((await events(gladly, {})).answer), ['blank startAt'])
    assert.deepEqual(errors((await events(gladly, { startAt: 'yesterday' })).answer), ['invalid startAt'])
    assert.deepEqual(errors((await events(gladly, { startAt: now, endAt: ago(gladly, 60_000) })).answer), [
      'invalid startAt',
    ])
    assert.deepEqual(errors((await events(gladly, { startAt: ago(gladly, 90_000_000) })).answer), ['invalid startAt'])
    assert.deepEqual(errors((await events(gladly, { startAt: now }, [])).answer), ['blank entities'])
    assert.deepEqual(errors((await events(gladly, { startAt: now }, ['MESSAGE'])).answer), ['invalid entities'])
  })
})
