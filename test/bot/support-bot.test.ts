import assert from 'node:assert/strict'
import { ActivityTypes, type ChannelAccount, MemoryStorage } from 'botbuilder'
import { MENU, TEXTS } from '../../bot/texts.ts'
import { askedOf, BotConversation, textsOf } from './conversation.ts'

describe('the sample bot', () => {
  it('greets a customer who joins, once, and not itself', async () => {
    const talk = new BotConversation()
    const { bot } = talk.adapter.conversation
    const user = talk.adapter.conversation.user!
    const join = (...membersAdded: ChannelAccount[]) =>
      talk.say({ type: ActivityTypes.ConversationUpdate, membersAdded })
    assert.deepEqual(await join(user, bot), [TEXTS.greeting])
    assert.deepEqual(await join(bot), [])
    assert.deepEqual(await join(), [])
  })

  it('offers what it can do on a hello and on anything it does not understand', async () => {
    const talk = new BotConversation()
    for (const text of ['hello', 'colourless green ideas', '']) {
      const [menu, ...more] = await talk.send(text === '' ? { type: ActivityTypes.Message } : text)
      assert.equal(menu?.text, TEXTS.menu)
      assert.deepEqual(
        menu?.suggestedActions?.actions.map((one) => one.value),
        [...MENU],
      )
      assert.deepEqual(more, [])
    }
  })

  it('understands its own buttons', async () => {
    for (const [button, answer] of [
      [MENU[0], TEXTS.askOrderNumber],
      [MENU[1], TEXTS.explainBilling],
      [MENU[2], TEXTS.askReason],
    ] as const) {
      assert.equal((await new BotConversation().say(button))[0], answer)
      const byValue = await new BotConversation().say({ type: ActivityTypes.Message, value: button })
      assert.equal(byValue[0], answer, 'a button that sends a value and no text')
    }
  })

  it('counts the customer’s messages in UserState', async () => {
    const storage = new MemoryStorage()
    const talk = new BotConversation({ storage })
    for (const text of ['hello', 'order', '1182']) await talk.send(text)
    const key = `test/users/${talk.adapter.conversation.user!.id}/`
    const state = (await storage.read([key]))[key] as { messages: number }
    assert.equal(state.messages, 3)
  })

  it('acknowledges files by name, asks its open question again, and ignores Teams’ copy of the text', async () => {
    const talk = new BotConversation()
    const files = (...attachments: { contentType: string; name?: string }[]) => ({
      type: ActivityTypes.Message,
      attachments,
    })
    const photo = { contentType: 'image/png', name: 'broken.png' }
    assert.deepEqual(await talk.say(files(photo, { contentType: 'image/png' })), [
      'Thank you, I have received broken.png, your file.',
    ])
    await talk.say('order')
    assert.deepEqual(await talk.say(files(photo)), ['Thank you, I have received broken.png.', TEXTS.askOrderNumber])
    const withText = await talk.say({ ...files({ contentType: 'text/html' }), text: '1182' })
    assert.match(withText.join(), /^Order 1182 /)
  })

  it('says goodbye and resolves', async () => {
    const talk = new BotConversation({ desk: true })
    const sent = await talk.send('thanks, bye!')
    assert.deepEqual(textsOf(sent), [TEXTS.goodbye])
    assert.deepEqual(askedOf(sent), [[ActivityTypes.EndOfConversation, undefined]])
  })

  it('forgets the conversation when it ends', async () => {
    const storage = new MemoryStorage()
    const talk = new BotConversation({ storage })
    await talk.say('order')
    const key = `test/conversations/${talk.adapter.conversation.conversation.id}/`
    assert.ok((await storage.read([key]))[key] !== undefined)
    assert.deepEqual(await talk.say({ type: ActivityTypes.EndOfConversation }), [])
    assert.equal((await storage.read([key]))[key], undefined)
    assert.deepEqual(await talk.say('1182'), [TEXTS.menu], 'the question is not open any more')
  })

  it('drops its open question when a person takes over', async () => {
    const talk = new BotConversation({ desk: true })
    await talk.say('order')
    assert.deepEqual(await talk.event('handoff.status', { state: 'accepted', agent: { name: 'Ana' } }), [])
    assert.deepEqual(await talk.say('1182'), [TEXTS.menu])
  })

  it('greets the customer back when the person is done, unless the conversation is closed', async () => {
    const talk = new BotConversation({ desk: true })
    const back = await talk.event('handoff.status', { state: 'completed', owner: 'bot' })
    assert.deepEqual(textsOf(back), [TEXTS.welcomeBack])
    assert.equal(back[0]?.suggestedActions?.actions.length, MENU.length)
    assert.deepEqual(await talk.event('handoff.status', { state: 'completed', owner: 'closed' }), [])
  })

  it('says so when nobody could take over, and keeps what the platform said to itself', async () => {
    const talk = new BotConversation({ desk: true })
    const said = textsOf(await talk.event('handoff.status', { state: 'failed', why: 'inbox 4711 is disabled' }))
    assert.deepEqual(said, [TEXTS.handOffFailed])
  })

  it('stays calm about events it does not know and failed deliveries', async () => {
    const talk = new BotConversation({ desk: true })
    assert.deepEqual(await talk.event('contactcenter.delivery', { command: 'add-topics', state: 'failed' }), [])
    assert.deepEqual(await talk.event('contactcenter.delivery', undefined), [])
    assert.deepEqual(await talk.event('handoff.status', 'nonsense'), [])
    assert.deepEqual(await talk.event('contactcenter.delegated', {}), [])
  })
})
