import assert from 'node:assert/strict'
import type { LookUp, PlatformCommand } from '../../adapters/core/platform.ts'
import type { ReplyContent } from '../../adapters/gladly/reply-content.ts'
import { openStage, type Stage } from './stage.ts'

const chat = (body: string): ReplyContent => ({ type: 'CHAT_MESSAGE', messageType: 'TEXT', body })

describe('Gladly: what became of a command', () => {
  let stage: Stage
  let conversationId: string
  let customerId: string
  let itemId: string
  beforeEach(async () => {
    stage = await openStage()
    ;({ conversationId, customerId, itemId } = await stage.gladly.customerSays('hello'))
  })
  afterEach(() => stage.stop())

  function lookUp(
    kind: PlatformCommand['kind'],
    body: unknown,
    known: string[] = [],
    createdAt = new Date().toISOString(),
  ): Promise<LookUp> {
    const command = { kind, id: 'command-1', body, createdAt }
    return stage.platform.lookUp!(command, stage.view(conversationId), new Set(known), AbortSignal.timeout(5_000))
  }
  const say = async (content: ReplyContent, answers = itemId): Promise<string> =>
    (await stage.deliver(conversationId, { body: { answers, content } })).platformId!

  describe('a reply', () => {
    it('is found by its text, and by nobody else having it', async () => {
      const content = chat('Your order\nis late')
      assert.deepEqual(await lookUp('reply', { answers: itemId, content }), { state: 'absent' })
      const id = await say(content)
      assert.deepEqual(await lookUp('reply', { answers: itemId, content }), { state: 'found', platformId: id })
      assert.deepEqual(await lookUp('reply', { answers: itemId, content: chat('Your order is late!') }), {
        state: 'absent',
      })
    })

    it('said twice is found as often as it was said', async () => {
      const content = chat('Anything else?')
      const first = await say(content)
      assert.deepEqual(await lookUp('reply', { answers: itemId, content }, [first]), { state: 'absent' })
      const second = await say(content)
      assert.deepEqual(await lookUp('reply', { answers: itemId, content }, [first]), {
        state: 'found',
        platformId: second,
      })
      assert.deepEqual(await lookUp('reply', { answers: itemId, content }, [first, second]), { state: 'absent' })
    })

    it('to an earlier item is another one', async () => {
      const content = chat('Anything else?')
      await say(content)
      const later = await stage.gladly.customerSays('no', { customerId })
      assert.deepEqual(await lookUp('reply', { answers: later.itemId, content }), { state: 'absent' })
    })

    it('of a person or the customer is not ours', async () => {
      await stage.gladly.agentSays(conversationId, 'Hi', stage.gladly.humanAgentId)
      await stage.gladly.customerSays('Hi', { customerId })
      assert.deepEqual(await lookUp('reply', { answers: itemId, content: chat('Hi') }), { state: 'absent' })
    })

    it('by e-mail is found by its text', async () => {
      const mail = await stage.gladly.customerSays('by mail', { customerId, channel: 'EMAIL' })
      const content: ReplyContent = {
        type: 'EMAIL',
        body: '<p>It ships <strong>tomorrow</strong> &amp; fast.</p>',
        bodyPlain: 'It ships tomorrow & fast.',
      }
      const id = await say(content, mail.itemId)
      assert.deepEqual(await lookUp('reply', { answers: mail.itemId, content }), { state: 'found', platformId: id })
      const htmlOnly = { ...content, bodyPlain: 'something else' }
      assert.deepEqual(await lookUp('reply', { answers: mail.itemId, content: htmlOnly }), {
        state: 'found',
        platformId: id,
      })
    })

    it('that knew no item is looked for since it was said', async () => {
      const content = chat('Hi')
      const id = await say(content)
      assert.deepEqual(await lookUp('reply', { content }), { state: 'found', platformId: id })
      const later = new Date(Date.now() + 3_600_000).toISOString()
      assert.deepEqual(await lookUp('reply', { content }, [], later), { state: 'absent' })
    })

    it('cannot be told in a list that Gladly cut', async () => {
      stage.gladly.settings.itemsLimit = 1
      await say(chat('Hi'))
      await stage.gladly.customerSays('more', { customerId })
      const state = (await lookUp('reply', { answers: itemId, content: chat('Never said') })).state
      assert.equal(state, 'cannot-tell')
    })
  })

  it('a note is found by its text', async () => {
    const body = { text: 'a <b> & c\nd' }
    assert.deepEqual(await lookUp('add-note', body), { state: 'absent' })
    const { platformId } = await stage.deliver(conversationId, { kind: 'add-note', body })
    assert.deepEqual(await lookUp('add-note', body), { state: 'found', platformId })
    assert.deepEqual(await lookUp('add-note', body, [platformId!]), { state: 'absent' })
    assert.deepEqual(await lookUp('add-note', { text: 'a <b> & c' }), { state: 'absent' })
  })

  it('a hand-off is found by where the conversation is', async () => {
    assert.deepEqual(await lookUp('hand-off', {}), { state: 'same-again' })
    await stage.deliver(conversationId, { kind: 'hand-off', body: {} })
    assert.deepEqual(await lookUp('hand-off', {}), { state: 'found' })
    assert.deepEqual(await lookUp('hand-off', { queue: 'billing' }), { state: 'same-again' })
    assert.deepEqual(await lookUp('hand-off', { queue: 'nope' }), { state: 'same-again' })
  })

  it('a resolve is found by the conversation’s status', async () => {
    assert.deepEqual(await lookUp('resolve', {}), { state: 'same-again' })
    await stage.gladly.close(conversationId)
    assert.deepEqual(await lookUp('resolve', {}), { state: 'found' })
  })

  it('everything else may be done again', async () => {
    for (const kind of ['platform', 'add-topics', 'remove-topics', 'set-attributes'] as const) {
      assert.deepEqual(await lookUp(kind, {}), { state: 'same-again' })
    }
  })
})
