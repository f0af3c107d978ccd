import type { Activity } from 'botbuilder'
import fc from 'fast-check'
import type { ConversationRecord } from '../../../adapters/core/conversation.ts'
import { mutated } from './envelopes.ts'
import { oddValue } from './json.ts'
import { oddText } from './text.ts'

const action = { type: 'imBack', title: 'Yes', value: 'yes' }
const card = (kind: string, content: object) => ({ contentType: `application/vnd.microsoft.card.${kind}`, content })

/** What bots say: every kind of content at least once. */
const SAID: readonly Partial<Activity>[] = [
  { type: 'message', text: 'hello **you**', textFormat: 'markdown', speak: 'hello', locale: 'en-GB' },
  {
    type: 'message',
    text: 'x',
    inputHint: 'expectingInput',
    channelData: { subject: 'a', shortcodes: true, applyTags: ['a'] },
  },
  {
    type: 'message',
    text: 'choose',
    suggestedActions: { to: [], actions: [action, { ...action, type: 'openUrl', value: 'https://a.example' }] },
  },
  {
    type: 'message',
    attachments: [
      card('hero', {
        title: 'A',
        subtitle: 'B',
        text: 'C',
        images: [{ url: 'https://a.example/i.png' }],
        buttons: [action],
        tap: action,
      }),
      card('thumbnail', { title: 'A', buttons: [action] }),
      card('signin', { text: 'A', buttons: [{ ...action, type: 'signin', value: 'https://a.example' }] }),
    ],
    attachmentLayout: 'carousel',
  },
  {
    type: 'message',
    attachments: [
      card('receipt', {
        title: 'R',
        total: '5',
        facts: [{ key: 'a', value: 'b' }],
        items: [{ title: 'x', price: '1' }],
      }),
      card('audio', { title: 'A', media: [{ url: 'https://a.example/a.mp3' }] }),
      card('animation', { media: [{ url: 'data:image/gif;base64,AAAA' }] }),
    ],
  },
  {
    type: 'message',
    attachments: [
      card('adaptive', {
        type: 'AdaptiveCard',
        version: '1.3',
        body: [
          { type: 'TextBlock', text: 'A' },
          { type: 'FactSet', facts: [{ title: 'a', value: 'b' }] },
          { type: 'ColumnSet', columns: [{ type: 'Column', items: [{ type: 'Image', url: 'https://a.example/i' }] }] },
          { type: 'Input.ChoiceSet', id: 'c', choices: [{ title: 'x', value: 'y' }] },
          { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Go', data: { a: 1 } }] },
        ],
        actions: [
          { type: 'Action.OpenUrl', title: 'Web', url: 'https://a.example' },
          { type: 'Action.ShowCard', card: {} },
        ],
      }),
    ],
  },
  {
    type: 'message',
    attachments: [
      { contentType: 'image/png', contentUrl: 'https://a.example/i.png', name: 'i.png' },
      { contentType: 'application/pdf', contentUrl: 'data:application/pdf;base64,AAAA', name: 'a.pdf' },
      { contentType: 'video/mp4', contentUrl: 'http://127.0.0.1:9/v.mp4' },
    ],
  },
  { type: 'event', name: 'handoff.initiate', value: { Skill: 'billing' } },
  { type: 'trace', name: 'x', value: {}, valueType: 'y', label: 'z' },
] as unknown as Partial<Activity>[]

/** Anything a bot may hand to `sendActivity`, and some it should not. */
export const oddActivity: fc.Arbitrary<Partial<Activity>> = fc.oneof(
  { weight: 8, arbitrary: mutated(SAID) },
  { weight: 2, arbitrary: oddText.map((text) => ({ type: 'message', text })) },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.record({ type: fc.constantFrom('imBack', 'postBack', 'openUrl', 'call'), title: oddText, value: oddValue }),
        { maxLength: 30 },
      )
      .map((actions) => ({ type: 'message', text: 'choose', suggestedActions: { actions } })),
  },
) as fc.Arbitrary<Partial<Activity>>

/** What core may have on record of a conversation. */
export const oddRecord: fc.Arbitrary<ConversationRecord> = fc.record({
  epoch: fc.nat(5),
  owner: fc.constantFrom('bot', 'queue', 'agent', 'closed'),
  tenure: fc.nat(5),
  heard: fc.nat(5),
})
