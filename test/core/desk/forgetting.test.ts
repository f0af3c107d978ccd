import assert from 'node:assert/strict'
import { deskLineOf } from '../../../adapters/core/desk/desk-orders.ts'
import { forgetCustomer } from '../../../adapters/core/forget-customer.ts'
import { DeskStage } from './stage.ts'

describe('Forgetting a customer who was handed to the desk', () => {
  let stage: DeskStage
  beforeEach(async () => {
    stage = await DeskStage.open()
  })
  afterEach(() => stage.stop())

  const forget = (customerId: string) => forgetCustomer(stage.engine, { channelId: 'webchat', customerId })
  const asked = (operation: string): number => stage.desk.calls.filter((one) => one.operation === operation).length

  it('drops a hand-off that is on its way: no agent sees those words, whoever comes back later', async () => {
    const cure = stage.desk.fail('open', 'not-sent', Number.POSITIVE_INFINITY)
    const id = await stage.customer('cora')
    await stage.web.says(id, 'my card is 4111')
    await stage.heard(id, 'bot: my card is 4111')
    await stage.web.says(id, 'agent')
    await stage.until('only the hand-off is on its way', () => asked('open') > 0 && stage.engine.stats().outbox === 1)
    const { conversations, commands } = await forget('cora')
    assert.deepEqual([conversations, commands, stage.engine.stats().outbox], [1, 1, 0])
    cure()
    await stage.web.says(id, 'agent')
    await stage.until('the desk has them', () => stage.platform.conversations.length > 0)
    await stage.owned(id, 'queue')
    await stage.quiet()
    assert.equal(stage.platform.conversations.length, 1)
    assert.doesNotMatch(JSON.stringify(stage.platform.conversations), /4111/)
  })

  it('takes along what was brought there, and what was given up on', async () => {
    const { id, there } = await stage.accepted('cora')
    const dora = await stage.accepted('dora')
    stage.desk.fail('relay', 'refused', Number.POSITIVE_INFINITY)
    await stage.web.says(id, 'my card is 4111')
    await stage.until('it is given up', () => stage.engine.stats().deadLetters === 1)
    await stage.quiet()
    const brought = async (conversation: string): Promise<number> =>
      (await stage.engine.delivered(deskLineOf(stage.desk, stage.key(conversation), 'desk-open'))).length
    assert.deepEqual([await brought(id), await brought(dora.id)], [1, 1])
    const { deadLetters } = await forget('cora')
    assert.deepEqual([deadLetters, stage.engine.stats().deadLetters], [1, 0])
    assert.deepEqual([await brought(id), await brought(dora.id)], [0, 1])
    const leadTo = async (there: string) =>
      stage.engine.linked({ channelId: stage.desk.channelId, account: '', conversationId: there })
    assert.deepEqual([await leadTo(there), await leadTo(dora.there)], [undefined, stage.key(dora.id)])
  })
})
