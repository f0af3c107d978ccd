import assert from 'node:assert/strict'
import type { ConversationRecord } from '../../adapters/core/conversation.ts'
import type { IncomingEvent } from '../../adapters/core/engine/engine.ts'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../../adapters/core/errors.ts'
import type { CustomerMessage, Happening, Interpretation } from '../../adapters/core/platform.ts'
import { fixture } from './fixtures.ts'
import { openStage, type Stage } from './stage.ts'

const kinds = ({ happenings }: Interpretation): string[] =>
  happenings.map((happening) => (happening.kind === 'owner' ? `owner ${happening.owner}` : happening.kind))

function messageIn({ happenings }: Interpretation): CustomerMessage {
  const message = happenings.find((happening) => happening.kind === 'message')
  assert.ok(message?.kind === 'message')
  return message
}

function find<K extends Happening['kind']>({ happenings }: Interpretation, kind: K): Happening & { kind: K } {
  const found = happenings.find((happening) => happening.kind === kind)
  assert.ok(found !== undefined, `no ${kind}`)
  return found as Happening & { kind: K }
}

const BOT: Partial<ConversationRecord> = { owner: 'bot', epoch: 1, tenure: 1 }
const QUEUE: Partial<ConversationRecord> = { owner: 'queue', epoch: 1, tenure: 2 }
const AGENT: Partial<ConversationRecord> = { owner: 'agent', epoch: 1, tenure: 2 }

const MESSAGE = 'CONTACT/MESSAGE_RECEIVED'
const MOVED = 'CONVERSATION_ASSIGNEE/UPDATED'
const SENT = 'CONTACT/MESSAGE_SENT'

