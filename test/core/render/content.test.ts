import assert from 'node:assert/strict'
import { type Activity, CardFactory, MessageFactory } from 'botbuilder'
import fc from 'fast-check'
import { contentOf } from '../../../adapters/core/render/content.ts'
import { plainText } from '../../../adapters/core/render/plain-text.ts'

const text = (activity: Partial<Activity>): string => plainText(contentOf(activity).blocks)

describe('what an activity shows', () => {
  it('is nothing where there is nothing', () => {
    assert.deepEqual(contentOf({ type: 'message', text: ' \n', attachments: [] }), { blocks: [], offers: [], lost: [] })
  })

  it('is what is spoken only where nothing is written', () => {
    assert.equal(text({ speak: '<speak version="1.0">Hello <break/> there</speak>' }), 'Hello there')
    assert.equal(text({ text: 'Written', speak: 'Spoken' }), 'Written')
  })

  it('is markdown only where the bot says so', () => {
    const source = '# Title\n\n**Bold**, [our shop](https://brand.example) and `code`\n\n1. one\n2. two'
    assert.equal(text({ text: source }), source)
    assert.equal(text({ text: source, textFormat: 'plain' }), source)
    assert.equal(
      text({ text: source, textFormat: 'markdown' }),
      'Title\n\nBold, our shop (https://brand.example) and code\n\n1. one\n2. two',
    )
  })

  it('is the source of markdown that shows nothing', () => {
    const source = '[1]: https://brand.example'
    assert.equal(text({ text: source, textFormat: 'markdown' }), source)
  })

  it('has a link for a button that leads somewhere, and an offer for one that sends something', () => {
    const actions = [
      { type: 'openUrl', title: 'Our shop', value: 'https://brand.example/shop?a=1&b="2' },
      { type: 'openUrl', title: 'Track it', value: 'https://brand.example/t?a=1&b=2' },
      { type: 'call', title: 'Call us', value: 'tel:+31205550182' },
      { type: 'openUrl', title: 'Odd', value: 'javascript:alert(1)' },
      { type: 'imBack', title: 'No', value: 'no' },
    ]
    const activity = { text: 'See:', suggestedActions: { to: [], actions } }
    assert.equal(text(activity), 'See:\n\nTrack it: https://brand.example/t?a=1&b=2\nCall us: tel:+31205550182')
    assert.deepEqual(contentOf(activity).offers, [{ label: 'No', value: 'no' }])
    assert.equal(contentOf(activity).lost.length, 2)
  })

  describe('of cards', () => {
    it('for signing in is a link', () => {
      const card = CardFactory.signinCard('Sign in', 'https://brand.example/login', 'Please sign in')
      assert.equal(text(MessageFactory.attachment(card)), 'Please sign in\n\nSign in: https://brand.example/login')
    })

    it('that are receipts is lines', () => {
      const card = CardFactory.receiptCard({
        title: 'Order 1182',
        facts: [{ key: 'Paid by', value: 'card' }],
        items: [{ title: 'Kettle', price: '€ 40', quantity: '2' }],
        tax: '€ 7',
        total: '€ 87',
      } as never)
      assert.equal(
        text(MessageFactory.attachment(card)),
        'Order 1182\nPaid by: card\n2 × Kettle: € 40\nTax: € 7\nTotal: € 87',
      )
    })

    it('of the adaptive kind is texts, facts, links and offers', () => {
      const card = CardFactory.adaptiveCard({
        type: 'AdaptiveCard',
        body: [
          { type: 'TextBlock', text: '**Your order**' },
          {
            type: 'Container',
            items: [
              { type: 'ColumnSet', columns: [{ type: 'Column', items: [{ type: 'TextBlock', text: 'It is late.' }] }] },
            ],
          },
          { type: 'FactSet', facts: [{ title: 'Number', value: '1182' }] },
          { type: 'RichTextBlock', inlines: ['Sorry, ', { type: 'TextRun', text: 'Ines' }] },
          { type: 'TextBlock', text: 'hidden', isVisible: false },
          { type: 'Input.Text', id: 'why', label: 'Why?' },
          { type: 'Image', url: 'data:image/png;base64,AAAA' },
        ],
        actions: [
          { type: 'Action.Submit', title: 'Refund', data: { action: 'refund' } },
          { type: 'Action.Execute', title: 'Wait' },
          { type: 'Action.OpenUrl', title: 'Track', url: 'https://brand.example/t' },
          {
            type: 'Action.ShowCard',
            title: 'More',
            card: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Even more' }] },
          },
          { type: 'Action.ToggleVisibility', title: 'Toggle' },
        ],
      })
      const { offers, lost } = contentOf(MessageFactory.attachment(card))
      assert.equal(
        text(MessageFactory.attachment(card)),
        'Your order\n\nIt is late.\n\nNumber: 1182\n\nSorry, Ines\n\nWhy?\n\nTrack: https://brand.example/t\n\nEven more',
      )
      assert.deepEqual(offers, [
        { label: 'Refund', value: { action: 'refund' } },
        { label: 'Wait', value: 'Wait' },
      ])
      assert.equal(lost.length, 3)
    })

    it('of odd shapes is no reason to fail', () => {
      fc.assert(
        fc.property(
          fc.constantFrom('adaptive', 'hero', 'receipt', 'signin', 'video'),
          fc.jsonValue(),
          (kind, content) => {
            assert.ok(contentOf({ attachments: [{ contentType: `application/vnd.microsoft.card.${kind}`, content }] }))
          },
        ),
      )
    })
  })

  it('has a link for a file', () => {
    const attachments = [
      { contentType: 'application/pdf', contentUrl: 'https://brand.example/invoice.pdf', name: 'invoice.pdf' },
      { contentType: 'image/png', contentUrl: 'https://brand.example/p.png' },
    ]
    assert.equal(
      text({ text: 'Here:', attachments }),
      'Here:\n\ninvoice.pdf: https://brand.example/invoice.pdf\nImage: https://brand.example/p.png',
    )
  })

  it('names a file without a public address, and says that it is lost', () => {
    const contentUrl = `data:image/png;base64,${'A'.repeat(5_000)}`
    const { lost } = contentOf({ attachments: [{ contentType: 'image/png', contentUrl, name: 'pic.png' }] })
    assert.equal(text({ attachments: [{ contentType: 'image/png', contentUrl, name: 'pic.png' }] }), '[pic.png]')
    assert.equal(lost.length, 1)
  })
})
