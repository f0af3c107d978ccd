import assert from 'node:assert/strict'
import type { ImiconnectSimulator } from '../../../scripts/sandbox/imiconnect/index.ts'
import { stopAll } from '../simulator/services.ts'
import { bot, call, handover, reply, tenant } from './tenant.ts'

/** A customer whom the bot has handed over. */
async function handedOver(imi: ImiconnectSimulator, more: object = {}) {
  const said = await imi.customerSays('I want a person')
  assert.equal((await call(imi, handover(said.conversationId, more))).code, '1002')
  return said
}

describe('IMIconnect simulator: the chat engine', () => {
  afterEach(stopAll)

  it('keeps one BOT conversation for a customer on a channel', async () => {
    const imi = await tenant()
    const first = await imi.customerSays('hello')
    const second = await imi.customerSays('again', { customerId: first.customerId })
    const elsewhere = await imi.customerSays('here too', { customerId: first.customerId, channel: 'SMS' })
    const lastChannel = await imi.customerPresses('P', { customerId: first.customerId })
    const other = await imi.customerSays('hello', { customerId: 'crm_7' })
    assert.equal(second.conversationId, first.conversationId)
    assert.equal(lastChannel.conversationId, elsewhere.conversationId)
    assert.equal(new Set([first, elsewhere, other].map(({ conversationId }) => conversationId)).size, 3)
    assert.equal(other.customerId, 'crm_7')
    const { createdAt, ...seen } = imi.conversation(first.conversationId)
    assert.deepEqual(seen, {
      id: first.conversationId,
      type: 'BOT',
      customerId: first.customerId,
      channel: 'FB',
      owner: 'bot',
    })
    assert.equal(imi.conversations().length, 3)
    assert.throws(() => imi.conversation('cv-none'), /conversation cv-none not found/)
  })

  it('hands over to an agents’ conversation with a new id, and copies both sides to the bot', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    const { customerId, conversationId } = await handedOver(imi, { customparam1: 'billing', customparam2: 'invoice' })
    const { ccspId = '', owner, handover: handed } = imi.conversation(conversationId)
    assert.equal(owner, 'queue')
    assert.deepEqual(handed?.customparams, { customparam1: 'billing', customparam2: 'invoice' })
    assert.notEqual(ccspId, conversationId)
    const desk = imi.conversation(ccspId)
    assert.deepEqual([desk.type, desk.owner, desk.botConversationId], ['CCSP', 'queue', conversationId])
    assert.deepEqual(desk.handover, handed)

    await imi.idle()
    const waiting = await imi.customerSays('anybody?', { customerId })
    assert.deepEqual([waiting.conversationId, waiting.botConversationId], [ccspId, conversationId])
    await imi.idle()
    await imi.agentTakes(conversationId)
    assert.equal(imi.conversation(conversationId).owner, 'agent')
    const agentMessage = await imi.agentSays(ccspId, 'Hello, this is Priya.')
    await imi.idle()
    await imi.customerPresses('THANKS', { customerId })
    await imi.idle()
    const copies = service.received.slice(1).map(({ event }) => event)
    for (const copy of copies) assert.deepEqual([copy.Conversationid, copy.ConversationType], [ccspId, 'CCSP'])
    assert.deepEqual(
      copies.map(({ Event, Message, PostbackPayload }) => [Event, Message ?? PostbackPayload]),
      [
        ['Incoming message', 'anybody?'],
        ['Agent message', 'Hello, this is Priya.'],
        ['FB POSTBACK', 'THANKS'],
      ],
    )
    assert.equal(copies[1].Messageid, agentMessage)
    const fields = 'Conversationid,ConversationType,Message,MessageType,Messageid,Media,Channel,Event,Timestamp'
    assert.equal(Object.keys(copies[1]).join(), fields)
  })

  it('spells the undocumented parts of copies as the settings say', async () => {
    const imi = await tenant({ ccspType: 'Agent', agentEvent: 'Outgoing message', closedEvent: 'Chat Closed' })
    const service = await bot(imi)
    const { conversationId } = await handedOver(imi)
    const { ccspId } = imi.conversation(conversationId)
    await imi.agentSays(conversationId, 'Priya here')
    await imi.idle()
    await imi.agentCloses(conversationId)
    await imi.idle()
    const events = service.received
      .slice(1)
      .map(({ event }) => [event.Event, event.ConversationType, event.Conversationid])
    assert.deepEqual(events, [
      ['Outgoing message', 'Agent', ccspId],
      ['Chat Closed', 'Agent', ccspId],
    ])
  })

  it('gives the customer back to the bot, with the old id, after the agent closed', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    const { customerId, conversationId } = await handedOver(imi)
    const { ccspId = '' } = imi.conversation(conversationId)
    await imi.agentSays(conversationId, 'Priya here')
    await imi.idle()
    const before = service.received.length
    await imi.agentCloses(ccspId)
    await imi.idle()
    assert.equal(service.received.length, before, 'the bot is not told')
    assert.deepEqual([imi.conversation(conversationId).owner, imi.conversation(ccspId).owner], ['bot', 'closed'])
    assert.equal(imi.conversation(conversationId).ccspId, undefined)
    const back = await imi.customerSays('one more thing', { customerId })
    await imi.idle()
    assert.equal(back.conversationId, conversationId)
    assert.equal(service.received.at(-1)?.event.ConversationType, 'BOT')
    await call(imi, handover(conversationId))
    assert.notEqual(imi.conversation(conversationId).ccspId, ccspId)
    await assert.rejects(imi.agentSays(ccspId, 'late'), /not with the CCSP/)
  })

  it('or with a new id, if the setting says so', async () => {
    const imi = await tenant({ afterAgentCloses: 'new-id' })
    const { customerId, conversationId } = await handedOver(imi)
    await imi.agentCloses(conversationId)
    assert.equal(imi.conversation(conversationId).owner, 'closed')
    const back = await imi.customerSays('one more thing', { customerId })
    assert.notEqual(back.conversationId, conversationId)
    assert.equal((await call(imi, reply(conversationId, 'hi'))).code, '7004')
    assert.equal((await call(imi, reply(back.conversationId, 'hi'))).code, '1002')
  })

  for (const [why, options] of [
    ['the rule forwards to the bot alone', { rule: 'BOT' }],
    ['no rule listens to Handover', { handoverRule: false }],
  ] as const) {
    it(`accepts 1002 and does nothing where ${why}`, async () => {
      const imi = await tenant(options)
      const service = await bot(imi)
      const { customerId, conversationId } = await handedOver(imi)
      const { owner, ccspId, handover: handed } = imi.conversation(conversationId)
      assert.deepEqual([owner, ccspId, handed], ['bot', undefined, undefined])
      await imi.customerSays('anybody?', { customerId })
      await imi.idle()
      assert.deepEqual(
        service.received.map(({ event }) => event.ConversationType),
        ['BOT', 'BOT'],
      )
      await assert.rejects(imi.agentTakes(conversationId), /not with the CCSP/)
    })
  }

  it('lets a customer’s message through to the bot for a while after 1002', async () => {
    const imi = await tenant({ handoverWindowMs: 2000 })
    const service = await bot(imi)
    const { customerId, conversationId } = await handedOver(imi)
    assert.equal(imi.conversation(conversationId).owner, 'queue')
    await imi.customerSays('on its way', { customerId })
    imi.clock.advance(2000)
    await imi.customerSays('later', { customerId })
    await imi.idle()
    const types = new Map(service.received.map(({ event }) => [event.Message, event.ConversationType]))
    assert.deepEqual([types.get('on its way'), types.get('later')], ['BOT', 'CCSP'])
  })

  it('hands over once: a second 1002 changes nothing', async () => {
    const imi = await tenant()
    const { conversationId } = await handedOver(imi, { customparam1: 'billing' })
    const before = imi.conversation(conversationId)
    assert.equal((await call(imi, handover(conversationId, { customparam1: 'other' }))).code, '1002')
    assert.equal((await call(imi, handover(before.ccspId!))).code, '1002')
    assert.deepEqual(imi.conversation(conversationId), before)
  })

  it('lets the bot talk over the agent, and shows that it did; or not, by setting', async () => {
    const imi = await tenant()
    const { conversationId } = await handedOver(imi)
    await call(imi, reply(conversationId, 'to the old id'))
    await imi.agentTakes(conversationId)
    const { ccspId = '' } = imi.conversation(conversationId)
    await call(imi, reply(ccspId, 'to the new id'))
    assert.deepEqual(
      imi.botMessages(conversationId).map(({ text, owner }) => [text, owner]),
      [
        ['to the old id', 'queue'],
        ['to the new id', 'agent'],
      ],
    )
    assert.deepEqual(
      imi.botMessages(ccspId).map(({ text }) => text),
      ['to the new id'],
    )
    imi.settings.repliesAfterHandover = 'ignored'
    assert.equal((await call(imi, reply(conversationId, 'unheard'))).code, '1002')
    imi.settings.repliesAfterHandover = 'refused'
    assert.equal((await call(imi, reply(ccspId, 'refused'))).code, '7004')
    assert.equal(imi.botMessages(conversationId).length, 2)
  })

  it('keeps what everybody said, in order, and never hands out what it works on', async () => {
    const imi = await tenant()
    const { customerId, conversationId } = await imi.customerSays('look', { media: 'https://m.example/a.png' })
    await call(imi, reply(conversationId, 'one moment'))
    await call(imi, handover(conversationId, { customparam1: 'x' }))
    await imi.agentSays(conversationId, 'Priya here')
    await imi.customerSays('hi', { customerId })
    const { ccspId = '' } = imi.conversation(conversationId)
    const said = (id: string) => imi.transcript(id).map(({ by, text, media }) => [by, text, media])
    assert.deepEqual(said(conversationId), [
      ['customer', 'look', 'https://m.example/a.png'],
      ['bot', 'one moment', undefined],
      ['agent', 'Priya here', undefined],
      ['customer', 'hi', undefined],
    ])
    assert.deepEqual(said(ccspId), said(conversationId).slice(2))
    imi.transcript(conversationId)[0]!.text = 'changed'
    imi.botMessages(conversationId)[0]!.text = 'changed'
    imi.conversation(conversationId).handover!.customparams.customparam1 = 'changed'
    assert.equal(imi.transcript(conversationId)[0]?.text, 'look')
    assert.equal(imi.botMessages(conversationId)[0]?.text, 'one moment')
    assert.equal(imi.conversation(conversationId).handover?.customparams.customparam1, 'x')
  })
})
