import assert from 'node:assert/strict'
import type { ImiconnectSimulator } from '../../../scripts/sandbox/imiconnect/index.ts'
import { stopAll } from '../simulator/services.ts'
import { bot, call, handover, reply, tenant } from './tenant.ts'

const CLOSES = [
  { key: 'eventid', value: '1002', effect: 'handover' as const },
  { key: 'eventid', value: '1003', effect: 'close' as const },
]
const idsOf = (imi: ImiconnectSimulator) => imi.conversations().map(({ id }) => id)

describe('IMIconnect simulator: what it forgets', () => {
  afterEach(stopAll)

  it('the oldest conversations beyond its limit, first those that are closed', async () => {
    const imi = await tenant({ recordLimit: 3, botEvents: CLOSES })
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((text) => imi.customerSays(text)))
    await call(imi, handover(b!.conversationId, { eventid: '1003' }))
    const d = await imi.customerSays('d')
    assert.deepEqual(
      idsOf(imi),
      [a, c, d].map((one) => one!.conversationId),
    )
    const e = await imi.customerSays('e')
    assert.deepEqual(
      idsOf(imi),
      [c, d, e].map((one) => one!.conversationId),
    )
  })

  it('with a conversation what was said there: as if its id had never been given out', async () => {
    const imi = await tenant({ recordLimit: 3 })
    const { customerId, conversationId } = await imi.customerSays('first', { channel: 'WhatsApp' })
    for (const text of ['2', '3', '4', '5']) await imi.customerSays(text)
    assert.equal(idsOf(imi).length, 3)
    assert.equal((await call(imi, reply(conversationId, 'too late'))).code, '7004')
    assert.throws(() => imi.conversation(conversationId), /not found/)
    assert.throws(() => imi.transcript(conversationId), /not found/)
    const back = await imi.customerSays('me again', { customerId })
    assert.notEqual(back.conversationId, conversationId)
    assert.equal(imi.conversation(back.conversationId).channel, 'FB')
  })

  it('no customer’s last channel while a conversation of theirs is left', async () => {
    const imi = await tenant({ recordLimit: 3 })
    const { customerId } = await imi.customerSays('one', { channel: 'FB' })
    await imi.customerSays('other', { customerId, channel: 'SMS' })
    for (const text of ['b', 'c']) await imi.customerSays(text)
    const { conversationId } = await imi.customerSays('me again', { customerId })
    assert.equal(imi.conversation(conversationId).channel, 'SMS')
  })

  it('agents’ conversations that are closed first, and the others with the bot’s that they came from', async () => {
    const imi = await tenant({ recordLimit: 3 })
    const { customerId, conversationId: id } = await imi.customerSays('first')
    await call(imi, handover(id))
    const { ccspId: first } = imi.conversation(id)
    await imi.agentSays(id, 'hello')
    await imi.agentCloses(id)
    await call(imi, handover(id))
    const { ccspId: second } = imi.conversation(id)
    assert.deepEqual(idsOf(imi), [id, first, second])
    const b = await imi.customerSays('b')
    assert.deepEqual(idsOf(imi), [id, second, b.conversationId])
    assert.deepEqual(
      imi.transcript(id).map(({ text }) => text),
      ['first', 'hello'],
    )
    const still = await imi.customerSays('still there?', { customerId })
    assert.equal(still.conversationId, second)
    assert.equal(await call(imi, handover(b.conversationId)).then(({ code }) => code), '1002')
    const { ccspId: third } = imi.conversation(b.conversationId)
    assert.deepEqual(idsOf(imi), [b.conversationId, third])
    await imi.agentSays(third!, 'hello')
    assert.equal(imi.conversation(b.conversationId).owner, 'agent')
  })

  it('with a conversation the files that its customer sent', async () => {
    const imi = await tenant({ recordLimit: 3 })
    const file = { name: 'a note.txt', contentType: 'text/plain', bytes: Buffer.from('hello') }
    const { conversationId } = await imi.customerSays('', { file })
    const url = String(imi.transcript(conversationId)[0]?.media)
    assert.equal(await (await fetch(url)).text(), 'hello')
    for (const text of ['2', '3', '4']) await imi.customerSays(text)
    assert.equal((await fetch(url)).status, 404)
  })

  it('the oldest of what was said in one conversation, its files too', async () => {
    const imi = await tenant({ recordLimit: 3 })
    const service = await bot(imi)
    const file = { name: 'a.txt', contentType: 'text/plain', bytes: Buffer.from('hello') }
    const { customerId, conversationId } = await imi.customerSays('', { file })
    const url = String(imi.transcript(conversationId)[0]?.media)
    for (const text of ['1', '2', '3']) await imi.customerSays(text, { customerId })
    const texts = () => imi.transcript(conversationId).map(({ text }) => text)
    assert.deepEqual(texts(), ['1', '2', '3'])
    assert.equal((await fetch(url)).status, 404)
    for (const text of ['a', 'b', 'c', 'd']) {
      assert.equal((await call(imi, reply(conversationId, text))).code, '1002')
    }
    assert.deepEqual(texts(), ['b', 'c', 'd'])
    assert.deepEqual(
      imi.botMessages(conversationId).map(({ text }) => text),
      ['b', 'c', 'd'],
    )
    const { messageId } = imi.botMessages(conversationId)[2]!
    await imi.receipt(messageId, 'Read')
    await imi.idle()
    assert.equal(imi.transcript(conversationId).at(-1)?.receipt, 'Read')
    assert.equal(service.received.at(-1)?.event.Messageid, messageId)
  })
})
