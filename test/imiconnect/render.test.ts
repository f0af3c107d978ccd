import assert from 'node:assert/strict'
import { type Activity, CardFactory, MessageFactory } from 'botbuilder'
import fc from 'fast-check'
import { NEW_CONVERSATION, viewOf } from '../../adapters/core/conversation.ts'
import type { ImiconnectProfileInput } from '../../adapters/imiconnect/index.ts'
import type { ImiconnectReply } from '../../adapters/imiconnect/render.ts'
import { acmePlatform } from './fixtures.ts'

const VIEW = viewOf({ channelId: 'imiconnect', account: '', conversationId: 'cv-1' }, NEW_CONVERSATION)

function render(activity: Partial<Activity>, profile: ImiconnectProfileInput = {}) {
  const { replies, ...rest } = acmePlatform({ profile }).render(activity, VIEW)
  return { replies: replies as ImiconnectReply[], ...rest }
}
const texts = (activity: Partial<Activity>, profile?: ImiconnectProfileInput): string[] =>
  render(activity, profile).replies.map(({ message }) => message)

describe('IMIconnect: how a message is shown', () => {
  it('is one reply of text', () => {
    assert.deepEqual(render({ type: 'message', text: ' Leeds opens at 08:30. ' }), {
      replies: [{ message: 'Leeds opens at 08:30.', type: 'text' }],
    })
    assert.deepEqual(render({ type: 'message', text: '  ' }).replies, [])
  })

  it('has no markup, where the bot says that there is some', () => {
    assert.deepEqual(texts({ text: '**Open** [now](https://x.example/)', textFormat: 'markdown' }), [
      'Open now (https://x.example/)',
    ])
    assert.deepEqual(texts({ text: '2 * 3 * 4' }), ['2 * 3 * 4'])
  })

  it('makes a numbered list of what can be chosen, and knows what each number stands for', () => {
    const { replies, choices } = render(MessageFactory.suggestedActions(['Leeds', 'York'], 'Which branch?'))
    assert.deepEqual(replies, [{ message: 'Which branch?\n\n1. Leeds\n2. York', type: 'text' }])
    assert.deepEqual(choices, [
      { id: '1', label: 'Leeds', value: 'Leeds' },
      { id: '2', label: 'York', value: 'York' },
    ])
  })

  it('makes text of cards', () => {
    const card = CardFactory.heroCard(
      'Order 1182',
      'On its way',
      ['https://x.example/box.png'],
      [
        { type: 'imBack', title: 'Return it', value: 'return' },
        { type: 'openUrl', title: 'Track', value: 'https://x.example/t' },
      ],
    )
    assert.deepEqual(texts(MessageFactory.attachment(card) as Partial<Activity>), [
      'Order 1182\nOn its way\n\nOrder 1182: https://x.example/box.png\nTrack: https://x.example/t\n\n1. Return it',
    ])
  })

  it('makes files their address in the text', () => {
    const file = { contentType: 'image/png', contentUrl: 'https://x.example/a.png', name: 'a.png' }
    assert.deepEqual(texts({ text: 'Here', attachments: [file] }), ['Here\n\na.png: https://x.example/a.png'])
    const { replies, degraded } = render({
      attachments: [{ contentType: 'image/png', contentUrl: 'data:image/png;base64,AA' }],
    })
    assert.deepEqual(replies, [])
    assert.equal(degraded?.length, 1)
  })

  it('makes files messages of their own where the profile knows a field for them', () => {
    const profile = { message: { mediaField: 'Media' } }
    const attachments = [
      { contentType: 'image/png', contentUrl: 'https://x.example/a.png', name: 'a.png' },
      { contentType: 'application/pdf', contentUrl: 'https://x.example/b.pdf' },
    ]
    const image = { message: 'a.png', type: 'image', media: 'https://x.example/a.png' }
    const file = { message: '', type: 'file', media: 'https://x.example/b.pdf' }
    const here = { message: 'Here', type: 'text' }
    assert.deepEqual(render({ text: 'Here', attachments }, profile).replies, [here, image, file])
    const asked = render(
      { text: 'Which?', attachments, suggestedActions: { to: [], actions: ['A' as never] } },
      profile,
    )
    assert.deepEqual(asked.replies, [image, file, { message: 'Which?\n\n1. A', type: 'text' }])
    assert.equal(acmePlatform({ profile }).capabilities.attachments, 'native')
  })

  it('splits long texts only where the profile has a limit, and loses no word', () => {
    assert.equal(texts({ text: 'word '.repeat(5_000) }).length, 1)
    const word = fc.string({ minLength: 1, maxLength: 30 }).filter((one) => /^\S+$/.test(one))
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 40, max: 200 }),
        (words, limit) => {
          const parts = texts({ text: words.join(' ') }, { message: { maxTextLength: limit } })
          assert.ok(parts.every((part) => part.length > 0 && part.length <= limit))
          assert.equal(parts.join(' ').replace(/\s+/g, ''), words.join(''))
        },
      ),
    )
    assert.equal(acmePlatform({ profile: { message: { maxTextLength: 640 } } }).capabilities.textLimit, 640)
  })

  it('takes along what the bot has for this platform alone, once, with the last part', () => {
    const imiconnect = { customparam1: 'topic=opening-hours' }
    const parts = render(
      { text: 'One. Two. Three.', channelData: { imiconnect } },
      { message: { maxTextLength: 10 } },
    ).replies
    assert.ok(parts.length > 1)
    assert.deepEqual(
      parts.map(({ extra }) => extra),
      [...Array(parts.length - 1).fill(undefined), imiconnect],
    )
    // What came in with the customer's message and is echoed is not for sending.
    for (const channelData of [null, 'x', { imiconnect: 'x' }, { imiconnect: [] }, { Event: 'Incoming message' }])
      assert.deepEqual(render({ text: 'Hi', channelData }).replies, [{ message: 'Hi', type: 'text' }])
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.record({
          text: fc.string(),
          attachments: fc.array(
            fc.record({ contentType: fc.string(), contentUrl: fc.string(), content: fc.jsonValue() }),
          ),
          channelData: fc.jsonValue(),
        }),
        (activity) => {
          for (const { message } of render(activity as Partial<Activity>).replies)
            assert.equal(typeof message, 'string')
        },
      ),
    )
  })
})
