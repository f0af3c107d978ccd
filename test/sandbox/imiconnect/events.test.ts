import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { bot, call, handover, reply, tenant } from './tenant.ts'

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d\d$/

describe('IMIconnect simulator: what the bot is told', () => {
  afterEach(stopAll)

  it('tells of a message in the vendor’s spelling', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    const said = await imi.customerSays('When does the Leeds branch open?', { channel: 'FB' })
    await imi.idle()
    const [{ event, headers, method } = { event: undefined, headers: {}, method: '' }] = service.received
    assert.equal(method, 'POST')
    assert.equal(headers['content-type'], 'application/json')
    const { Timestamp, ...rest } = event
    assert.deepEqual(rest, {
      Conversationid: said.conversationId,
      ConversationType: 'BOT',
      Message: 'When does the Leeds branch open?',
      MessageType: 'text',
      Messageid: said.messageId,
      Media: '',
      Channel: 'FB',
      Event: 'Incoming message',
    })
    assert.match(Timestamp, TIME)
    const age = Date.now() - Date.parse(`${Timestamp.replace(' ', 'T')}Z`)
    assert.ok(age >= 0 && age < 5000, `GMT: ${Timestamp}`)
  })

  it('tells of media by URL, in the form the setting says', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    const url = 'https://media.example.net/u/receipt-19.jpg?size=2'
    const { customerId } = await imi.customerSays('', { channel: 'WhatsApp', media: url })
    await imi.idle()
    const { Message, MessageType, Media, Channel } = service.received[0]?.event ?? {}
    assert.deepEqual([Message, MessageType, Media, Channel], ['', 'image', url, 'WhatsApp'])
    const forms = { array: [url], object: { url }, objects: [{ url }] } as const
    for (const [form, expected] of Object.entries(forms)) {
      imi.settings.mediaForm = form as keyof typeof forms
      await imi.customerSays('', { customerId, media: { url, type: 'Document' } })
      await imi.idle()
      const { event } = service.received.at(-1)!
      assert.deepEqual([event.Media, event.MessageType, event.Channel], [expected, 'Document', 'WhatsApp'])
    }
    for (const [file, type] of Object.entries({ 'a.mp3': 'audio', 'a.MP4': 'video', 'a.pdf': 'file', a: 'file' })) {
      await imi.customerSays('', { customerId, media: `https://media.example.net/${file}` })
      await imi.idle()
      assert.equal(service.received.at(-1)?.event.MessageType, type)
    }
  })

  it('tells of a press with neither message id nor text', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    const { customerId, conversationId } = await imi.customerSays('hello')
    await imi.customerPresses('OPENING_HOURS', { customerId })
    await imi.idle()
    const { Timestamp, ...rest } = service.received.find(({ event }) => event.PostbackPayload)?.event ?? {}
    assert.deepEqual(rest, {
      Conversationid: conversationId,
      ConversationType: 'BOT',
      PostbackPayload: 'OPENING_HOURS',
      Channel: 'FB',
      Event: 'FB POSTBACK',
    })
    assert.match(Timestamp, TIME)
    await imi.customerPresses('YES', { channel: 'RCS' })
    await imi.idle()
    assert.equal(service.received.at(-1)?.event.Event, 'RCS POSTBACK')
  })

  it('tells what became of the bot’s messages, by ids of its own', async () => {
    const imi = await tenant({ receipts: ['Delivered', 'Failed'] })
    const service = await bot(imi)
    const { conversationId } = await imi.customerSays('hello')
    await call(imi, reply(conversationId, 'hi'))
    await imi.idle()
    const [{ messageId } = { messageId: '' }] = imi.botMessages(conversationId)
    await imi.receipt(messageId, 'Read')
    await imi.idle()
    const receipts = service.received.map(({ event }) => event).filter(({ Event }) => Event === 'Message Delivery')
    const shown = receipts.map(({ DeliveryStatus, Description }) => [DeliveryStatus, Description])
    assert.deepEqual(shown.sort(), [
      ['Delivered', undefined],
      ['Failed', 'Recipient has opted out'],
      ['Read', undefined],
    ])
    const { Timestamp, DeliveryStatus, ...rest } = receipts.find((one) => one.DeliveryStatus === 'Read')
    assert.deepEqual(rest, {
      Conversationid: conversationId,
      ConversationType: 'BOT',
      Messageid: messageId,
      Channel: 'FB',
      Event: 'Message Delivery',
    })
    assert.match(Timestamp, TIME)
    await assert.rejects(imi.receipt('mt-none', 'Read'), /message mt-none not found/)
  })

  it('sends receipts by itself when the setting says, Delivered where nothing is said', async () => {
    const imi = await tenant({ receipts: undefined, receiptDelayMs: 60_000 })
    const service = await bot(imi)
    const { conversationId } = await imi.customerSays('hello')
    await call(imi, reply(conversationId, 'hi'))
    await imi.idle()
    const statuses = () => service.received.map(({ event }) => event.DeliveryStatus).filter(Boolean)
    const without = statuses()
    imi.clock.advance(60_000)
    await imi.idle()
    assert.deepEqual([without, statuses()], [[], ['Delivered']])
  })

  it('adds the undocumented fields a tenant may have', async () => {
    const imi = await tenant({ authorField: 'Sender', linkField: 'BotConversationid', userIdField: 'Userid' })
    const service = await bot(imi)
    const { customerId, conversationId } = await imi.customerSays('hello')
    await imi.idle()
    await call(imi, handover(conversationId))
    await imi.customerSays('still there?', { customerId })
    await imi.idle()
    await imi.agentSays(conversationId, 'I am Priya')
    await imi.idle()
    assert.deepEqual(
      service.received.map(({ event }) => [event.Sender, event.BotConversationid, event.Userid]),
      [
        [undefined, undefined, customerId],
        ['Customer', conversationId, customerId],
        ['Agent', conversationId, customerId],
      ],
    )
  })

  it('sends odd events, given events and any text at all', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    const sent = async (...args: Parameters<typeof imi.receive>) => {
      const ids = await imi.receive(...args)
      await imi.idle()
      return { ...service.received.at(-1)!, ids }
    }
    const { conversationId } = await imi.customerSays('hello')
    assert.equal((await sent('unknown-event', { conversationId })).event.Conversationid, conversationId)
    assert.equal((await sent('unknown-event')).event.Event, 'Chat Transferred')
    for (const [kind, field] of [
      ['no-event', 'Event'],
      ['no-conversation-id', 'Conversationid'],
      ['no-conversation-type', 'ConversationType'],
      ['no-message-id', 'Messageid'],
      ['no-timestamp', 'Timestamp'],
    ] as const) {
      assert.deepEqual([field in (await sent(kind)).event, (await sent(kind)).event.Channel], [false, 'FB'], kind)
    }
    assert.equal((await sent('bad-timestamp')).event.Timestamp, 'yesterday at noon')
    const { event: spelt, ids } = await sent('other-spelling')
    assert.deepEqual([spelt.conversation_id, spelt.message_id], [ids.conversationId, ids.messageId])
    assert.deepEqual([spelt.EVENT, spelt.message, spelt.Message], ['INCOMING MESSAGE', 'something odd', undefined])
    assert.equal(typeof (await sent('numeric-ids')).event.Conversationid, 'number')
    assert.equal((await sent('extra-fields')).event.Nested.deep.length, 3)
    assert.equal((await sent('chat-closed')).event.Event, 'Chat Closed')
    assert.ok((await sent('large')).text.length > 256 * 1024)
    assert.match((await sent('prototype')).text, /"__proto__":/)
    assert.ok(Array.isArray((await sent('array')).event))
    const texts = [(await sent('null')).text, (await sent('empty')).text]
    assert.deepEqual(texts, ['null', ''])
    assert.throws(() => JSON.parse(imi.deliveries.at(-1)!.text!))
    assert.match((await sent('not-json')).text, /Conversationid: “/)
    await imi.receive('empty-object')
    await imi.idle()
    assert.equal(imi.deliveries.at(-1)?.text, '{}')
    assert.deepEqual((await sent({ Event: 'Mine', Conversationid: 'x' })).event, { Event: 'Mine', Conversationid: 'x' })
    assert.equal((await sent({ text: '<xml/>' })).text, '<xml/>')
    assert.ok(imi.deliveries.every(({ ok }) => ok))
  })
})