describe('Gladly: what an event means', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.stop())

  describe('a message of the customer', () => {
    it('in an AI inbox is claimed, and the bot’s', async () => {
      const { gladly } = stage
      const customerId = gladly.createCustomer({ name: 'Ines Ferro' })
      const { itemId } = await gladly.customerSays('hello', { customerId })
      const meant = await stage.interpret(await stage.last(MESSAGE))
      assert.deepEqual(kinds(meant), ['first', 'message'])
      assert.deepEqual(find(meant, 'first').body, { do: 'claim', inboxId: gladly.aiInboxId })
      assert.deepEqual(meant.customer, { id: customerId, name: 'Ines Ferro' })
      assert.equal(meant.botOwnsNow, true)
      assert.deepEqual(meant.data, { lastItem: { id: itemId, contentType: 'CHAT_MESSAGE' }, given: [itemId] })
      const { id, text, at, channelData } = messageIn(meant)
      assert.deepEqual([id, text], [itemId, 'hello'])
      assert.ok(at?.endsWith('Z'))
      assert.equal((channelData as { item: { id: string } }).item.id, itemId)
    })

    it('in a conversation that is ours already needs no claim, and no name', async () => {
      const { gladly } = stage
      const { conversationId, customerId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: gladly.botAgentId })
      await gladly.customerSays('more', { customerId })
      const event = await stage.last(MESSAGE)
      let meant: Interpretation | undefined
      const calls = await stage.callsOf(async () => {
        meant = await stage.interpret(event, { ...BOT, customer: { id: customerId } })
      })
      assert.deepEqual(kinds(meant!), ['owner bot', 'message'])
      assert.deepEqual(calls.filter((call) => !call.includes('/agents')).length, 2)
    })

    it('in another inbox costs no call and is nothing', async () => {
      await stage.gladly.customerSays('hello', { inboxId: stage.gladly.billingInboxId })
      const event = await stage.last(MESSAGE)
      const calls = await stage.callsOf(async () => {
        assert.deepEqual(kinds(await stage.interpret(event)), ['ignored'])
      })
      assert.deepEqual(calls, [])
    })

    it('under its old name, which says no inbox, is asked for', async () => {
      const { conversationId, itemId } = await stage.gladly.customerSays('hello', {
        inboxId: stage.gladly.billingInboxId,
      })
      const legacy = { ...(await stage.last(MESSAGE)), type: 'MESSAGE/RECEIVED' }
      const body = JSON.stringify({ type: 'MESSAGE/RECEIVED', content: { conversationId, conversationItemId: itemId } })
      assert.deepEqual(kinds(await stage.interpret({ ...legacy, body })), ['ignored'])
      await stage.gladly.assign(conversationId, { inboxId: stage.gladly.aiInboxId })
      assert.deepEqual(kinds(await stage.interpret({ ...legacy, body })), ['first', 'message'])
    })

    it('that the bot has had is nothing, except where a person puts it back', async () => {
      const { itemId } = await stage.gladly.customerSays('hello')
      const event = await stage.last(MESSAGE)
      const record = { ...BOT, data: { given: [itemId] } }
      const calls = await stage.callsOf(async () => {
        assert.deepEqual(kinds(await stage.interpret(event, record)), ['ignored'])
      })
      assert.deepEqual(calls, [])
      assert.deepEqual(kinds(await stage.interpret({ ...event, origin: 'replay' }, record)), [
        'owner bot',
        'first',
        'message',
      ])
    })

    it('remembers the last fifty that the bot has had', async () => {
      const { itemId } = await stage.gladly.customerSays('hello')
      const given = Array.from({ length: 50 }, (_, index) => `item-${index}`)
      const meant = await stage.interpret(await stage.last(MESSAGE), { ...BOT, data: { given } })
      assert.deepEqual(meant.data?.given, [...given.slice(1), itemId])
    })

    it('while a person has it is theirs', async () => {
      const { gladly } = stage
      const { conversationId, itemId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
      const event = await stage.last(MESSAGE)
      assert.deepEqual(kinds(await stage.interpret(event)), ['ignored'], 'not held')
      const meant = await stage.interpret(event, BOT)
      assert.deepEqual(kinds(meant), ['owner agent', 'message'])
      assert.deepEqual(find(meant, 'owner').agent, { id: gladly.humanAgentId, name: 'Amy Agent' })
      assert.deepEqual(meant.data, { lastItem: { id: itemId, contentType: 'CHAT_MESSAGE' }, given: [] })
      assert.equal(meant.botOwnsNow, undefined)
    })

    it('in an AI inbox with a person assigned is theirs as well', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: gladly.humanAgentId })
      assert.deepEqual(kinds(await stage.interpret(await stage.last(MESSAGE), BOT)), ['owner agent', 'message'])
    })

    it('in another inbox with nobody assigned waits in a queue', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId })
      assert.deepEqual(kinds(await stage.interpret(await stage.last(MESSAGE), BOT)), ['owner queue', 'message'])
    })

    it('that comes while our own hand-off is on its way is not counted as had', async () => {
      const { itemId } = await stage.gladly.customerSays('hello')
      const meant = await stage.interpret(await stage.last(MESSAGE), { ...QUEUE, leaving: 'hand-off' })
      assert.deepEqual(meant.data, { lastItem: { id: itemId, contentType: 'CHAT_MESSAGE' }, given: [] })
    })

    it('comes with its quick reply, and its files by addresses that need no credentials', async () => {
      const { gladly } = stage
      const files = [{ contentType: 'image/jpeg', filename: 'lid.jpg', body: 'JPEG' }]
      await gladly.customerSays('look', { attachments: files })
      const { attachments } = messageIn(await stage.interpret(await stage.last(MESSAGE)))
      assert.equal(attachments?.length, 1)
      const [file] = attachments!
      assert.deepEqual([file?.name, file?.contentType], ['lid.jpg', 'image/jpeg'])
      assert.equal(await (await fetch(file!.contentUrl!)).text(), 'JPEG')
      assert.ok(gladly.attachmentHostRequests.every(({ headers }) => headers.authorization === undefined))
    })

    it('names files it cannot have', async () => {
      await stage.gladly.customerSays('look', {
        attachments: [{ contentType: 'image/jpeg', filename: 'lid.jpg', body: 'J' }],
      })
      stage.gladly.faults.api({ match: { path: /attachments/ }, kind: 'status', status: 404 })
      const { attachments } = messageIn(await stage.interpret(await stage.last(MESSAGE)))
      assert.deepEqual(attachments, [{ contentType: 'image/jpeg', name: 'lid.jpg' }])
    })

    it('tells which quick reply was taken', async () => {
      const { gladly } = stage
      const { conversationId, customerId, itemId } = await gladly.customerSays('hello')
      const options = [{ id: 'new_lid', label: 'Send a new lid' }]
      const content = {
        type: 'CHAT_MESSAGE',
        messageType: 'QUICK_REPLY_REQUEST',
        body: 'What?',
        messageData: { options },
      }
      await stage.deliver(conversationId, { kind: 'reply', body: { answers: itemId, content } })
      await gladly.customerSays('', { customerId, quickReplyOptionId: 'new_lid' })
      const message = messageIn(await stage.interpret(await stage.last(MESSAGE), BOT))
      assert.deepEqual([message.text, message.choiceId], ['Send a new lid', 'new_lid'])
    })

    it('moves the conversation to its channel', async () => {
      const { gladly } = stage
      const { customerId } = await gladly.customerSays('hello')
      for (const [channel, contentType] of [
        ['EMAIL', 'EMAIL'],
        ['FB_MESSENGER', 'FACEBOOK_MESSAGE'],
        ['WHATSAPP', 'WHATSAPP'],
      ] as const) {
        const { itemId } = await gladly.customerSays('more', { customerId, channel })
        const meant = await stage.interpret(await stage.last(MESSAGE), BOT)
        assert.deepEqual(meant.data?.lastItem, { id: itemId, contentType })
      }
    })

    it('of a third party in an e-mail thread is not the customer’s', async () => {
      await stage.gladly.customerSays('me too', { channel: 'EMAIL', initiatorType: 'EXTERNAL' })
      assert.deepEqual(kinds(await stage.interpret(await stage.last(MESSAGE), BOT)), ['owner bot', 'ignored'])
    })

    it('that nobody can reply to is told to the bot as an event', async () => {
      const { gladly } = stage
      const { itemId } = await gladly.customerSays('voice', { channel: 'VOICEMAIL' })
      const meant = await stage.interpret(await stage.last(MESSAGE))
      assert.deepEqual(kinds(meant), ['first', 'started', 'event'])
      const { name, value } = find(meant, 'event')
      assert.equal(name, 'contactcenter.unanswerable')
      assert.equal((value as { itemId: string }).itemId, itemId)
      assert.deepEqual(meant.data, { given: [itemId] })
    })

    it('of somebody Gladly has no name for has none', async () => {
      await stage.gladly.customerSays('hello')
      stage.gladly.faults.api({ match: { path: /customer-profiles/ }, kind: 'status', status: 500 })
      const meant = await stage.interpret(await stage.last(MESSAGE))
      assert.deepEqual(kinds(meant), ['first', 'message'])
      assert.equal(meant.customer?.name, undefined)
    })

    it('whose item or conversation is gone is nothing', async () => {
      await stage.gladly.customerSays('hello')
      const event = await stage.last(MESSAGE)
      const gone = (change: Record<string, string>): IncomingEvent => {
        const body = JSON.parse(event.body)
        return { ...event, body: JSON.stringify({ ...body, content: { ...body.content, ...change } }) }
      }
      assert.deepEqual(kinds(await stage.interpret(gone({ messageId: 'no-such-item' }))), ['ignored'])
      assert.deepEqual(kinds(await stage.interpret(gone({ conversationId: 'no-such-conversation' }))), ['ignored'])
    })
  })

  describe('a message that meets a close', () => {
    it('of ours opens the conversation again', async () => {
      const { gladly } = stage
      const { conversationId, customerId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: gladly.botAgentId })
      await gladly.customerSays('one more thing', { customerId })
      const event = await stage.last(MESSAGE)
      await stage.deliver(conversationId, { kind: 'resolve' })
      for (const record of [
        { ...BOT, leaving: 'resolve' as const },
        { owner: 'closed' as const, resolvedByBot: true },
      ]) {
        const meant = await stage.interpret(event, record)
        const held = record.owner === 'bot'
        assert.deepEqual(kinds(meant), [...(held ? ['owner closed'] : []), 'first', 'message'])
        assert.deepEqual(find(meant, 'first').body, { do: 'reopen', inboxId: gladly.aiInboxId })
        assert.equal(meant.botOwnsNow, undefined, 'it is still closed')
      }
      await stage.deliver(conversationId, { kind: 'platform', body: { do: 'reopen', inboxId: gladly.aiInboxId } })
      const { status, agentId } = gladly.conversation(conversationId)
      assert.deepEqual([status, agentId], ['OPEN', gladly.botAgentId])
    })

    it('of ours, and was answered before it, is nothing', async () => {
      const { conversationId, itemId } = await stage.gladly.customerSays('hello')
      const content = { type: 'CHAT_MESSAGE', messageType: 'TEXT', body: 'Goodbye' }
      await stage.deliver(conversationId, { body: { answers: itemId, content } })
      await stage.deliver(conversationId, { kind: 'resolve' })
      const meant = await stage.interpret(await stage.last(MESSAGE), { owner: 'closed', resolvedByBot: true })
      assert.deepEqual(kinds(meant), ['ignored'])
    })

    it('of a person stays closed, and goes into the transcript', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
      await gladly.close(conversationId)
      const event = await stage.last(MESSAGE)
      assert.deepEqual(kinds(await stage.interpret(event, { owner: 'closed' })), ['ignored'])
      assert.deepEqual(kinds(await stage.interpret(event, BOT)), ['observed', 'owner closed'])
    })
  })

  describe('a change of hands', () => {
    it('to a person is news of a person, by name', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
      const meant = await stage.interpret(await stage.last(MOVED), BOT)
      assert.deepEqual(meant.happenings, [
        { kind: 'owner', owner: 'agent', agent: { id: gladly.humanAgentId, name: 'Amy Agent' } },
      ])
    })

    it('is told as it is now, not as it was when the event was sent', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
      const event = await stage.last(MOVED)
      await gladly.close(conversationId)
      assert.deepEqual(kinds(await stage.interpret(event, BOT)), ['owner closed'])
    })

    it('that is none of ours costs no call', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello', { inboxId: gladly.billingInboxId })
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId })
      await gladly.close(conversationId)
      await gladly.reopen(conversationId)
      await gladly.idle()
      const events = stage.received.filter(({ type }) => type !== MESSAGE)
      assert.ok(events.length >= 5)
      const calls = await stage.callsOf(async () => {
        for (const event of events) assert.deepEqual(kinds(await stage.interpret(event)), ['ignored'])
      })
      assert.deepEqual(calls, [])
    })

    it('back to the bot brings the last message that nobody answered', async () => {
      const { gladly } = stage
      const { conversationId, customerId, itemId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
      await gladly.agentSays(conversationId, 'how can I help?')
      await gladly.customerSays('first', { customerId })
      const second = await gladly.customerSays('second', { customerId, channel: 'SMS' })
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: null })
      const event = await stage.last(MOVED)
      for (const record of [QUEUE, AGENT]) {
        const meant = await stage.interpret(event, { ...record, data: { given: [itemId] } })
        assert.deepEqual(kinds(meant), ['owner bot', 'first', 'message'])
        assert.equal(messageIn(meant).text, 'second')
        assert.deepEqual(meant.data, {
          lastItem: { id: second.itemId, contentType: 'SMS' },
          given: [itemId, second.itemId],
        })
      }
    })

    it('back to the bot with everything answered brings what a reply needs', async () => {
      const { gladly } = stage
      const { conversationId, itemId } = await gladly.customerSays('hello', { channel: 'SMS' })
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
      await gladly.agentSays(conversationId, 'done')
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: null })
      const meant = await stage.interpret(await stage.last(MOVED), AGENT)
      assert.deepEqual(kinds(meant), ['owner bot', 'first'])
      assert.deepEqual(meant.data, { lastItem: { id: itemId, contentType: 'SMS' }, given: [] })
    })

    it('back to the bot leaves what was written after it to its own event', async () => {
      const { gladly } = stage
      const { conversationId, customerId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
      await gladly.agentSays(conversationId, 'done')
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: null })
      const event = await stage.last(MOVED)
      gladly.clock.advance(1_000)
      await gladly.customerSays('and now?', { customerId })
      assert.deepEqual(kinds(await stage.interpret(event, AGENT)), ['owner bot', 'first'])
    })

    it('to the bot, of a conversation it never had, begins with the message nobody answered', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello', { inboxId: gladly.billingInboxId })
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId })
      const meant = await stage.interpret(await stage.last(MOVED))
      assert.deepEqual(kinds(meant), ['first', 'message'])
      await gladly.agentSays(conversationId, 'done', gladly.humanAgentId)
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: null })
      assert.deepEqual(kinds(await stage.interpret(await stage.last(MOVED))), ['ignored'], 'answered')
    })

    it('is old news while our own hand-off is on its way', async () => {
      await stage.gladly.customerSays('hello')
      const meant = await stage.interpret(await stage.last('CONVERSATION_STATUS/UPDATED'), {
        ...QUEUE,
        leaving: 'hand-off',
      })
      assert.deepEqual(kinds(meant), ['owner bot'])
    })

    it('by our own claim costs no call', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello')
      await stage.deliver(conversationId, { kind: 'platform', body: { do: 'claim', inboxId: gladly.aiInboxId } })
      const event = await stage.last(MOVED)
      const calls = await stage.callsOf(async () => {
        assert.deepEqual(kinds(await stage.interpret(event, BOT)), ['ignored'])
      })
      assert.deepEqual(calls, [])
    })
  })

  it('a reopening by itself begins nothing', async () => {
    const { gladly } = stage
    const { conversationId } = await gladly.customerSays('hello')
    await gladly.close(conversationId)
    await gladly.reopen(conversationId)
    assert.deepEqual(kinds(await stage.interpret(await stage.last('CONVERSATION/REOPENED'))), ['ignored'])
    assert.deepEqual(kinds(await stage.interpret(await stage.last('CONVERSATION/CREATED'))), ['ignored'])
  })

  it('a close is news for whoever holds it', async () => {
    const { conversationId } = await stage.gladly.customerSays('hello')
    await stage.gladly.close(conversationId)
    for (const type of ['CONVERSATION/CLOSED', 'CONVERSATION_STATUS/UPDATED']) {
      assert.deepEqual(kinds(await stage.interpret(await stage.last(type), AGENT)), ['owner closed'])
    }
  })

  describe('a message that was sent', () => {
    it('by a person is for the transcript', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
      await gladly.agentSays(conversationId, 'I am Amy')
      const meant = await stage.interpret(await stage.last(SENT), QUEUE)
      assert.deepEqual(kinds(meant), ['owner agent', 'observed'])
      const { from, name, text } = find(meant, 'observed')
      assert.deepEqual({ from, name, text }, { from: 'agent', name: 'Amy Agent', text: 'I am Amy' })
    })

    it('by us, or in a conversation that is not ours, costs no call', async () => {
      const { gladly } = stage
      const { conversationId, itemId } = await gladly.customerSays('hello')
      const content = { type: 'CHAT_MESSAGE', messageType: 'TEXT', body: 'Hi' }
      await stage.deliver(conversationId, { kind: 'platform', body: { do: 'claim', inboxId: gladly.aiInboxId } })
      await stage.deliver(conversationId, { body: { answers: itemId, content } })
      const event = await stage.last(SENT)
      const calls = await stage.callsOf(async () => {
        assert.deepEqual(kinds(await stage.interpret(event, BOT)), ['ignored'])
        assert.deepEqual(kinds(await stage.interpret(event)), ['ignored'])
      })
      assert.deepEqual(calls, [])
    })

    it('by Gladly’s own AI is a bot’s, and no take-over', async () => {
      const { gladly } = stage
      const { conversationId, customerId } = await gladly.customerSays('hello')
      const itemId = gladly.addItem(
        conversationId,
        { type: 'CHAT_MESSAGE', messageType: 'TEXT', sessionId: 'session', content: 'Thinking…' },
        { id: 'SIDEKICK_V2', type: 'SYSTEM' },
      )
      const body = JSON.stringify({
        id: 'ev-sidekick',
        type: SENT,
        timestamp: new Date().toISOString(),
        initiator: { id: 'SIDEKICK_V2', type: 'SYSTEM' },
        content: { channel: 'CHAT', conversationId, customerId, messageId: itemId },
      })
      const meant = await stage.interpret({ ...(await stage.last(MESSAGE)), type: SENT, body }, BOT)
      assert.deepEqual(kinds(meant), ['owner bot', 'observed'])
      assert.equal(find(meant, 'observed').from, 'bot')
    })
  })

  it('a merge moves what is remembered, and costs no call', async () => {
    const event = { ...(await mergedEvent(stage)), body: fixture('events/customer-merged') }
    const calls = await stage.callsOf(async () => {
      assert.deepEqual((await stage.interpret(event, BOT)).happenings, [
        {
          kind: 'customer-merged',
          from: 'cUst0merF4rbG9nD6tKz8PQ',
          to: 'cDest6zLw1yXkRb4TtMa7',
          conversation: { from: '-vC0nvers4tionHdYx2Jq5B', to: 'vDest8zLw3yXkRb2TtMc5' },
        },
      ])
    })
    assert.deepEqual(calls, [])
    const body = fixture('events/customer-merged-without-conversations')
    assert.deepEqual((await stage.interpret({ ...event, body })).happenings, [
      { kind: 'customer-merged', from: 'cUst0merF4rbG9nD6tKz8PQ', to: 'cDest6zLw1yXkRb4TtMa7' },
    ])
  })

  describe('while Gladly', () => {
    const meets = async (fault: Parameters<Stage['gladly']['faults']['api']>[0]): Promise<unknown> => {
      await stage.gladly.customerSays('hello')
      const event = await stage.last(MESSAGE)
      stage.gladly.faults.api(fault)
      return stage.interpret(event).then(
        () => undefined,
        (error: unknown) => error,
      )
    }

    it('is ill, the turn may wait', async () => {
      assert.ok((await meets({ kind: 'status', status: 503 })) instanceof PlatformUnreachableError)
    })

    it('answers with a page instead of JSON, the turn may wait', async () => {
      const error = await meets({ kind: 'status', status: 200, body: '<html>maintenance</html>' })
      assert.ok(error instanceof PlatformUnreachableError && error.outcome === 'not-sent')
    })

    it('wants us slower, the turn may wait', async () => {
      assert.ok((await meets({ kind: 'status', status: 429 })) instanceof RateLimitedError)
    })

    it('refuses our credentials, the turn may wait until a person has mended them', async () => {
      const error = await meets({ kind: 'status', status: 401, body: '' })
      assert.ok(error instanceof PlatformRefusedError && error.isCredentials)
      assert.match(error.hint ?? '', /GLADLY_API_TOKEN/)
    })

    it('knows no agent with our e-mail address, the turn may wait as well', async () => {
      const { gladly } = stage
      const { conversationId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: gladly.botAgentId })
      const stranger = stage.platformWith({})
      const event = { ...(await stage.last(MESSAGE)), id: 'e', acceptedAt: '' }
      const fault = gladly.faults.api({ match: { path: /agents/ }, kind: 'status', status: 200, body: '[]' })
      const view = stage.view(conversationId)
      await assert.rejects(stranger.interpret(event, view, AbortSignal.timeout(5_000)), (error) => {
        return error instanceof PlatformRefusedError && error.isCredentials && /GLADLY_AGENT_ID/.test(error.hint ?? '')
      })
      fault()
    })
  })
})

async function mergedEvent(stage: Stage): Promise<IncomingEvent> {
  const { gladly } = stage
  const source = await gladly.customerSays('hello')
  await gladly.merge(source.customerId, gladly.createCustomer())
  return stage.last('CUSTOMER/MERGED')
}
