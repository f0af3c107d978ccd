import assert from 'node:assert/strict'
import type { ConversationRecord } from '../../adapters/core/conversation.ts'
import type { Happening } from '../../adapters/core/platform.ts'
import { agent, incoming, interpreted, postback, receipt } from './fixtures.ts'

const BOT: Partial<ConversationRecord> = { epoch: 1, owner: 'bot', tenure: 1, heard: 1 }
const QUEUE: Partial<ConversationRecord> = { epoch: 1, owner: 'queue', tenure: 2, heard: 1 }
const AGENT: Partial<ConversationRecord> = { ...QUEUE, owner: 'agent', tenure: 3 }

const kinds = (happenings: readonly Happening[]): string[] =>
  happenings.map((one) => (one.kind === 'owner' ? `owner ${one.owner}` : one.kind))
const happenings = async (...given: Parameters<typeof interpreted>) => (await interpreted(...given)).happenings

describe('IMIconnect: what an event means', () => {
  describe('a message of the bot’s conversation', () => {
    it('is the customer’s, and the bot owns', async () => {
      const { customer, happenings } = await interpreted(incoming())
      assert.deepEqual(customer, { id: 'cv-7b21e0' })
      assert.deepEqual(happenings, [
        { kind: 'owner', owner: 'bot' },
        {
          kind: 'message',
          id: 'mo-58812',
          text: 'When does the Leeds branch open?',
          at: '2024-03-09T17:05:41.370Z',
          channelData: incoming(),
        },
      ])
    })

    it('is one with a byte order mark before it and ids that are numbers', async () => {
      const body = JSON.stringify(incoming({ Conversationid: 0 })).replace(':0,', ':12345678901234567890,')
      const { customer, happenings } = await interpreted(`\uFEFF${body}`)
      assert.deepEqual(customer, { id: '12345678901234567890' })
      assert.deepEqual(kinds(happenings), ['owner bot', 'message'])
    })

    it('brings its files, in whatever form they came', async () => {
      const url = 'https://media.example.net/u/receipt-19.jpg?sig=1'
      const forms: unknown[] = [
        url,
        [url],
        { url },
        { URL: url },
        [{ Url: url }],
        JSON.stringify([{ url }]),
        JSON.stringify([url]),
      ]
      for (const Media of forms) {
        const [, message] = await happenings(incoming({ Message: '', MessageType: 'image', Media }))
        assert.ok(message?.kind === 'message')
        assert.equal(message.text, '')
        assert.deepEqual(message.attachments, [{ contentType: 'image/jpeg', contentUrl: url }], JSON.stringify(Media))
      }
    })

    it('tells a file’s type by its address, its own word, or the type of message', async () => {
      const typeOf = async (MessageType: string, Media: unknown) => {
        const [, message] = await happenings(incoming({ MessageType, Media }))
        assert.ok(message?.kind === 'message')
        return message.attachments?.[0]?.contentType
      }
      assert.equal(await typeOf('VIDEO', 'https://m.example/v/17'), 'video/*')
      assert.equal(await typeOf('document', 'https://m.example/v/17.pdf'), 'application/pdf')
      assert.equal(await typeOf('file', 'https://m.example/v/17'), 'application/octet-stream')
      assert.equal(await typeOf('audio/ogg', 'https://m.example/v/17'), 'audio/ogg')
      const named = { url: 'https://m.example/v/17', contentType: 'image/png', fileName: 'a.png' }
      assert.equal(await typeOf('image', named), 'image/png')
    })

    it('names what came in place of an address', async () => {
      const [, message] = await happenings(incoming({ MessageType: 'image', Media: 'media-id-17' }))
      assert.ok(message?.kind === 'message')
      assert.deepEqual(message.attachments, [{ contentType: 'image/*', name: 'media-id-17' }])
      for (const Media of ['', null, undefined, 17, {}, [], '{broken', [[[[['https://x.example/']]]]]]) {
        const found = await happenings(incoming({ Media }))
        assert.deepEqual(kinds(found), ['owner bot', 'message'])
      }
    })

    it('is one without ConversationType too, unless the profile says otherwise', async () => {
      const body = incoming({ ConversationType: undefined })
      assert.deepEqual(kinds(await happenings(body)), ['owner bot', 'message'])
      const settings = { profile: { conversationTypes: { missing: 'collate' as const } } }
      assert.deepEqual(kinds(await happenings(body, {}, { settings })), ['observed'])
    })

    it('has an id of its own making where it came without', async () => {
      const [, message] = await happenings(incoming({ Messageid: undefined }))
      assert.match(message?.kind === 'message' ? message.id : '', /^incoming#/)
    })

    it('is by the user the tenant names, and accounts share none', async () => {
      const settings = { profile: { fields: { userId: ['Userid'], userName: ['Name'] } } }
      const body = incoming({ Userid: 4410022, Name: 'Ada' })
      assert.deepEqual((await interpreted(body, {}, { settings })).customer, { id: '4410022', name: 'Ada' })
      const account = { ...settings, account: 'uk' }
      assert.equal((await interpreted(body, {}, { settings: account })).customer?.id, 'uk~4410022')
      assert.equal((await interpreted(incoming(), {}, { settings: { account: 'uk' } })).customer?.id, 'uk~cv-7b21e0')
      // Once known, an event that does not say changes nothing.
      const known = { ...BOT, customer: { id: '4410022', name: 'Ada' } }
      assert.equal((await interpreted(incoming(), known, { settings })).customer, undefined)
    })
  })

  describe('a button’s postback', () => {
    it('is a message with what it sends', async () => {
      const [owner, message] = await happenings(postback())
      assert.deepEqual(owner, { kind: 'owner', owner: 'bot' })
      assert.ok(message?.kind === 'message')
      assert.match(message.id, /^postback#/)
      assert.equal(message.text, 'OPENING_HOURS')
      assert.equal(message.value, 'OPENING_HOURS')
    })

    it('has an object for a value where it is JSON of one', async () => {
      for (const PostbackPayload of ['{"branch":7}', { branch: 7 }]) {
        const [, message] = await happenings(postback({ PostbackPayload }))
        assert.ok(message?.kind === 'message')
        assert.deepEqual(message.value, { branch: 7 })
        assert.equal(message.text, '{"branch":7}')
      }
      for (const PostbackPayload of ['[1]', '{oops', '{"__proto__":{"a":1}}', '17']) {
        const [, message] = await happenings(postback({ PostbackPayload }))
        assert.ok(message?.kind === 'message')
        assert.equal(message.value, PostbackPayload)
      }
    })
  })

  it('closes the conversation where the platform says that the chat is closed', async () => {
    for (const Event of ['Chat Closed', 'conversation_closed']) {
      const [closed] = await happenings({ Event, Conversationid: 'cv-7b21e0' }, AGENT)
      assert.deepEqual(closed, { kind: 'owner', owner: 'closed', why: `IMIconnect says: ${Event}` })
    }
  })

  it('passes receipts of what the bot said on, and no others', async () => {
    const [told] = await happenings(receipt())
    assert.deepEqual(told, {
      kind: 'delivery',
      value: {
        command: 'reply',
        state: 'failed',
        platformId: 'mt-40077',
        why: 'Recipient has opted out',
        channel: 'FB',
        at: '2024-03-09T17:05:44.020Z',
      },
    })
    assert.deepEqual(kinds(await happenings(receipt({ ConversationType: undefined, DeliveryStatus: 'Read' }))), [
      'delivery',
    ])
    assert.deepEqual(kinds(await happenings(receipt({ ConversationType: 'CCSP' }))), ['ignored'])
  })

  it('passes events nobody knows on as events, and takes nothing from the bot for them', async () => {
    for (const body of [
      incoming({ Event: 'Chat Picked' }),
      incoming({ Event: 'Chat Picked', ConversationType: undefined }),
    ]) {
      const [told, ...more] = await happenings(body, BOT)
      assert.deepEqual(more, [])
      assert.ok(told?.kind === 'event')
      assert.deepEqual((told.value as { raw: unknown }).raw, JSON.parse(JSON.stringify(body)))
    }
    // An agent's words, even where the type says otherwise, are no customer's.
    assert.deepEqual(kinds(await happenings(agent({ ConversationType: 'BOT' }), BOT)), ['observed'])
  })
})
