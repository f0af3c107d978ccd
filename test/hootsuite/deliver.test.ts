import assert from 'node:assert/strict'
import type { ConversationRecord } from '../../adapters/core/conversation.ts'
import { PlatformRefusedError } from '../../adapters/core/errors.ts'
import type { Platform, PlatformCommand } from '../../adapters/core/platform.ts'
import { createHootsuitePlatform, type HootsuiteSettings } from '../../adapters/hootsuite/index.ts'
import { type HootsuiteSimulator, startHootsuiteSimulator } from '../../scripts/sandbox/hootsuite/index.ts'
import { openStub, type Stub } from '../core/http-stub.ts'
import { watchHootsuite } from '../specs/watch.ts'
import { command, SECRET, viewWith } from './fixtures.ts'

const never = new AbortController().signal

describe('Hootsuite: commands over the API', () => {
  let hootsuite: HootsuiteSimulator
  /** Where the virtual agent's webhook leads, and files come from. */
  let stub: Stub
  let platform: Platform
  let said: { customerId: string; conversationId: string; messageId: string }

  const platformWith = (changes: HootsuiteSettings = {}): Platform => {
    const { url: baseUrl, clientId, clientSecret, organizationId } = hootsuite
    const settings = { webhookSecrets: [SECRET], baseUrl, clientId, clientSecret, organizationId, ...changes }
    return createHootsuitePlatform({ requestsPerSecond: 10_000, ...settings })
  }
  const view = (data: ConversationRecord['data'] = {}) => {
    const { key, ...rest } = viewWith({ epoch: 1, owner: 'bot', data })
    return { ...rest, key: { ...key, conversationId: said.conversationId } }
  }
  const deliver = (one: PlatformCommand, data?: ConversationRecord['data']) => platform.deliver(one, view(data), never)
  const snapshot = () => hootsuite.conversation(said.conversationId)
  const bodies = () =>
    hootsuite.calls.filter(({ path }) => /conversations\/[^/]+$/.test(path)).map(({ body }) => body as object)

  beforeEach(async () => {
    stub = await openStub()
    hootsuite = watchHootsuite(
      await startHootsuiteSimulator({ webhookUrl: `${stub.url}/hook`, requestsPerSecond: 10_000 }),
    )
    platform = platformWith()
    said = await hootsuite.customerSays('hello', { name: 'Tom', medium: 'fb' })
    await hootsuite.idle()
  })
  afterEach(async () => {
    await platform.close?.()
    await hootsuite.stop()
    await stub.stop()
  })

  it('say, tag, classify, note and set, each by one call', async () => {
    const tags = [{ messageId: said.messageId, tag: 'Happy' }]
    await deliver(command('reply', { text: 'Hi Tom', tags }))
    await deliver(command('add-topics', { topics: ['billing'] }))
    await deliver(command('add-note', { text: 'Wants a refund' }))
    await deliver(command('set-attributes', { scope: 'contact', attributes: { last_order: 1182 } }))
    assert.deepEqual(
      hootsuite.botMessages(said.conversationId).map(({ text, via }) => [text, via]),
      [['Hi Tom', 'rest']],
    )
    const { topics, notes, contactAttributes, tags: applied } = snapshot()
    assert.deepEqual(topics, ['Billing'])
    assert.deepEqual(notes, ['Wants a refund'])
    assert.equal(contactAttributes.last_order, '1182')
    assert.deepEqual(applied, tags)
    assert.equal(bodies().length, 4)
  })

  it('hand over with the reason as a note, unless a note has told it', async () => {
    await deliver(command('hand-off', { reason: 'asked for a person', queue: 'billing' }))
    assert.equal(snapshot().owner, 'new')
    assert.deepEqual(snapshot().notes, ['asked for a person\nQueue: billing'])

    said = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    await deliver(command('add-note', { text: 'Tom asked for a person.' }))
    await deliver(command('hand-off', { reason: 'asked for a person' }))
    assert.deepEqual(snapshot().notes, ['Tom asked for a person.'])
  })

  it('resolve', async () => {
    await deliver(command('resolve', {}))
    assert.equal(snapshot().owner, 'resolved')
  })

  it('are refused with 404 once the conversation is not the bot’s, and that ends the epoch', async () => {
    await hootsuite.agentTakes(said.conversationId)
    for (const one of [command('reply', { text: 'Hi' }), command('hand-off', {}), command('resolve', {})]) {
      await assert.rejects(deliver(one), (error) => {
        assert.ok(error instanceof PlatformRefusedError)
        assert.deepEqual(platform.ownerFromRefusal!(error), {
          owner: 'closed',
          why: 'unknown: taken over, timed out or resolved',
        })
        return true
      })
    }
    assert.equal(platform.ownerFromRefusal!(new PlatformRefusedError('x', { status: 400 })), undefined)
  })

  it('tell what Hootsuite has no way for, without a call for it', async () => {
    const rejected = async (one: PlatformCommand, data?: ConversationRecord['data']) =>
      (await deliver(one, data)).rejected?.map(({ what }) => what)
    assert.deepEqual(await rejected(command('remove-topics', { topics: ['Billing'] })), ['Billing'])
    const attributes = { 'no alias': 'x', gone: null }
    assert.deepEqual(await rejected(command('set-attributes', { scope: 'contact', attributes })), ['no alias', 'gone'])
    assert.deepEqual(await rejected(command('set-attributes', { scope: 'conversation', attributes: { a: 1 } })), ['a'])
    assert.deepEqual(await rejected(command('reply', { tags: [{ tag: 'Happy' }] })), ['tag Happy'])
    assert.equal(bodies().length, 0)

    await platform.close?.()
    platform = platformWith({ profile: { topics: ['Billing'] } })
    assert.deepEqual(await rejected(command('add-topics', { topics: ['Billing', 'Bilding'] })), ['Bilding'])
    assert.deepEqual(bodies(), [{ applyTopics: ['Billing'] }])
  })

  it('tell that an attribute keeps the value it had when the conversation began', async () => {
    const contactAttributes = [
      { attribute: 'tier', value: 'gold', source: 'AGENT' },
      { attribute: 'empty', source: 'AGENT' },
    ]
    const attributes = { tier: 'silver', empty: 'x' }
    const { rejected } = await deliver(command('set-attributes', { scope: 'contact', attributes }), {
      contactAttributes,
    })
    assert.deepEqual(
      rejected?.map(({ what }) => what),
      ['tier'],
    )
    const same = command('set-attributes', { scope: 'contact', attributes: { tier: 'gold' } })
    assert.deepEqual(await deliver(same, { contactAttributes }), {})
  })

  it('show typing, and stop it with the next message', async () => {
    await platform.typing!(view())
    assert.equal(snapshot().typing, true)
    await deliver(command('reply', { text: 'one' }))
    await deliver(command('reply', { text: 'two' }))
    assert.deepEqual(bodies(), [
      { indicateTyping: 'START' },
      { sendMessage: { text: 'one' }, indicateTyping: 'STOP' },
      { sendMessage: { text: 'two' } },
    ])
  })

  it('look a hand-off or resolve up by asking for nothing', async () => {
    const lookUp = (one: PlatformCommand) => platform.lookUp!(one, view(), new Set(), never)
    for (const kind of ['hand-off', 'resolve'] as const) {
      assert.deepEqual(await lookUp(command(kind, {})), { state: 'absent' })
    }
    assert.deepEqual(await lookUp(command('reply', { text: 'x' })), { state: 'cannot-tell' })
    assert.deepEqual(await lookUp(command('add-topics', { topics: ['Billing'] })), { state: 'same-again' })
    hootsuite.faults.api({ match: { method: 'POST' }, kind: 'reset-after', times: 1 })
    await assert.rejects(deliver(command('hand-off', {})))
    assert.equal(snapshot().owner, 'new')
    assert.deepEqual(await lookUp(command('hand-off', {})), { state: 'found' })
  })

  describe('with a file', () => {
    const send = (file: object) => deliver(command('reply', { file }))
    const last = () => hootsuite.botMessages(said.conversationId).at(-1)

    beforeEach(() => {
      stub.on(/shoe/, () => ({ status: 200, body: Buffer.from([9, 8, 7]), headers: { 'Content-Type': 'image/png' } }))
    })

    it('fetch it, upload it under a name that is allowed, and send it', async () => {
      assert.deepEqual(await send({ url: `${stub.url}/shoe`, name: 'Shoe (red)' }), {})
      const [upload] = hootsuite.uploads(said.conversationId)
      assert.match(upload!.filename, /^[0-9a-f]{8}-Shoe_red\.png$/)
      assert.equal(upload!.contentType, 'image/png')
      assert.deepEqual(upload!.body, Buffer.from([9, 8, 7]))
      assert.equal(last()!.attachment, upload!.filename)
    })

    it('take it from its address where it is all there', async () => {
      await send({ url: 'data:text/plain,hello', name: 'note.txt', type: 'text/plain' })
      assert.match(last()!.attachment!, /note\.txt$/)
    })

    it('send it again after a lost answer', async () => {
      hootsuite.faults.api({ match: { path: /attachments/ }, kind: 'reset-after', times: 1 })
      await assert.rejects(send({ url: `${stub.url}/shoe`, name: 'Shoe' }))
      assert.deepEqual(await send({ url: `${stub.url}/shoe`, name: 'Shoe' }), {})
      assert.ok(last()!.attachment)
    })

    it('give its address where the medium does not carry the type, or it cannot be fetched', async () => {
      stub.on(/odd/, () => ({ status: 200, body: 'x', headers: { 'Content-Type': 'application/x-odd' } }))
      stub.on(/large/, () => ({ status: 200, body: Buffer.alloc(10_000_000) }))
      stub.on(/gone/, () => ({ status: 404 }))
      for (const name of ['odd', 'large', 'gone']) {
        const { rejected } = await send({ url: `${stub.url}/${name}`, name })
        assert.equal(rejected?.[0]?.what, `attachment ${name}`)
        assert.equal(last()!.text, `${name}: ${stub.url}/${name}`)
      }
      assert.equal(hootsuite.uploads(said.conversationId).length, 0)
    })

    it('say nothing where there is no address to give', async () => {
      const { rejected } = await send({ url: 'data:application/x-odd,x', name: 'odd' })
      assert.equal(rejected?.length, 1)
      assert.equal(last(), undefined)
    })

    it('end the epoch by a 404 on the upload as well', async () => {
      await hootsuite.agentTakes(said.conversationId)
      await assert.rejects(send({ url: `${stub.url}/shoe`, name: 'Shoe' }), (error) => {
        return error instanceof PlatformRefusedError && platform.ownerFromRefusal!(error)?.owner === 'closed'
      })
    })
  })
})
