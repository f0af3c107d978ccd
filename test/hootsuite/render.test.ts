import assert from 'node:assert/strict'
import { type Activity, CardFactory, MessageFactory } from 'botbuilder'
import fc from 'fast-check'
import type { HootsuiteProfileInput } from '../../adapters/hootsuite/profile.ts'
import { render } from '../../adapters/hootsuite/render.ts'
import type { HootsuiteReply } from '../../adapters/hootsuite/reply.ts'
import { profile, viewWith } from './fixtures.ts'

interface Where {
  medium?: string
  uploads?: boolean
  profile?: HootsuiteProfileInput
  data?: Record<string, unknown>
}

function shown(activity: Partial<Activity>, where: Where = {}) {
  const view = viewWith({ epoch: 1, owner: 'bot', data: { medium: where.medium ?? 'whatsapp', ...where.data } })
  const rendering = render({ profile: profile(where.profile), uploads: where.uploads ?? false }, activity, view)
  return { ...rendering, replies: rendering.replies as HootsuiteReply[] }
}

const texts = (activity: Partial<Activity>, where?: Where) => shown(activity, where).replies.map(({ text }) => text)

const MENU = MessageFactory.suggestedActions(['Order status', 'Billing'], 'What can I do?')

describe('Hootsuite: what the bot says', () => {
  it('is a text as it is', () => {
    assert.deepEqual(shown({ text: 'Hello *you* [1]' }).replies, [{ text: 'Hello *you* [1]' }])
    assert.deepEqual(shown({ text: '  ' }).replies, [])
  })

  it('is without markup where it is markdown', () => {
    const activity = { text: 'See **our** [site](https://x.example)', textFormat: 'markdown' }
    assert.deepEqual(texts(activity), ['See our site (https://x.example)'])
  })

  it('has nothing in it that becomes a button, on any medium', () => {
    for (const medium of ['whatsapp', 'rtm']) {
      for (const text of ['You said: %[Win](https://evil.example)', '![x](https://evil.example)', '&((a))&']) {
        for (const reply of texts({ text }, { medium })) assert.doesNotMatch(reply!, /%\[|!\[|&\(\(/)
      }
      const menu = MessageFactory.suggestedActions(['%[Win](https://evil.example)'], 'Choose')
      for (const reply of texts(menu, { medium })) assert.doesNotMatch(reply!, /%\[[^\]]*\]\((?!reply:)|!\[|&\(\(/)
      const card = CardFactory.heroCard('%[Win](https://evil.example)', 'and ![x](https://evil.example)')
      for (const reply of texts({ attachments: [card] }, { medium })) assert.doesNotMatch(reply!, /%\[|!\[|&\(\(/)
    }
  })

  it('may have shortcodes and templates where the bot asks for it', () => {
    const text = '%[Where are you?](location)'
    assert.deepEqual(texts({ text, channelData: { shortcodes: true } }), [text])
    assert.deepEqual(texts({ text, channelData: { shortcodes: 'yes' } }), ['% [Where are you?](location)'])
  })

  it('offers a numbered list where the medium shows no buttons', () => {
    const { replies, choices } = shown(MENU)
    assert.deepEqual(replies, [{ text: 'What can I do?\n\n1. Order status\n2. Billing' }])
    assert.deepEqual(choices, [
      { id: '1', label: 'Order status', value: 'Order status' },
      { id: '2', label: 'Billing', value: 'Billing' },
    ])
  })

  it('offers buttons where the medium shows them, one a line below the text', () => {
    for (const medium of ['rtm', 'smooch-rtm', 'RTM']) {
      const { replies, choices } = shown(MENU, { medium })
      assert.deepEqual(replies, [
        { text: 'What can I do?\n\n%[Order status](reply:Order_status)\n%[Billing](reply:Billing)' },
      ])
      assert.deepEqual(
        choices?.map(({ id, label, value }) => [id, label, value]),
        [
          ['Order_status', 'Order status', 'Order status'],
          ['Billing', 'Billing', 'Billing'],
        ],
      )
    }
    assert.match(texts(MENU, { medium: 'fb', profile: { shortcodeMedia: ['fb'] } })[0]!, /reply:Billing/)
  })

  it('asks above buttons that stand alone', () => {
    const alone = MessageFactory.suggestedActions(['Yes', 'No'])
    assert.deepEqual(texts(alone, { medium: 'rtm' }), ['Please choose:\n\n%[Yes](reply:Yes)\n%[No](reply:No)'])
  })

  it('keeps values that are objects for the answer', () => {
    const card = CardFactory.adaptiveCard({
      type: 'AdaptiveCard',
      body: [{ type: 'TextBlock', text: 'Pick' }],
      actions: [
        { type: 'Action.Submit', title: 'Same', data: { n: 1 } },
        { type: 'Action.Submit', title: 'Same', data: { n: 2 } },
      ],
    })
    for (const medium of ['fb', 'rtm']) {
      const { choices } = shown({ attachments: [card] }, { medium })
      assert.deepEqual(
        choices?.map(({ value }) => value),
        [{ n: 1 }, { n: 2 }],
      )
      assert.equal(new Set(choices?.map(({ id }) => id)).size, 2)
    }
  })

  it('shows a card’s title, text, picture and links as the medium can', () => {
    const card = CardFactory.heroCard(
      'Shoes',
      'Red ones',
      ['https://x.example/shoe.png'],
      [{ type: 'openUrl', title: 'Buy', value: 'https://x.example/buy' }],
    )
    assert.deepEqual(texts({ attachments: [card] }), [
      'Shoes\nRed ones\n\nShoes: https://x.example/shoe.png\nBuy: https://x.example/buy',
    ])
    assert.deepEqual(texts({ attachments: [card] }, { medium: 'rtm' }), [
      'Shoes\nRed ones\n\n![Shoes](https://x.example/shoe.png)\n%[Buy](https://x.example/buy)',
    ])
    assert.deepEqual(shown({ attachments: [card] }, { uploads: true }).replies, [
      { text: 'Shoes\nRed ones' },
      { file: { url: 'https://x.example/shoe.png', name: 'Shoes' } },
      { text: 'Buy: https://x.example/buy' },
    ])
  })

  const bill = { contentType: 'application/pdf', contentUrl: 'https://x.example/bill.pdf', name: 'bill.pdf' }
  const dot = { contentType: 'image/gif', contentUrl: 'data:image/gif;base64,R0lGODlhAQ==', name: 'dot' }

  it('sends files by upload, one a message, where there is an API', () => {
    assert.deepEqual(shown({ text: 'Here:', attachments: [bill, dot] }, { uploads: true }).replies, [
      { text: 'Here:' },
      { file: { url: bill.contentUrl, name: 'bill.pdf', type: 'application/pdf' } },
      { file: { url: dot.contentUrl, name: 'dot', type: 'image/gif' } },
    ])
  })

  it('sends files as links where there is none, and says what is lost', () => {
    const { replies, degraded } = shown({ text: 'Here:', attachments: [bill, dot] })
    assert.deepEqual(replies, [{ text: 'Here:\n\nbill.pdf: https://x.example/bill.pdf\n\n[dot]' }])
    assert.equal(degraded?.length, 1)
  })

  it('says what was to be spoken where nothing is written', () => {
    assert.deepEqual(texts({ speak: '<speak>Hello there</speak>' }), ['Hello there'])
    assert.deepEqual(texts({ text: 'written', speak: 'spoken' }), ['written'])
  })

  it('puts tags on the customer’s message, by its id where there is one', () => {
    const activity = { text: 'Thanks', channelData: { applyTags: ['Happy'] } }
    assert.deepEqual(shown(activity, { data: { lastMessageId: 'm1', answersMessage: true } }).replies, [
      { text: 'Thanks', tags: [{ messageId: 'm1', tag: 'Happy' }] },
    ])
    assert.deepEqual(shown(activity, { data: { answersMessage: true } }).replies, [
      { text: 'Thanks', tags: [{ tag: 'Happy' }] },
    ])
    const silent = { channelData: { applyTags: ['Happy'] } }
    assert.deepEqual(shown(silent, { data: { lastMessageId: 'm1' } }).replies, [
      { tags: [{ messageId: 'm1', tag: 'Happy' }] },
    ])
    const { replies, degraded } = shown(activity)
    assert.deepEqual(replies, [{ text: 'Thanks' }])
    assert.equal(degraded?.length, 1)
  })

  it('is split where the profile has a limit, and never inside a shortcode', () => {
    const text = 'A sentence of some length. '.repeat(10)
    const limited = { profile: { maxTextLength: 64 }, medium: 'rtm' }
    const parts = texts({ ...MENU, text }, limited)
    assert.ok(parts.length > 3)
    for (const part of parts) assert.ok(part!.length <= 64)
    assert.equal(parts.join(' ').match(/%\[[^\]]+\]\(reply:[^)]+\)/g)?.length, 2)
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (any) => {
        for (const part of texts({ text: any }, limited)) assert.ok(part!.length <= 64 && part !== '')
      }),
    )
  })
})
