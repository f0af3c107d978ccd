import assert from 'node:assert/strict'
import { openTenant, stopAll } from './tenant.ts'

describe('what an 8x8 channel can be asked', () => {
  afterEach(stopAll)

  describe('looking up', () => {
    it('a reply counts how often it was said', async () => {
      const tenant = await openTenant()
      assert.equal((await tenant.lookUp('reply', { text: 'one moment' })).state, 'absent')
      const first = await tenant.deliver('reply', { text: 'one moment' })
      const found = await tenant.lookUp('reply', { text: 'one moment ' })
      assert.equal(found.state, 'found')
      assert.equal((await tenant.lookUp('reply', { text: 'one moment' }, [first.platformId!])).state, 'absent')
      await tenant.deliver('reply', { text: 'one moment' })
      assert.equal((await tenant.lookUp('reply', { text: 'one moment' }, [first.platformId!])).state, 'found')
      assert.equal((await tenant.lookUp('reply', { text: 'another' }, [first.platformId!])).state, 'absent')
    })

    it("a reply is not found in an agent's or a customer's words", async () => {
      const tenant = await openTenant()
      assert.equal((await tenant.lookUp('reply', { text: 'hello' })).state, 'absent')
    })

    it('a file or a card alone cannot be told', async () => {
      const tenant = await openTenant()
      assert.equal((await tenant.lookUp('reply', { file: { url: 'https://x', name: '' } })).state, 'cannot-tell')
      assert.equal((await tenant.lookUp('reply', { cards: [] })).state, 'cannot-tell')
    })

    it('a resolve asks whether the conversation is idle', async () => {
      const tenant = await openTenant()
      assert.equal((await tenant.lookUp('resolve', {})).state, 'same-again')
      await tenant.deliver('resolve', {})
      await tenant.simulator.idle()
      assert.equal((await tenant.lookUp('resolve', {})).state, 'found')
      assert.equal((await tenant.lookUp('add-topics', { topics: ['x'] })).state, 'same-again')
    })
  })

  describe('asking who has the conversation', () => {
    it('tells bot, queue, agent and nobody', async () => {
      const tenant = await openTenant()
      assert.deepEqual(await tenant.askOwner(), { owner: 'bot' })
      await tenant.deliver('hand-off', {})
      await tenant.simulator.idle()
      assert.deepEqual(await tenant.askOwner(), { owner: 'queue' })
      tenant.simulator.agentAccepts(tenant.id)
      assert.deepEqual(await tenant.askOwner(), { owner: 'agent', agent: { id: tenant.simulator.agentId } })
      tenant.simulator.goIdle(tenant.id)
      assert.equal((await tenant.askOwner()).owner, 'closed')
      tenant.id = 'unknown'
      assert.equal((await tenant.askOwner()).owner, 'closed')
    })

    it('is done once more where what is read may be of before', async () => {
      const tenant = await openTenant({ profile: { channel: { lagMs: 300 } } })
      await tenant.deliver('hand-off', {})
      await tenant.simulator.idle()
      const asked = tenant.askOwner({ data: { botAt: Date.now() } })
      setTimeout(() => tenant.simulator.goIdle(tenant.id), 100)
      assert.equal((await asked).owner, 'closed')
    })
  })
})
