import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, connected, handedOver, organization } from './organization.ts'

describe('Genesys simulator: agents', () => {
  afterEach(stopAll)

  it('accept what waits, write, and end it: then they have after-call work', async () => {
    const { genesys, bot } = await connected()
    const id = await handedOver(genesys)
    const agent = await genesys.agentAccepts(id)
    const { owner, queue, agent: holder } = genesys.conversation(id)
    assert.deepEqual([owner, queue, holder], ['agent', 'support', agent])
    await genesys.agentSays(id, 'Hello, Priya speaking.')
    await genesys.agentDisconnects(id)
    await genesys.idle()
    assert.equal(bot.events()[0].text, 'Hello, Priya speaking.')
    assert.equal(bot.events().length, 1, 'nothing tells the webhook of the end')
    const ended = genesys.conversation(id)
    assert.equal(ended.owner, 'closed')
    const gone = ended.participants.at(-1)!
    assert.deepEqual([gone.state, gone.disconnectType, gone.wrapupRequired], ['disconnected', 'client', true])
    assert.ok(gone.startAcwTime && gone.connectedTime && !gone.endAcwTime)
    assert.equal(ended.participants[0]?.disconnectType, 'peer')
    await genesys.agentWrapsUp(id, 'solved')
    const done = genesys.conversation(id).participants.at(-1)!
    assert.deepEqual([done.wrapup, done.wrapupRequired], [{ code: 'solved' }, false])
    assert.ok(done.endAcwTime)
  })

  it('decline: disconnected without ever having been connected, and the queue goes on', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    const alerted = await genesys.agentIsAlerted(id, 'Tom')
    assert.equal(genesys.conversation(id).owner, 'queue')
    await genesys.agentDeclines(id)
    const { owner, participants } = genesys.conversation(id)
    assert.equal(owner, 'queue')
    const declined = participants.at(-1)!
    assert.deepEqual([declined.userId, declined.state, declined.connectedTime], [alerted, 'disconnected', undefined])
    assert.equal(declined.startAcwTime, undefined)
    await genesys.agentAccepts(id)
    assert.equal(genesys.conversation(id).owner, 'agent')
  })

  it('transfer to a queue and to each other', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    const first = await genesys.agentAccepts(id, 'Priya')
    await genesys.agentTransfers(id, { queue: 'billing' })
    assert.deepEqual([genesys.conversation(id).owner, genesys.conversation(id).queue], ['queue', 'billing'])
    const left = genesys.conversation(id).participants.find(({ userId }) => userId === first)
    assert.equal(left?.disconnectType, 'transfer')
    await genesys.agentAccepts(id)
    await genesys.agentTransfers(id, { agent: 'Tom' })
    const { owner, agent } = genesys.conversation(id)
    assert.deepEqual([owner, agent], ['agent', genesys.agents[1]?.id])
  })

  it('must be on queue to get anything', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    genesys.agentOffline('Priya')
    genesys.agentOffline('Tom', [genesys.queues[0]!.id])
    await assert.rejects(genesys.agentAccepts(id), /nobody is on queue support/)
    await assert.rejects(genesys.agentAccepts(id, 'Tom'), /Tom is not on queue support/)
    genesys.agentOnline('Tom', ['support'])
    await genesys.agentAccepts(id)
    await assert.rejects(genesys.agentAccepts(id), /is not waiting/)
    const other = await handedOver(genesys, 'webchat-2')
    await assert.rejects(genesys.agentSays(other, 'hi'), /no agent has/)
  })

  it('are seen by those who ask about queues', async () => {
    const genesys = await organization()
    const [support] = genesys.queues
    const counts = async () => {
      const { body } = await call(genesys, 'POST', '/analytics/queues/observations/query', {
        filter: { type: 'or', predicates: [{ dimension: 'queueId', value: support?.id }] },
        metrics: ['oOnQueueUsers', 'oWaiting'],
      })
      const results: { data: { metric: string; qualifier?: string; stats: { count: number } }[] }[] = body.results
      return results
        .flatMap(({ data }) => data)
        .map(({ metric, qualifier, stats }) => [qualifier ?? metric, stats.count])
    }
    assert.deepEqual(await counts(), [
      ['IDLE', 2],
      ['oWaiting', 0],
    ])
    const id = await handedOver(genesys)
    await genesys.agentIsAlerted(id, 'Tom')
    assert.deepEqual(await counts(), [
      ['IDLE', 1],
      ['INTERACTING', 1],
      ['oWaiting', 1],
    ])
    genesys.agentOffline('Tom')
    genesys.agentOffline('Priya')
    assert.deepEqual(await counts(), [['oWaiting', 1]])
    const { body } = await call(genesys, 'GET', `/routing/queues/${support?.id}/users`)
    assert.deepEqual(
      body.entities.map(({ name, routingStatus }: Record<string, { status: string }>) => [name, routingStatus?.status]),
      [
        ['Priya', 'OFF_QUEUE'],
        ['Tom', 'OFF_QUEUE'],
      ],
    )
    const queues = (await call(genesys, 'GET', '/routing/queues?name=supp')).body
    assert.deepEqual([queues.total, queues.entities[0].memberCount, queues.entities[0].joinedMemberCount], [1, 2, 0])
    assert.equal((await call(genesys, 'GET', '/routing/queues/nonsense')).status, 404)
  })
})
