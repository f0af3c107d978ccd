import assert from 'node:assert/strict'
import { UNKNOWN_ACTIVITY } from '../../../adapters/eight-by-eight/channel/activity.ts'
import { activity, customer, event, interpreted, iso, KEY, story, telling, update, WITH_BOT } from './fixtures.ts'

/** What the customer said, as the bot gets it. */
async function message(of: ReturnType<typeof event>) {
  const [first, ...more] = telling(await interpreted(of, WITH_BOT))
  assert.deepEqual(more, [])
  assert.equal(first?.kind, 'message')
  const { kind: _, channelData, id, at, ...said } = first as Extract<typeof first, { kind: 'message' }>
  assert.ok(channelData !== undefined && id === of.key && at === iso(1))
  return said
}

describe("what a customer of 8x8's own channels says", () => {
  it('is text', async () => {
    assert.deepEqual(await message(customer(1, 'hello')), { text: 'hello' })
  })

  it('has files by their signed address, or as they are where the event has ids alone, or by that of the API', async () => {
    const attachments = [
      { id: 'f1', type: 'file', preSignedUrl: 'https://files.example.org/f1?sig=k', fileName: 'label.pdf' },
      { id: 'f2', type: 'image', preSignedUrl: 'https://files.example.org/f2?sig=k' },
      { id: 'small' },
      { id: 'too large' },
      {},
    ]
    assert.deepEqual((await message(customer(1, '', { attachments }))).attachments, [
      { contentType: 'application/pdf', contentUrl: 'https://files.example.org/f1?sig=k', name: 'label.pdf' },
      { contentType: 'image/jpeg', contentUrl: 'https://files.example.org/f2?sig=k' },
      { contentType: 'text/plain', contentUrl: 'data:text/plain;base64,aGk=', name: 'hi.txt' },
      {
        contentType: 'application/octet-stream',
        contentUrl: `https://api.8x8.com/chat-gateway/v1/conversations/${KEY.conversationId}/attachments/too%20large/content`,
      },
    ])
  })

  it('has cards as attachments', async () => {
    const cards = [{ contentType: 'Location', content: { lat: 1 } }]
    assert.deepEqual((await message(customer(1, '', { cards }))).attachments, [
      { contentType: 'Location', content: { lat: 1 } },
    ])
  })

  const answers: [string, ReturnType<typeof event>, object][] = [
    [
      'a quick reply: its title and what it stands for',
      activity(1, 'quickReply/action', { type: 'postback', data: { title: 'Change address', payload: 'addr_change' } }),
      { text: 'Change address', choiceId: 'addr_change', value: 'addr_change' },
    ],
    [
      'a quick reply that stands for an object',
      activity(1, 'quickReply/action', { type: 'postback', data: { title: 'Order', payload: '{"order":1182}' } }),
      { text: 'Order', choiceId: '{"order":1182}', value: { order: 1182 } },
    ],
    [
      'a quick reply whose object nobody should read stays text',
      activity(1, 'quickReply/action', { type: 'postback', data: { title: 'x', payload: '{"__proto__":{}}' } }),
      { text: 'x', choiceId: '{"__proto__":{}}', value: '{"__proto__":{}}' },
    ],
    [
      'an adaptive card: what was filled in',
      activity(1, 'adaptiveCard/action', { type: 'Action.Submit', data: { street: 'Elm Row 4' } }),
      { text: '', value: { street: 'Elm Row 4' } },
    ],
    [
      'an adaptive card whose button sends a text',
      activity(1, 'adaptiveCard/action', { type: 'Action.Execute', data: 'yes' }),
      { text: 'yes' },
    ],
    [
      "a provider's list",
      activity(1, 'interactive/reply', { type: 'list_reply', list_reply: { id: 'opt-2', title: 'Tomorrow' } }),
      {
        text: 'Tomorrow',
        choiceId: 'opt-2',
        value: { type: 'list_reply', list_reply: { id: 'opt-2', title: 'Tomorrow' } },
      },
    ],
    [
      "a provider's button without a nested object",
      activity(1, 'button', { text: 'Yes', payload: 'y' }),
      { text: 'Yes', choiceId: 'y', value: { text: 'Yes', payload: 'y' } },
    ],
  ]
  for (const [name, pressed, expected] of answers) {
    it(`may be ${name}`, async () => assert.deepEqual(await message(pressed), expected))
  }

  it('begins an epoch by a button as well as by words', async () => {
    const pressed = activity(1, 'quickReply/action', { type: 'postback', data: { title: 'Hi', payload: 'hi' } })
    assert.deepEqual((await story([pressed])).got, ['conversation-update', 'message Hi'])
  })

  const nothing: [string, ReturnType<typeof event>][] = [
    ['our own echo', customer(1, 'x', { isEcho: true, sender: { id: 'bot', type: 'bot' } })],
    ['an echo without a sender', customer(1, 'x', { isEcho: true, sender: { id: '', type: '' } })],
    ['a message of a bot', customer(1, 'x', { sender: { id: 'bot', type: 'bot' } })],
    ['a message of nobody', customer(1, 'x', { sender: undefined })],
    ['typing', activity(1, 'typing', { users: [{ id: 'user', type: 'user' }] })],
    ['a receipt of an agent', activity(1, 'read-receipts', [{ timestamp: 1, users: [{ id: 'a', type: 'agent' }] }])],
    ['the customer being there', event(1, 'MEMBERS_CHANGED', { memberType: 'user', change: 'joined' })],
    ['an event of a new type', event(1, 'SOMETHING_NEW', {})],
    ['a handshake', event(1, 'WEB_HOOK_VERIFY')],
  ]
  for (const [name, one] of nothing) {
    it(`is not ${name}`, async () => assert.deepEqual(telling(await interpreted(one, WITH_BOT)), []))
  }

  it('is not what the platform writes: that is for the transcript', async () => {
    const [said] = telling(await interpreted(customer(1, 'You are next', { sender: { type: 'system' } }), WITH_BOT))
    assert.equal(said?.kind === 'observed' && `${said.from} ${said.name} ${said.text}`, 'bot 8x8 You are next')
  })

  it('was read: a receipt', async () => {
    const users = [{ id: 'user', type: 'user' }]
    const receipt = activity(1, 'read-receipts', [{ timestamp: Date.parse(iso(0)), users }])
    assert.deepEqual(telling(await interpreted(receipt, WITH_BOT)), [
      { kind: 'delivery', value: { command: 'reply', state: 'read', at: iso(0) } },
    ])
  })

  it('is an event where no answer can be seen in it', async () => {
    assert.deepEqual(telling(await interpreted(activity(1, 'reaction', { emoji: '👍' }), WITH_BOT)), [
      { kind: 'event', name: UNKNOWN_ACTIVITY, value: { name: 'reaction', value: { emoji: '👍' } } },
    ])
  })
})

