import assert from 'node:assert/strict'
import { sameText, textOfHtml } from '../../adapters/gladly/html.ts'
import { isCustomersMessage, lastOfCustomer, textOf, timeOf, unanswered } from '../../adapters/gladly/items.ts'
import { choiceIn } from '../../adapters/gladly/message.ts'
import { gladlyProfile } from '../../adapters/gladly/profile.ts'
import { type Item, itemSchema } from '../../adapters/gladly/schemas.ts'
import { json } from './fixtures.ts'

const item = (name: string, changes: Partial<Item> = {}): Item => ({
  ...itemSchema.parse(json(`items/${name}`)),
  ...changes,
})
const by = (type: string, id: string, itemId = `${type}-item`): Item =>
  item('chat-with-file', { id: itemId, initiator: { type, id } as Item['initiator'] })

describe('Gladly: items of a conversation', () => {
  it('have their text in different places', () => {
    assert.equal(textOf(item('chat-with-file')), 'The kettle came with a cracked lid.')
    assert.equal(textOf(item('email')), 'Hello,\nany news about the new lid?\nInes')
    assert.equal(textOf(item('note')), '<p>Wants a refund</p>')
    assert.equal(textOf(item('voicemail')), '')
    assert.equal(textOf(item('email', { content: { ...item('email').content, content: '' } })), 'Cracked lid, PR-77120')
    assert.equal(timeOf(item('email')), '2026-03-10T07:30:00.010Z')
  })

  it('may tell which quick reply was taken', () => {
    assert.equal(choiceIn(item('quick-reply-response')), 'new_lid')
    assert.equal(choiceIn(item('chat-with-file')), undefined)
    const odd = item('quick-reply-response')
    assert.equal(choiceIn({ ...odd, content: { ...odd.content, messageData: null } }), undefined)
  })

  it('can be answered if they are the customer’s messages', () => {
    for (const name of ['chat-with-file', 'quick-reply-response', 'email'])
      assert.ok(isCustomersMessage(item(name)), name)
    for (const name of ['voicemail', 'note']) assert.ok(!isCustomersMessage(item(name)), name)
    for (const type of ['AGENT', 'EXTERNAL', 'INTERNAL', 'SYSTEM']) assert.ok(!isCustomersMessage(by(type, 'x')), type)
    assert.ok(!isCustomersMessage(item('email', { initiator: undefined })))
  })

  it('wait for an answer until a person or a bot has written', () => {
    const profile = gladlyProfile.parse({ initiators: { ours: ['other-api-user'] } })
    const asked = item('chat-with-file', { id: 'asked' })
    const mailed = item('email', { id: 'mailed' })
    const waiting = (...items: Item[]): string[] => unanswered(items, profile).map(({ id }) => id)
    assert.deepEqual(waiting(asked, item('note'), mailed, item('voicemail')), ['asked', 'mailed'])
    for (const answer of [by('AGENT', 'a'), by('API', 'a'), by('SYSTEM', 'SIDEKICK_V2'), by('ODD', 'other-api-user')]) {
      assert.deepEqual(waiting(asked, answer, mailed), ['mailed'])
    }
    for (const none of [
      by('SYSTEM', 'AUTO_REPLY'),
      by('EXTERNAL', 'x'),
      item('note'),
      item('email', { initiator: undefined }),
    ]) {
      assert.deepEqual(waiting(asked, none), ['asked'])
    }
    assert.equal(lastOfCustomer([asked, mailed, item('voicemail'), item('note')])?.id, 'mailed')
    assert.equal(lastOfCustomer([item('note')]), undefined)
  })
})

describe('Gladly: texts', () => {
  it('are the same but for white space and markup', () => {
    assert.ok(sameText('a <b> & c\nd', 'a &lt;b&gt; &amp; c<br>d'))
    assert.ok(sameText('It ships tomorrow.', '<p>It ships <strong>tomorrow</strong>.</p>'))
    assert.ok(sameText('e\u0301', '\u00e9'))
    assert.ok(!sameText('yes', 'yes!'))
  })

  it('are what is left of HTML', () => {
    assert.equal(textOfHtml('a&#39;b &#x1F600; &nbsp;&unknown; &#99999999;').trim(), "a'b 😀  &unknown; &#99999999;")
  })
})
