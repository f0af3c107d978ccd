import assert from 'node:assert/strict'
import type { Channel, GladlySimulator } from '../../../scripts/sandbox/gladly/index.ts'
import { stopAll } from '../simulator/services.ts'
import { call, errors, organization } from './organization.ts'

function reply(gladly: GladlySimulator, itemId: string, content: unknown) {
  return call(gladly, 'POST', `/conversation-items/${itemId}/reply`, { content })
}

const chat = (body: string) => ({ type: 'CHAT_MESSAGE', body })

function question(options: unknown) {
  return { type: 'CHAT_MESSAGE', messageType: 'QUICK_REPLY_REQUEST', body: 'Which?', messageData: { options } }
}

describe('Gladly simulator: replies', () => {
  afterEach(stopAll)

  it('answers 201 without a body and with the relative location of the new item', async () => {
    const gladly = await organization()
    const { conversationId, itemId } = await gladly.customerSays('hello')
    const answer = await reply(gladly, itemId, chat('Hi there'))
    assert.deepEqual([answer.status, answer.body], [201, ''])
    const location = answer.headers.get('location') ?? ''
    const sentId = /^\/api\/v1\/conversation-items\/([\w-]{22})$/.exec(location)?.[1]
    const { body: item } = await call(gladly, 'GET', `/conversation-items/${sentId}`)
    assert.deepEqual(item.initiator, { type: 'API', id: gladly.botAgentId })
    assert.deepEqual([item.content.content, item.conversationId], ['Hi there', conversationId])
    const [said] = gladly.botReplies(conversationId)
    assert.deepEqual([said?.itemId, said?.text, said?.answers], [sentId, 'Hi there', itemId])
  })

  it('gives an unassigned conversation to the API user, in whatever inbox it is', async () => {
    const gladly = await organization()
    const { conversationId, itemId } = await gladly.customerSays('hello')
    await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId })
    await reply(gladly, itemId, chat('late'))
    const { inboxId, agentId, status } = gladly.conversation(conversationId)
    assert.deepEqual([inboxId, agentId, status], [gladly.handoffInboxId, gladly.botAgentId, 'WAITING'])
  })

  it('leaves the agent of an assigned conversation', async () => {
    const gladly = await organization()
    const { conversationId, itemId } = await gladly.customerSays('hello')
    await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
    assert.equal((await reply(gladly, itemId, chat('me too'))).status, 201)
    assert.equal(gladly.conversation(conversationId).agentId, gladly.humanAgentId)
  })

  it('waits for the customer after a reply and is open again after the customer’s next message', async () => {
    const gladly = await organization()
    const { conversationId, customerId, itemId } = await gladly.customerSays('hello')
    await reply(gladly, itemId, chat('first'))
    await reply(gladly, itemId, chat('second'))
    assert.equal(gladly.conversation(conversationId).status, 'WAITING')
    await gladly.customerSays('thanks', { customerId })
    assert.equal(gladly.conversation(conversationId).status, 'OPEN')
  })

  it('refuses replies in closed conversations', async () => {
    const gladly = await organization()
    const { conversationId, itemId } = await gladly.customerSays('hello')
    await gladly.close(conversationId)
    const answer = await reply(gladly, itemId, chat('too late'))
    assert.deepEqual([answer.status, errors(answer)], [400, ['invalid']])
    assert.match(answer.body.errors[0].detail, /closed conversations/)
  })

  it('refuses replies to anything but a customer’s message', async () => {
    const gladly = await organization()
    const { conversationId, customerId } = await gladly.customerSays('hello')
    const own = await gladly.agentSays(conversationId, 'hi')
    const third = await gladly.customerSays('I am in Cc', { customerId, channel: 'EMAIL', initiatorType: 'EXTERNAL' })
    for (const id of [own, third.itemId]) {
      const answer = await reply(gladly, id, chat('?'))
      assert.match(answer.body.errors[0].detail, /only reply to customer messages/)
    }
    const voicemail = await gladly.customerSays('please call back', { customerId, channel: 'VOICEMAIL' })
    assert.match(
      (await reply(gladly, voicemail.itemId, chat('?'))).body.errors[0].detail,
      /type \[VOICEMAIL\] is not supported/,
    )
    assert.equal((await reply(gladly, 'none', chat('?'))).status, 404)
  })

  it('wants a type that is supported and that of the item', async () => {
    const gladly = await organization()
    const { itemId } = await gladly.customerSays('hello')
    assert.deepEqual(errors(await reply(gladly, itemId, undefined)), ['blank content'])
    assert.deepEqual(errors(await reply(gladly, itemId, { body: 'hi' })), ['blank content.type'])
    for (const type of ['VOICEMAIL', 'TWITTER', 'PIGEON']) {
      const { body } = await reply(gladly, itemId, { type, body: 'hi' })
      assert.equal(body.errors[0].detail, `type [${type}] is not supported`)
    }
    assert.deepEqual(errors(await reply(gladly, itemId, { type: 'SMS', body: 'hi' })), ['invalid content.type'])
    gladly.settings.requireMatchingType = false
    assert.equal((await reply(gladly, itemId, { type: 'SMS', body: 'hi' })).status, 201)
  })

  it('takes 2048 characters and not one more', async () => {
    const gladly = await organization()
    const { itemId } = await gladly.customerSays('hello')
    assert.equal((await reply(gladly, itemId, chat('x'.repeat(2048)))).status, 201)
    assert.deepEqual(errors(await reply(gladly, itemId, chat('x'.repeat(2049)))), ['too_long content.body'])
    assert.deepEqual(errors(await reply(gladly, itemId, chat(''))), ['blank content.body'])
    assert.deepEqual(errors(await reply(gladly, itemId, { type: 'CHAT_MESSAGE', body: 7 })), ['invalid content.body'])
  })

  const channels: [Channel, string][] = [
    ['CHAT', 'CHAT_MESSAGE'],
    ['EMAIL', 'EMAIL'],
    ['SMS', 'SMS'],
    ['WHATSAPP', 'WHATSAPP'],
    ['FB_MESSENGER', 'FACEBOOK_MESSAGE'],
    ['INSTAGRAM_DIRECT', 'INSTAGRAM_DIRECT'],
  ]
  for (const [channel, type] of channels) {
    it(`calls ${channel} ${type} in items, and can be answered there`, async () => {
      const gladly = await organization()
      const { conversationId, itemId } = await gladly.customerSays('hello', { channel })
      assert.equal((await call(gladly, 'GET', `/conversation-items/${itemId}`)).body.content.type, type)
      assert.equal((await reply(gladly, itemId, { type, body: '<b>hi</b>', bodyPlain: 'hi' })).status, 201)
      const [, answer] = gladly.items(conversationId)
      assert.deepEqual(
        [answer?.content.type, answer?.content.content],
        [type, channel === 'EMAIL' ? 'hi' : '<b>hi</b>'],
      )
    })
  }

  it('puts options to the customer, whose choice comes back with the request', async () => {
    const gladly = await organization()
    const { conversationId, customerId, itemId } = await gladly.customerSays('my kettle is broken')
    const options = [
      { id: 'new_lid', label: 'Send a new lid' },
      { id: 'refund', label: 'Refund' },
    ]
    const asked = await reply(gladly, itemId, question(options))
    assert.equal(asked.status, 201)
    const picked = await gladly.customerSays('', { customerId, quickReplyOptionId: 'refund' })
    const { body } = await call(gladly, 'GET', `/conversation-items/${picked.itemId}`)
    assert.equal(body.content.messageType, 'QUICK_REPLY_RESPONSE')
    assert.equal(body.content.content, 'Refund')
    assert.deepEqual(body.content.messageData, {
      selectedOptionId: 'refund',
      requestMessageId: asked.headers.get('location')?.split('/').at(-1),
      quickReplyRequest: { options },
    })
    assert.deepEqual(gladly.botReplies(conversationId)[0]?.options, options)
    await assert.rejects(gladly.customerSays('', { customerId, quickReplyOptionId: 'none' }), /no option none/)
  })

  const one = { id: 'a', label: 'A' }
  const wrongOptions: [string, unknown, string][] = [
    ['no options', undefined, 'blank'],
    ['an empty list', [], 'wrong_length'],
    ['eleven options', Array.from({ length: 11 }, (_, at) => ({ id: `o${at}`, label: 'x' })), 'wrong_length'],
    ['a label of 51 characters', [{ id: 'a', label: 'x'.repeat(51) }], 'too_long'],
    ['a blank label', [{ id: 'a', label: '' }], 'blank'],
    ['an id with a space', [{ id: 'a b', label: 'x' }], 'invalid'],
    ['an id twice', [one, one], 'taken'],
    ['options that are none', [null], 'blank'],
  ]
  for (const [what, options, code] of wrongOptions) {
    it(`refuses ${what}`, async () => {
      const gladly = await organization()
      const { itemId } = await gladly.customerSays('hello')
      const answer = await reply(gladly, itemId, question(options))
      assert.deepEqual([answer.status, errors(answer)], [400, [`${code} content.messageData.options`]])
    })
  }

  it('takes ten options with labels of 50 characters', async () => {
    const gladly = await organization()
    const { itemId } = await gladly.customerSays('hello')
    const options = Array.from({ length: 10 }, (_, at) => ({ id: `o-_${at}`, label: 'x'.repeat(50) }))
    assert.equal((await reply(gladly, itemId, question(options))).status, 201)
  })
})
