import assert from 'node:assert/strict'
import { DeskClosedError } from '../../adapters/core/errors.ts'
import { OWN, StandIn, until } from './stand-in.ts'

describe('Genesys: words that came when the agent had gone', () => {
  let one: StandIn
  afterEach(async () => {
    assert.deepEqual(await one.stop(), [])
  })

  it('reached nobody, and are never taken for relayed where nobody heard the answer to them', async () => {
    one = await StandIn.start()
    await one.handOff({ queue: 'support' })
    await until('the queue', () => one.kinds().at(-1) === 'queued')
    const [first] = one.simulator.conversations()
    await one.simulator.agentAccepts(first!.id, 'Priya')
    await until('the agent', () => one.owner === 'agent')
    await until('it is known whose conversation it is', () => one.view.data.of === one.view.session?.number)
    const signal = new AbortController().signal
    const words = { id: 'late-1', text: 'one more thing', at: new Date().toISOString() }
    // As it was when the words were sent.
    const { view } = one
    await one.simulator.agentDisconnects(first!.id)
    await until('it is over', () => one.simulator.conversation(first!.id).owner === 'closed')
    await assert.rejects(one.desk.relay(words, view, signal), DeskClosedError)
    await until('another conversation is known', () => one.simulator.registrations.length === 2)
    await one.settled()
    // Where the other conversation is not known yet they are not found, are sent again, and reach nobody again.
    const found = await one.desk.findRelayed(words, view, signal).catch((error: unknown) => error)
    assert.ok(found === false || found instanceof DeskClosedError, String(found))
    assert.equal(one.desk.addressOf(OWN), one.simulator.conversations()[1]!.customerId)
  })
})
