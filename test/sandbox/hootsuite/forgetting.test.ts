import assert from 'node:assert/strict'
import type { HootsuiteSimulator } from '../../../scripts/sandbox/hootsuite/index.ts'
import { stopAll } from '../simulator/services.ts'
import { botTexts, call, connected, manipulate, organization, upload } from './organization.ts'

const idsOf = (hootsuite: HootsuiteSimulator) => hootsuite.conversations().map(({ id }) => id)

describe('Hootsuite simulator: what it forgets', () => {
  afterEach(stopAll)

  it('the oldest conversations beyond its limit, first those that are Resolved', async () => {
    const hootsuite = await organization({ recordLimit: 3 })
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((text) => hootsuite.customerSays(text)))
    await hootsuite.agentResolves(b!.conversationId)
    const d = await hootsuite.customerSays('d')
    assert.deepEqual(
      idsOf(hootsuite),
      [a, c, d].map((one) => one!.conversationId),
    )
    const e = await hootsuite.customerSays('e')
    assert.deepEqual(
      idsOf(hootsuite),
      [c, d, e].map((one) => one!.conversationId),
    )
  })

  it('with a conversation its files and a contact who has no other: as if they had never been', async () => {
    const { hootsuite } = await connected({ recordLimit: 3 })
    const { customerId, conversationId } = await hootsuite.customerSays('first')
    await upload(hootsuite, conversationId, 'cat.png')
    for (const text of ['2', '3', '4', '5']) await hootsuite.customerSays(text)
    await hootsuite.idle()
    assert.equal(idsOf(hootsuite).length, 3)
    const said = await manipulate(hootsuite, conversationId, { sendMessage: { text: 'too late' } })
    assert.equal(said.status, 404)
    assert.equal((await upload(hootsuite, conversationId, 'dog.png')).status, 404)
    const attributes = { autoConfirm: true, contactAttributes: [{ attribute: 'tier', value: 'gold' }] }
    assert.equal((await call(hootsuite, 'PUT', `/v2/contact/${customerId}/contact-attributes`, attributes)).status, 404)
    assert.throws(() => hootsuite.uploads(conversationId), /not found/)
    assert.throws(() => hootsuite.contactAttributes(customerId), /not found/)
  })

  it('no contact who has another conversation, nor one who comes back', async () => {
    const hootsuite = await organization({ recordLimit: 3 })
    const { customerId } = await hootsuite.customerSays('first')
    const onFacebook = await hootsuite.customerSays('second', { customerId, medium: 'fb' })
    await hootsuite.customerSays('b')
    await hootsuite.customerSays('c')
    assert.equal(hootsuite.conversation(onFacebook.conversationId).customerId, customerId)
    await hootsuite.agentSetsAttribute(customerId, 'tier', 'gold')
    await hootsuite.customerSays('d')
    assert.throws(() => hootsuite.contactAttributes(customerId), /not found/)
    const back = await hootsuite.customerSays('me again', { customerId })
    assert.deepEqual([back.customerId, hootsuite.contactAttributes(customerId)], [customerId, []])
  })

  it('with a conversation its time-outs, and what its events that are on their way bring', async () => {
    const { hootsuite, bot } = await connected()
    // Set later, it leaves the records whole.
    hootsuite.settings.recordLimit = 3
    const body = { sendMessage: { text: 'hello' }, setContactAttributes: { tier: 'gold' } }
    bot.answer = ({ event }) => (event.type === 'INBOUND_MESSAGE_RECEIVED' ? { body, delayMs: 50 } : 200)
    const said = []
    for (const text of ['a', 'b', 'c', 'd', 'e']) said.push((await hootsuite.customerSays(text)).conversationId)
    await hootsuite.idle()
    const outcomes = said.map((id) => {
      const about = hootsuite.deliveries.filter(({ event }) => event.data.conversationId === id)
      return about.find(({ event }) => event.type === 'INBOUND_MESSAGE_RECEIVED')?.outcome
    })
    assert.deepEqual(outcomes, ['not-assigned', 'not-assigned', 'applied', 'applied', 'applied'])
    for (const id of said.slice(2)) assert.deepEqual(botTexts(hootsuite, id), ['hello'])
    hootsuite.clock.advance(24 * 3_600_000)
    assert.deepEqual(
      hootsuite.conversations().map(({ release }) => release),
      ['contact-timeout', 'contact-timeout', 'contact-timeout'],
    )
  })

  it('the oldest of one conversation’s messages with their tags, and where its notes stand', async () => {
    const { hootsuite } = await connected({ recordLimit: 3 })
    const { customerId, conversationId, messageId } = await hootsuite.customerSays('0')
    await manipulate(hootsuite, conversationId, {
      applyConversationNotes: [{ text: 'after the first' }],
      applyTags: [{ messageId, tag: 'Happy' }],
    })
    assert.equal(hootsuite.conversation(conversationId).tags.length, 1)
    for (const text of ['1', '2', '3']) await hootsuite.customerSays(text, { customerId })
    const texts = () => hootsuite.messages(conversationId).map(({ text }) => text)
    assert.deepEqual(texts(), ['1', '2', '3'])
    assert.deepEqual(hootsuite.conversation(conversationId).tags, [])
    await hootsuite.agentNotes(conversationId, 'after the last')
    assert.deepEqual(
      hootsuite.notes(conversationId).map(({ text, after }) => [text, after]),
      [
        ['after the first', 0],
        ['after the last', 3],
      ],
    )
    await hootsuite.customerSays('4', { customerId })
    assert.deepEqual(texts(), ['2', '3', '4'])
    assert.equal(hootsuite.notes(conversationId)[1]?.after, 2)
  })

  it('the oldest of one conversation’s files, which cannot be sent any more', async () => {
    const { hootsuite } = await connected({ recordLimit: 3 })
    const { conversationId } = await hootsuite.customerSays('hello')
    for (const name of ['a.png', 'b.png', 'c.png', 'd.png']) await upload(hootsuite, conversationId, name)
    assert.deepEqual(
      hootsuite.uploads(conversationId).map(({ filename }) => filename),
      ['b.png', 'c.png', 'd.png'],
    )
    const sending = (attachment: string) => manipulate(hootsuite, conversationId, { sendMessage: { attachment } })
    assert.deepEqual([(await sending('a.png')).status, (await sending('b.png')).status], [400, 200])
  })

  it('no name or number twice, however many were forgotten', async () => {
    const { hootsuite, bot } = await connected({ recordLimit: 1 })
    for (const text of ['a', 'b', 'c']) await hootsuite.customerSays(text)
    await hootsuite.idle()
    const started = bot.received.filter(({ event }) => event.type === 'CONVERSATION_STARTED')
    const numbers = started.map(({ event }) => event.data.contactProfile.secondaryIdentifier)
    assert.equal(new Set(numbers).size, numbers.length)
  })
})
