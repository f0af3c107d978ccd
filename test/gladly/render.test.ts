import assert from 'node:assert/strict'
import { type Activity, CardFactory, MessageFactory } from 'botbuilder'
import fc from 'fast-check'
import { NEW_CONVERSATION, viewOf } from '../../adapters/core/conversation.ts'
import type { Rendering } from '../../adapters/core/platform.ts'
import { textOfHtml } from '../../adapters/gladly/html.ts'
import type { GladlyProfileInput } from '../../adapters/gladly/profile.ts'
import { gladlyProfile } from '../../adapters/gladly/profile.ts'
import { render } from '../../adapters/gladly/render.ts'
import { ANSWERABLE, type AnswerableType, type GladlyReply } from '../../adapters/gladly/reply-content.ts'

type Rendered = Omit<Rendering, 'replies'> & { replies: GladlyReply[] }

function rendered(
  activity: Partial<Activity>,
  contentType?: AnswerableType,
  profile: GladlyProfileInput = {},
): Rendered {
  const data = contentType === undefined ? {} : { lastItem: { id: 'item-1', contentType }, given: [] }
  const view = viewOf(
    { channelId: 'gladly', account: '', conversationId: 'c' },
    { ...NEW_CONVERSATION, owner: 'bot', data },
  )
  return render(gladlyProfile.parse(profile), activity, view) as Rendered
}

const contents = (...parameters: Parameters<typeof rendered>) =>
  rendered(...parameters).replies.map(({ content }) => content)
const bodies = (...parameters: Parameters<typeof rendered>) => contents(...parameters).map(({ body }) => body)
const ink = (text: string): string => text.replace(/\s+/g, '')
const PLAIN = ANSWERABLE.filter((type) => type !== 'EMAIL')

