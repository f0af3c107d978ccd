import assert from 'node:assert/strict'
import type { PlatformCommand } from '../../adapters/core/platform.ts'
import { compose } from '../../adapters/hootsuite/compose.ts'
import { createHootsuitePlatform } from '../../adapters/hootsuite/index.ts'
import type { HootsuiteProfileInput } from '../../adapters/hootsuite/profile.ts'
import { command, profile, SECRET, viewWith } from './fixtures.ts'

const composed = (commands: PlatformCommand[], changes: HootsuiteProfileInput = {}) =>
  compose(commands, profile(changes))
const say = (text: string) => command('reply', { text })
const topics = (...names: string[]) => command('add-topics', { topics: names })
const note = (text: string) => command('add-note', { text })
const set = (attributes: Record<string, unknown>) => command('set-attributes', { scope: 'contact', attributes })

describe('Hootsuite: an answer in the response', () => {
  it('is everything a turn asked, in one object', () => {
    assert.deepEqual(
      composed([
        say('Votre colis arrive demain.'),
        topics('Livraison'),
        set({ last_parcel: 'FR-118' }),
        note('colis FR-118'),
        say('Je vous passe un conseiller.'),
        command('hand-off', { reason: 'veut une personne' }),
      ]),
      {
        sendMessages: [{ text: 'Votre colis arrive demain.' }, { text: 'Je vous passe un conseiller.' }],
        applyTopics: ['Livraison'],
        applyConversationNotes: [{ text: 'colis FR-118' }, { text: 'veut une personne' }],
        setContactAttributes: { last_parcel: 'FR-118' },
        complete: 'HANDOVER',
      },
    )
  })

  it('has no key for what was not asked', () => {
    assert.deepEqual(composed([]), {})
    assert.deepEqual(composed([say('Hi')]), { sendMessage: { text: 'Hi' } })
    assert.deepEqual(composed([command('resolve', {})]), { complete: 'RESOLVED' })
  })

  it('joins messages into one where the profile knows no list of them', () => {
    const one = composed([say('Hi'), say('How can I help?')], { useSendMessages: false })
    assert.deepEqual(one, { sendMessage: { text: 'Hi\n\nHow can I help?' } })
  })

  it('names each topic once, whatever its case', () => {
    assert.deepEqual(composed([topics('Billing', 'Orders'), topics('billing')]), { applyTopics: ['Billing', 'Orders'] })
    assert.deepEqual(composed([topics('billing', 'Typo')], { topics: ['Billing'] }), { applyTopics: ['billing'] })
  })

  it('has tags with their message, or bare where it has no id', () => {
    const tags = [{ messageId: 'm1', tag: 'Happy' }]
    assert.deepEqual(composed([command('reply', { text: 'Hi', tags })]), {
      sendMessage: { text: 'Hi' },
      applyTags: tags,
    })
    assert.deepEqual(composed([command('reply', { tags: [{ tag: 'Happy' }, { tag: 'Urgent' }] })]), {
      applyTags: ['Happy', 'Urgent'],
    })
  })

  it('sets an attribute as a text, and to its first value', () => {
    assert.deepEqual(composed([set({ a: 1, b: true }), set({ a: 2, 'not an alias': 'x', gone: null })]), {
      setContactAttributes: { a: '1', b: 'true' },
    })
    assert.deepEqual(composed([command('set-attributes', { scope: 'conversation', attributes: { a: 1 } })]), {})
  })

  it('hands over rather than resolves, once', () => {
    const ends = [command('resolve', {}), command('hand-off', {}), command('hand-off', {})]
    assert.deepEqual(composed(ends), { complete: 'HANDOVER' })
  })

  it('tells whoever takes over why, unless a note has told it', () => {
    const handOff = command('hand-off', { reason: 'a broken  parcel', queue: 'returns' })
    assert.deepEqual(composed([handOff]).applyConversationNotes, [{ text: 'a broken  parcel\nQueue: returns' }])
    const known = composed([note('Has a broken parcel, twice'), handOff])
    assert.deepEqual(known.applyConversationNotes, [{ text: 'Has a broken parcel, twice' }, { text: 'Queue: returns' }])
    assert.deepEqual(composed([handOff], { reasonNote: false }), { complete: 'HANDOVER' })
  })

  it('is JSON with status 200, within the time Hootsuite gives', () => {
    const { response } = createHootsuitePlatform({ webhookSecrets: [SECRET] })
    const answer = response!.compose([say('Hi')], viewWith())
    assert.equal(answer.status, 200)
    assert.match(answer.headers?.['Content-Type'] ?? '', /^application\/json/)
    assert.deepEqual(JSON.parse(answer.body!), { sendMessage: { text: 'Hi' } })
    assert.equal(response!.empty.body, '{}')
    assert.ok(response!.budgetMs > 9_000 && response!.budgetMs < response!.limitMs)
    assert.deepEqual([response!.limitMs, response!.deliveries, response!.repeatMs], [10_000, 4, 60_000])
  })

  it('is a hand-over for a turn that took too long, or the text of the profile', () => {
    const { response } = createHootsuitePlatform({ webhookSecrets: [SECRET] })
    assert.deepEqual([response!.fallback.body, response!.fallbackHandsOff], ['{"complete":"HANDOVER"}', true])
    const text = createHootsuitePlatform({ webhookSecrets: [SECRET], profile: { fallback: { text: 'One moment' } } })
    assert.deepEqual(JSON.parse(text.response!.fallback.body!), { sendMessage: { text: 'One moment' } })
    assert.equal(text.response!.fallbackHandsOff, false)
  })

  it('is the only way out: anything else is refused with what to set', async () => {
    const { deliver } = createHootsuitePlatform({ webhookSecrets: [SECRET] })
    await assert.rejects(deliver(say('Hi'), viewWith(), new AbortController().signal), /can only answer/)
  })
})
