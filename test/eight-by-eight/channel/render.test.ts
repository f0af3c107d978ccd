import assert from 'node:assert/strict'
import { ActionTypes, type Activity, CardFactory, MessageFactory } from 'botbuilder'
import { NEW_CONVERSATION, viewOf } from '../../../adapters/core/conversation.ts'
import type { Rendering } from '../../../adapters/core/platform.ts'
import { render } from '../../../adapters/eight-by-eight/channel/render.ts'
import type { EightByEightProfileInput } from '../../../adapters/eight-by-eight/profile.ts'
import { acme, KEY } from './fixtures.ts'

function rendered(
  activity: Partial<Activity>,
  { channel = 'WebChat', profile }: { channel?: string | null; profile?: EightByEightProfileInput } = {},
): Rendering {
  const data = channel === null ? {} : { channel }
  return render(acme({ profile }).profile, activity, viewOf(KEY, { ...NEW_CONVERSATION, data }))
}

const branches = MessageFactory.suggestedActions(
  [
    { type: ActionTypes.PostBack, title: 'Leeds', value: 'leeds-1' },
    { type: ActionTypes.PostBack, title: 'York', value: { branch: 2 } },
  ] as never,
  'Which branch?',
)
const QUICK = {
  contentType: 'application/8x8.quick.replies',
  content: {
    options: [
      { title: 'Leeds', data: { postback: 'leeds-1' } },
      { title: 'York', data: { postback: '{"branch":2}' } },
    ],
  },
}
const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'
const form = (version?: string) => ({
  type: 'AdaptiveCard',
  ...(version && { version }),
  body: [{ type: 'TextBlock', text: 'Where to?' }],
  actions: [{ type: 'Action.Submit', title: 'Home', data: { to: 'home' } }],
})

describe('what a bot says in an 8x8 channel', () => {
  const cases: [string, Partial<Activity>, Parameters<typeof rendered>[1], unknown[]][] = [
    ['text as it is', { text: ' hello *you* ' }, {}, [{ text: 'hello *you*' }]],
    ['markdown without its marks', { text: '**hello**', textFormat: 'markdown' }, {}, [{ text: 'hello' }]],
    [
      'long text in parts, where a limit is known',
      { text: `${'a'.repeat(50)} ${'b'.repeat(50)}` },
      { profile: { channel: { maxTextLength: 64 } } },
      [{ text: 'a'.repeat(50) }, { text: 'b'.repeat(50) }],
    ],
    ['spoken words where there are no others', { speak: '<p>hello</p>' }, {}, [{ text: 'hello' }]],
    ['nothing for nothing', {}, {}, []],
    [
      'files as messages of their own, between what stands around them',
      {
        text: 'your label',
        attachments: [
          { contentType: 'application/pdf', contentUrl: 'https://x.example.org/a.pdf', name: 'a.pdf' },
          { contentType: 'text/plain', content: 'that was it' },
        ],
      },
      {},
      [
        { text: 'your label' },
        { file: { url: 'https://x.example.org/a.pdf', name: 'a.pdf', type: 'application/pdf' } },
        { text: 'that was it' },
      ],
    ],
    ['buttons as quick replies in web chat', branches, {}, [{ text: 'Which branch?', cards: [QUICK] }]],
    [
      'buttons as a list elsewhere',
      branches,
      { channel: 'WhatsApp' },
      [{ text: 'Which branch?\n\n1. Leeds\n2. York' }],
    ],
    [
      'buttons as a list where the channel is not told',
      branches,
      { channel: null },
      [{ text: 'Which branch?\n\n1. Leeds\n2. York' }],
    ],
    [
      'buttons as quick replies, where the profile says that unknown channels show them',
      branches,
      { channel: null, profile: { channel: { cardChannels: ['unknown'] } } },
      [{ text: 'Which branch?', cards: [QUICK] }],
    ],
    [
      'a hero card as text, picture and quick replies',
      MessageFactory.attachment(
        CardFactory.heroCard('Leeds', 'open till 6', ['https://x.example.org/leeds.png'], [
          { type: ActionTypes.ImBack, title: 'Take it', value: 'leeds' },
          { type: ActionTypes.OpenUrl, title: 'Map', value: 'https://x.example.org/map' },
        ] as never),
      ),
      {},
      [
        { text: 'Leeds\nopen till 6' },
        { file: { url: 'https://x.example.org/leeds.png', name: 'Leeds' } },
        {
          text: 'Map: https://x.example.org/map',
          cards: [{ ...QUICK, content: { options: [{ title: 'Take it', data: { postback: 'leeds' } }] } }],
        },
      ],
    ],
    [
      'buttons alone below a prompt',
      { ...branches, text: undefined },
      {},
      [{ text: 'Please choose:', cards: [QUICK] }],
    ],
    [
      'an adaptive card as it is, below its text',
      { text: 'a form', attachments: [CardFactory.adaptiveCard(form('1.2'))] },
      {},
      [{ text: 'a form', cards: [{ contentType: ADAPTIVE, content: form('1.2') }] }],
    ],
    [
      'an adaptive card alone as a message of its own',
      MessageFactory.attachment(CardFactory.adaptiveCard(form('1.3'))),
      {},
      [{ cards: [{ contentType: ADAPTIVE, content: form('1.3') }] }],
    ],
    [
      'an adaptive card as text where none are shown',
      MessageFactory.attachment(CardFactory.adaptiveCard(form('1.3'))),
      { channel: 'SMS' },
      [{ text: 'Where to?\n\n1. Home' }],
    ],
    [
      "a provider's own card as the bot gives it",
      { text: 'look', channelData: { '8x8': { cards: [{ contentType: 'Location', content: { lat: 1 } }] } } },
      { channel: 'WhatsApp' },
      [{ text: 'look', cards: [{ contentType: 'Location', content: { lat: 1 } }] }],
    ],
  ]
  for (const [name, activity, options, replies] of cases) {
    it(`is ${name}`, () => assert.deepEqual(rendered(activity, options).replies, replies))
  }

  it('remembers what buttons stand for, native or not', () => {
    assert.deepEqual(rendered(branches).choices, [
      { id: 'leeds-1', label: 'Leeds', value: 'leeds-1' },
      { id: '{"branch":2}', label: 'York', value: { branch: 2 } },
    ])
    assert.deepEqual(rendered(branches, { channel: 'SMS' }).choices?.[1], {
      id: '2',
      label: 'York',
      value: { branch: 2 },
    })
  })

  it('remembers what an adaptive card offers, for customers who type', () => {
    const { choices } = rendered(MessageFactory.attachment(CardFactory.adaptiveCard(form('1.3'))))
    assert.deepEqual(choices, [{ id: 'Home', label: 'Home', value: { to: 'home' } }])
  })

  it('lowers the version of an adaptive card that is too new, and says so', () => {
    const { replies, degraded } = rendered(MessageFactory.attachment(CardFactory.adaptiveCard(form('1.5'))))
    assert.deepEqual(replies, [{ cards: [{ contentType: ADAPTIVE, content: form('1.3') }] }])
    assert.deepEqual(degraded, ['an adaptive card of version 1.5: sent as 1.3'])
  })

  it('gives an adaptive card without a version one', () => {
    const { replies } = rendered(MessageFactory.attachment(CardFactory.adaptiveCard(form())))
    assert.equal((replies[0] as { cards: { content: { version: string } }[] }).cards[0]?.content.version, '1.3')
  })
})