describe('Gladly: what the customer sees', () => {
  it('answers the last item of the customer, in its form', () => {
    assert.deepEqual(rendered(MessageFactory.text('Hi'), 'CHAT_MESSAGE'), {
      replies: [{ answers: 'item-1', content: { type: 'CHAT_MESSAGE', messageType: 'TEXT', body: 'Hi' } }],
    })
    for (const type of ['SMS', 'WHATSAPP', 'FACEBOOK_MESSAGE', 'INSTAGRAM_DIRECT'] as const) {
      assert.deepEqual(contents(MessageFactory.text('Hi'), type), [{ type, body: 'Hi' }])
    }
    assert.deepEqual(contents(MessageFactory.text('Hi'), 'EMAIL'), [
      { type: 'EMAIL', body: '<p>Hi</p>', bodyPlain: 'Hi' },
    ])
  })

  it('leaves the item to delivery where none is known', () => {
    assert.deepEqual(rendered(MessageFactory.suggestedActions(['a', 'b'], 'Which?')).replies, [
      { content: { type: 'CHAT_MESSAGE', messageType: 'TEXT', body: 'Which?\n\n1. a\n2. b' } },
    ])
  })

  it('says nothing for an activity that says nothing', () => {
    for (const type of ANSWERABLE) {
      assert.deepEqual(rendered({ type: 'message' }, type), { replies: [] })
      assert.deepEqual(rendered({ type: 'message', text: ' \n', attachments: [], inputHint: 'expectingInput' }, type), {
        replies: [],
      })
    }
  })

  describe('markdown', () => {
    it('is HTML in e-mails', () => {
      const [email] = contents(
        { text: '**Bold** and *it*\nsecond line\n\n- one\n- two\n\nhttps://brand.example/x' },
        'EMAIL',
      )
      assert.equal(
        email?.body,
        '<p><strong>Bold</strong> and <em>it</em><br>\nsecond line</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p><a href="https://brand.example/x">https://brand.example/x</a></p>',
      )
    })

    it('is only markdown elsewhere where the bot says so', () => {
      const text = '# Title\n\n**Bold**, [our shop](https://brand.example) and `code`\n\n1. one\n2. two'
      assert.deepEqual(bodies({ text }, 'SMS'), [text])
      assert.deepEqual(bodies({ text, textFormat: 'plain' }, 'SMS'), [text])
      assert.deepEqual(bodies({ text, textFormat: 'markdown' }, 'SMS'), [
        'Title\n\nBold, our shop (https://brand.example) and code\n\n1. one\n2. two',
      ])
    })

    it('uses no element that Gladly does not allow', () => {
      const text =
        '#### h4\n\n> quote\n\n```\nx < y\n```\n\n    indented\n\n~~gone~~ `a<b`\n\n|a|b|\n|-|-|\n|1|2|\n\n---\n\n![pic](https://brand.example/p.png)'
      const html = contents({ text, textFormat: 'markdown' }, 'EMAIL')[0]!.body
      const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag))
      const allowed = new Set([
        'a',
        'img',
        'h1',
        'h2',
        'h3',
        'hr',
        'br',
        'div',
        'span',
        'p',
        'strong',
        'em',
        'ul',
        'ol',
        'li',
        'table',
        'thead',
        'tbody',
        'tr',
        'th',
        'td',
      ])
      assert.deepEqual(
        [...tags].filter((tag) => !allowed.has(tag!)),
        [],
      )
      assert.match(html, /x &lt; y/)
    })

    it('lets no HTML and no script through', () => {
      const text = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) <b>hi</b>'
      for (const textFormat of ['markdown', 'plain', undefined]) {
        const html = contents({ text, ...(textFormat === undefined ? {} : { textFormat }) }, 'EMAIL')[0]!.body
        assert.doesNotMatch(html, /<img|<b>|href="javascript/)
      }
    })

    it('is shown as it is where nothing would be seen of it', () => {
      const text = '[1]: https://brand.example'
      assert.deepEqual(bodies({ text, textFormat: 'markdown' }, 'SMS'), [text])
      const [email] = contents({ text, textFormat: 'markdown' }, 'EMAIL')
      assert.notEqual(email?.body, '')
    })
  })

  describe('choices', () => {
    const menu = MessageFactory.suggestedActions(['Order status', 'Billing'], 'What?')

    it('are quick replies on chat', () => {
      assert.deepEqual(rendered(menu, 'CHAT_MESSAGE'), {
        replies: [
          {
            answers: 'item-1',
            content: {
              type: 'CHAT_MESSAGE',
              messageType: 'QUICK_REPLY_REQUEST',
              body: 'What?',
              messageData: {
                options: [
                  { id: 'Order_status', label: 'Order status' },
                  { id: 'Billing', label: 'Billing' },
                ],
              },
            },
          },
        ],
        choices: [
          { id: 'Order_status', label: 'Order status', value: 'Order status' },
          { id: 'Billing', label: 'Billing', value: 'Billing' },
        ],
      })
    })

    for (const type of ANSWERABLE.filter((one) => one !== 'CHAT_MESSAGE')) {
      it(`are a numbered list on ${type}`, () => {
        const { replies, choices } = rendered(menu, type)
        const [{ content }] = replies as [GladlyReply]
        assert.equal(
          content.type === 'EMAIL' ? content.bodyPlain : content.body,
          'What?\n\n1. Order status\n2. Billing',
        )
        assert.deepEqual(choices, [
          { id: '1', label: 'Order status', value: 'Order status' },
          { id: '2', label: 'Billing', value: 'Billing' },
        ])
        if (content.type === 'EMAIL') assert.equal(content.body, '<p>What?</p>\n<p>1. Order status<br>\n2. Billing</p>')
      })
    }

    it('are a numbered list on chat too where they are too many, or could not be told apart', () => {
      const many = Array.from({ length: 11 }, (_, index) => `Choice ${index}`)
      assert.match(bodies(MessageFactory.suggestedActions(many, 'Which?'), 'CHAT_MESSAGE')[0]!, /11\. Choice 10$/)
      const long = 'x'.repeat(60)
      assert.match(
        bodies(MessageFactory.suggestedActions([`${long}1`, `${long}2`], 'Which?'), 'CHAT_MESSAGE')[0]!,
        /^Which\?\n\n1\. x/,
      )
      assert.equal(
        contents(menu, 'CHAT_MESSAGE', { reply: { quickReplies: 0 } })[0]?.body,
        'What?\n\n1. Order status\n2. Billing',
      )
    })

    it('keep their values, whatever the labels', () => {
      const value = { action: 'refund', order: 1182 }
      const actions = [
        { type: 'postBack', title: 'A label that is a good deal longer than fifty characters are', value },
        { type: 'imBack', title: 'Café ☕', value: 'café ☕' },
        { type: 'messageBack', title: 'Back', text: 'go back', value: { any: 1 } },
        { type: 'messageBack', title: 'Text', text: 'said', value: '' },
        { type: 'imBack', title: '☕', value: '☕' },
        { type: 'imBack', title: 'Cafe!', value: 'cafe' },
      ]
      const { choices, replies } = rendered({ text: '?', suggestedActions: { to: [], actions } }, 'CHAT_MESSAGE')
      assert.deepEqual(choices, [
        {
          id: 'A_label_that_is_a_good_deal_longer_than_fifty_char',
          label: 'A label that is a good deal longer than fifty cha…',
          value,
        },
        { id: 'cafe', label: 'Café ☕', value: 'café ☕' },
        { id: 'Back', label: 'Back', value: { any: 1 } },
        { id: 'said', label: 'Text', value: 'said' },
        { id: 'option_5', label: '☕', value: '☕' },
        { id: 'cafe_2', label: 'Cafe!', value: 'cafe' },
      ])
      assert.equal(replies.length, 1)
    })

    it('come with the last part of a long text, and with a prompt where there is none', () => {
      const long = contents(MessageFactory.suggestedActions(['a'], 'A sentence. '.repeat(300)), 'CHAT_MESSAGE')
      assert.deepEqual(
        long.map((content) => content.type === 'CHAT_MESSAGE' && content.messageType),
        ['TEXT', 'QUICK_REPLY_REQUEST'],
      )
      assert.deepEqual(bodies(MessageFactory.suggestedActions(['a']), 'CHAT_MESSAGE'), ['Please choose:'])
      assert.deepEqual(bodies(MessageFactory.suggestedActions(['a']), 'SMS'), ['1. a'])
    })

    it('that lead somewhere become links', () => {
      const actions = [
        { type: 'openUrl', title: 'Our shop', value: 'https://brand.example/shop?a=1&b="2' },
        { type: 'openUrl', title: 'Track it', value: 'https://brand.example/t?a=1&b=2' },
        { type: 'call', title: 'Call us', value: 'tel:+31205550182' },
        { type: 'openUrl', title: 'Odd', value: 'javascript:alert(1)' },
        { type: 'imBack', title: 'No', value: 'no' },
      ]
      const activity = { text: 'See:', suggestedActions: { to: [], actions } }
      const sms = rendered(activity, 'SMS')
      assert.equal(
        sms.replies[0]?.content.body,
        'See:\n\nTrack it: https://brand.example/t?a=1&b=2\nCall us: tel:+31205550182\n\n1. No',
      )
      assert.equal(sms.degraded?.length, 2)
      const html = contents(activity, 'EMAIL')[0]!.body
      assert.match(html, /<a href="https:\/\/brand.example\/t\?a=1&amp;b=2">Track it<\/a>/)
    })
  })

  describe('cards', () => {
    it('of the hero kind become text, picture and choices', () => {
      const card = CardFactory.heroCard('Kettle', 'Steel, 1.7 l', CardFactory.images(['https://brand.example/k.png']), [
        { type: 'imBack', title: 'Buy', value: 'buy kettle' },
        { type: 'openUrl', title: 'Details', value: 'https://brand.example/k' },
      ])
      const { replies, choices } = rendered(MessageFactory.attachment(card), 'WHATSAPP')
      assert.equal(
        replies[0]?.content.body,
        'Kettle\nSteel, 1.7 l\n\nKettle: https://brand.example/k.png\nDetails: https://brand.example/k\n\n1. Buy',
      )
      assert.deepEqual(choices, [{ id: '1', label: 'Buy', value: 'buy kettle' }])
      const html = contents(MessageFactory.attachment(card), 'EMAIL')[0]!.body
      assert.match(html, /<img src="https:\/\/brand.example\/k.png" alt="Kettle">/)
    })

    it('of a carousel say whose a button is', () => {
      const card = (title: string) =>
        CardFactory.heroCard(title, [], [{ type: 'imBack', title: 'Buy', value: `buy ${title}` }])
      const { choices } = rendered(MessageFactory.carousel([card('Kettle'), card('Pot')]), 'CHAT_MESSAGE')
      assert.deepEqual(choices, [
        { id: 'buy_Kettle', label: 'Kettle: Buy', value: 'buy Kettle' },
        { id: 'buy_Pot', label: 'Pot: Buy', value: 'buy Pot' },
      ])
    })

    it('of odd shapes are no reason to fail', () => {
      fc.assert(
        fc.property(
          fc.constantFrom('adaptive', 'hero', 'receipt', 'signin', 'video'),
          fc.jsonValue(),
          fc.constantFrom(...ANSWERABLE),
          (kind, content, type) => {
            const attachment = { contentType: `application/vnd.microsoft.card.${kind}`, content }
            assert.ok(rendered({ attachments: [attachment] }, type).replies)
          },
        ),
      )
    })
  })

  describe('files', () => {
    it('become links, since Gladly takes none', () => {
      const attachments = [
        { contentType: 'application/pdf', contentUrl: 'https://brand.example/invoice.pdf', name: 'invoice.pdf' },
        { contentType: 'image/png', contentUrl: 'https://brand.example/p.png' },
      ]
      assert.deepEqual(bodies({ text: 'Here:', attachments }, 'SMS'), [
        'Here:\n\ninvoice.pdf: https://brand.example/invoice.pdf\nImage: https://brand.example/p.png',
      ])
      const html = contents({ attachments }, 'EMAIL')[0]!.body
      assert.match(html, /<a href="https:\/\/brand.example\/invoice.pdf">invoice.pdf<\/a>/)
      assert.match(html, /<img src="https:\/\/brand.example\/p.png" alt="Image">/)
    })

    it('without a public address are named, and reported as lost', () => {
      const attachments = [
        { contentType: 'image/png', contentUrl: `data:image/png;base64,${'A'.repeat(5_000)}`, name: 'pic.png' },
      ]
      const { replies, degraded } = rendered({ attachments }, 'CHAT_MESSAGE')
      assert.equal(replies[0]?.content.body, '[pic.png]')
      assert.equal(degraded?.length, 1)
    })
  })

  describe('long texts', () => {
    const text = fc
      .array(
        fc.constantFrom(
          'word ',
          'A sentence. ',
          '\n\n',
          '😀',
          '& <b> "q" ',
          '**bold** ',
          '- item\n',
          '1. x\n',
          `${'long'.repeat(400)} `,
          'https://brand.example/a?b=c&d=e ',
        ),
        { minLength: 1, maxLength: 300 },
      )
      .map((parts) => parts.join(''))

    it('never make a part longer than 2048 characters, and lose nothing', () => {
      fc.assert(
        fc.property(text, fc.constantFrom(...PLAIN), (said, type) => {
          const parts = bodies({ text: said, textFormat: 'plain' }, type)
          for (const part of parts) assert.ok(part.length <= 2048)
          assert.equal(ink(parts.join('')), ink(said))
        }),
      )
    })

    it('never make an e-mail longer than its limit, and lose nothing', () => {
      fc.assert(
        fc.property(text, fc.constantFrom('plain', 'auto'), fc.constantFrom(2048, 300), (said, format, emailLimit) => {
          const activity = { text: said, ...(format === 'plain' ? { textFormat: 'plain' } : {}) }
          const emails = contents(activity, 'EMAIL', { reply: { emailLimit } })
          for (const email of emails) {
            assert.ok(email.type === 'EMAIL' && email.body.length <= emailLimit && email.bodyPlain.length <= emailLimit)
            assert.ok(email.body.trim() !== '' || email.bodyPlain.trim() === '')
          }
          assert.equal(ink(emails.map((email) => (email.type === 'EMAIL' ? email.bodyPlain : '')).join('')), ink(said))
          if (format === 'plain') assert.equal(ink(textOfHtml(emails.map(({ body }) => body).join(' '))), ink(said))
        }),
        { numRuns: 60 },
      )
    }).timeout(60_000)

    it('offer valid options, whatever they say', () => {
      const label = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }).filter((one) => one.trim() !== '')
      fc.assert(
        fc.property(
          fc.array(label, { minLength: 1, maxLength: 12 }),
          fc.constantFrom(...ANSWERABLE),
          (labels, type) => {
            const { replies, choices } = rendered(MessageFactory.suggestedActions(labels, 'Which?'), type)
            assert.equal(choices?.length, labels.length)
            assert.deepEqual(
              choices?.map(({ value }) => value),
              labels,
            )
            for (const { content } of replies) {
              assert.ok(content.body.trim() !== '')
              if (content.type !== 'CHAT_MESSAGE' || content.messageType !== 'QUICK_REPLY_REQUEST') continue
              const { options } = content.messageData
              assert.ok(options.length >= 1 && options.length <= 10)
              assert.equal(new Set(options.map(({ id }) => id)).size, options.length)
              for (const option of options) {
                assert.match(option.id, /^[A-Za-z0-9_-]+$/)
                assert.ok(option.label.length >= 1 && option.label.length <= 50)
              }
            }
          },
        ),
      )
    })
  })
})
