import assert from 'node:assert/strict'
import { nameOf, summaryOf } from '../../../scripts/sandbox/console/describe.ts'

const WEB_CHAT = {
  channelId: 'webchat',
  conversation: { id: 'c-1' },
  from: { id: 'bot', name: 'Sandbox bot' },
}
const card = (kind: string, content: unknown) => ({ contentType: `application/vnd.microsoft.card.${kind}`, content })
const summary = (body: unknown) => summaryOf(JSON.stringify(body))

describe('A row of the wire log in words', () => {
  it('is what an activity says: its words, its cards, what was submitted, who joined', () => {
    const said = (more: object) => summary({ type: 'message', ...WEB_CHAT, ...more })
    assert.equal(said({ text: 'hello' }), 'message: hello')
    assert.equal(said({ attachments: [card('hero', { title: 'Your order' })] }), 'message: hero card: Your order')
    const body = [{ type: 'TextBlock', text: 'Rate us' }]
    assert.equal(
      said({ attachments: [card('adaptive', { type: 'AdaptiveCard', body })] }),
      'message: adaptive card: Rate us',
    )
    assert.equal(said({ attachments: [{ contentType: 'image/png', name: 'lid.png' }] }), 'message: lid.png')
    assert.equal(said({ value: { stars: 5 } }), 'message: {"stars":5}')
    const membersAdded = [{ id: '1', name: 'Freya Holm' }]
    assert.equal(nameOf({ type: 'conversationUpdate', membersAdded }).summary, 'members added: Freya Holm')
  })

  it('is event and message on IMIconnect, both ways', () => {
    const head = { Conversationid: 'cv-1', ConversationType: 'BOT' }
    assert.equal(summary({ ...head, Message: 'hello', Event: 'Incoming message' }), 'Incoming message: hello')
    assert.equal(summary({ ...head, PostbackPayload: 'yes', Event: 'FB POSTBACK' }), 'FB POSTBACK: yes')
    assert.equal(
      summary({ ...head, Event: 'Message Delivery', DeliveryStatus: 'Delivered' }),
      'Message Delivery: Delivered',
    )
    assert.equal(summary({ eventid: '1001', message: 'What can I do?' }), 'message: What can I do?')
    assert.equal(summary({ eventid: '1002', customparam2: 'angry' }), 'hand-over: angry')
  })

  it('is what Genesys is told, in words', () => {
    assert.equal(summary({ fromAddress: 'f', toAddress: 't', textBody: 'BOT hello' }), 'BOT hello')
    assert.equal(summary({ attributes: { type: 'human', topics: '' } }), 'attributes (type human)')
    assert.equal(summary([{ id: 'v2.one' }, { id: 'v2.two' }]), 'v2.one, v2.two')
    assert.equal(summary({ teamId: 'team-42', botId: 'bot-7', optional: null }), 'teamId team-42, botId bot-7')
  })

  it('is how a body begins that is none of these', () => {
    assert.equal(summary({ type: 'CONTACT/STARTED', content: { id: 'x' } }), 'CONTACT/STARTED')
    assert.equal(summaryOf('grant_type=client_credentials'), 'grant_type=client_credentials')
    assert.deepEqual([summaryOf('{}'), summaryOf('')], ['{}', ''])
    assert.equal(summaryOf('x'.repeat(500)).length, 160)
  })
})