describe("who a customer of 8x8's own channels is", () => {
  const nadia = { name: 'Nadia Okoye', userId: 'crm-7', language: 'de' }

  it('is told by the user id, with name and language', async () => {
    const { record } = await story([update(0, 'script', { user: nadia }), customer(1, 'hello')])
    assert.deepEqual(record.customer, { id: 'crm-7', name: 'Nadia Okoye' })
    const [said] = telling(await interpreted(customer(2, 'again'), record))
    assert.equal(said?.kind === 'message' && said.locale, 'de')
  })

  it('is the conversation, where nobody tells: the sender is `user` for everybody', async () => {
    const { record } = await story([customer(1, 'hello')])
    assert.deepEqual(record.customer, { id: KEY.conversationId })
  })

  it('takes along what was remembered when the user id comes later', async () => {
    const { record } = await story([customer(1, 'hello')])
    const found = await interpreted(update(2, 'script', { user: nadia }), record)
    assert.deepEqual(found.customer, { id: 'crm-7', name: 'Nadia Okoye' })
    assert.deepEqual(found.happenings[0], { kind: 'customer-merged', from: KEY.conversationId, to: 'crm-7' })
  })

  it('is the conversation where user ids are what customers type', async () => {
    const settings = { profile: { channel: { customerId: 'conversation' as const } } }
    const { record } = await story([update(0, 'script', { user: nadia }), customer(1, 'hi')], {}, { settings })
    assert.deepEqual(record.customer, { id: KEY.conversationId, name: 'Nadia Okoye' })
  })

  it('is not what an older event says', async () => {
    const { record } = await story([
      customer(0, 'hello'),
      update(5, 'script', { user: { ...nadia, name: 'Nadia O.' } }),
      update(3, 'script', { user: nadia }),
    ])
    assert.equal(record.customer?.name, 'Nadia O.')
  })
})
