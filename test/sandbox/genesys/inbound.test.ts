import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, channelOf, connected, handedOver, organization, say, withAttributes } from './organization.ts'

const attachment = { mediaType: 'Image', url: 'https://cdn.example.net/bill.png', mime: 'image/png' }
const file = { contentType: 'Attachment', attachment }

describe('Genesys simulator: what comes in', () => {
  afterEach(stopAll)

  async function posting(options: Parameters<typeof organization>[0] = {}) {
    const genesys = await organization(options)
    const under = `/conversations/messages/${genesys.integrationId}/inbound/open`
    const post = async (what: string, body: unknown, headers = {}) => {
      return call(genesys, 'POST', `${under}/${what}`, body, headers)
    }
    const refusal = async (what: string, body: unknown) => {
      const { status, body: answer } = await post(what, body)
      return [status, answer.code, answer.details?.[0]?.fieldName]
    }
    return { genesys, post, refusal }
  }

  it('answers a message with what it made of it', async () => {
    const { post } = await posting()
    const channel = { ...channelOf('webchat-5f21'), ...withAttributes({ type: 'bot' }) }
    const { status, body } = await post('message', { channel, text: 'My bill looks wrong', direction: 'Inbound' })
    assert.equal(status, 200)
    assert.deepEqual([body.type, body.text, body.conversationId], ['Text', 'My bill looks wrong', undefined])
    assert.deepEqual(body.channel.from, channel.from)
    assert.equal(body.channel.messageId, channel.messageId)
    assert.deepEqual(body.channel.metadata.customAttributes, { type: 'bot' })
  })

  it('refuses messages that are not as documented', async () => {
    const { genesys, refusal, post } = await posting()
    const ok = { channel: channelOf('a'), text: 'hello' }
    const channel = (more: object) => ({ ...ok, channel: { ...ok.channel, ...more } })
    const wrong: [object, string?, string?][] = [
      [{ channel: ok.channel }, 'bad.request', ''],
      [{ ...ok, text: '' }, 'bad.request', ''],
      [{ text: 'hello' }, 'bad.request', 'channel'],
      [channel({ time: 'yesterday' }), 'invalid.date', 'channel.time'],
      [channel({ time: '2026-02-30T99:00:00.000Z' }), 'invalid.date', 'channel.time'],
      [channel({ time: '2026-03-02T10:14:58+01:00' }), 'invalid.date', 'channel.time'],
      [channel({ from: { id: 'a' } }), 'bad.request', 'channel.from.idType'],
      [channel({ from: { id: 'a', idType: 'Passport' } }), 'bad.request', 'channel.from.idType'],
      [channel(withAttributes({ human: true as never })), 'bad.request', 'channel.metadata.customAttributes.human'],
      [channel(withAttributes({ big: 'x'.repeat(2048) })), 'bad.request', undefined],
      [{ ...ok, metadata: { nested: {} } }, 'bad.request', 'metadata.nested'],
      [{ ...ok, text: 'x'.repeat(5001) }, 'bad.request', undefined],
      [{ ...ok, content: [file, file] }, 'bad.request', 'content'],
      [
        { ...ok, content: [{ ...file, attachment: { ...attachment, url: 'bill.png' } }] },
        'bad.request',
        'content.0.attachment.url',
      ],
      [{ ...ok, surprise: 1 }, 'bad.request', ''],
    ]
    for (const [body, code, field] of wrong) {
      assert.deepEqual(await refusal('message', body), [400, code, field], JSON.stringify(body).slice(0, 200))
    }
    assert.deepEqual(await refusal('message', '{"channel":'), [400, 'bad.request', undefined])
    assert.equal((await post('message', 'x', { 'content-type': 'text/plain' })).body.code, 'unsupported.media.type')
    assert.deepEqual(genesys.conversations(), [])
    const strange = await call(genesys, 'POST', '/conversations/messages/nobody/inbound/open/message', ok)
    assert.deepEqual([strange.status, strange.body.code], [404, 'not.found'])
    const legacy = await call(genesys, 'POST', '/conversations/messages/inbound/open', ok)
    assert.equal(legacy.status, 404)
  })

  it('takes a file, and the keys of the endpoint before', async () => {
    const { genesys, post } = await posting()
    const old = { platform: 'Open', type: 'Private', to: { id: genesys.integrationId } }
    const { status } = await post('message', { type: 'Text', channel: { ...channelOf('a'), ...old }, content: [file] })
    assert.equal(status, 200)
    assert.deepEqual(genesys.conversations()[0]?.messages[0]?.content, [file])
  })

  it('takes typing, which starts a conversation unless set otherwise', async () => {
    const { genesys, post, refusal } = await posting({ typingStartsConversation: false })
    const typing = { channel: channelOf('a'), events: [{ eventType: 'Typing' }] }
    const { status, body } = await post('event', typing)
    assert.deepEqual([status, body.type, body.channel.platform], [200, 'Event', 'Open'])
    assert.equal(genesys.conversations().length, 0)
    genesys.settings.typingStartsConversation = true
    await post('event', typing)
    await genesys.idle()
    await post('event', typing)
    await genesys.idle()
    assert.equal(genesys.conversations()[0]?.flowRuns, 1, 'typing runs no flow where the conversation goes on')
    const presence = { ...typing, events: [{ eventType: 'Presence' }] }
    assert.deepEqual(await refusal('event', presence), [400, 'bad.request', 'events.0.eventType'])
  })

  it('takes receipts for what agents wrote: Delivered, and Failed with reasons', async () => {
    const { genesys, post, refusal } = await posting()
    const conversationId = await handedOver(genesys, 'a')
    await genesys.agentAccepts(conversationId)
    const [id] = await genesys.agentSays(conversationId, 'hello')
    const channel = { to: { id: 'a', idType: 'Opaque' }, time: '2026-03-02T10:15:33.000Z' }
    const receipt = { id, channel, status: 'Delivered', direction: 'Outbound', isFinalReceipt: true }
    const { status, body } = await post('receipt', receipt)
    assert.deepEqual([status, body.id, body.status, body.type], [200, id, 'Delivered', 'Receipt'])
    assert.equal(genesys.conversation(conversationId).messages.at(-1)?.status, 'delivery-success')
    assert.deepEqual(await refusal('receipt', { ...receipt, status: 'Read' }), [400, 'bad.request', 'status'])
    const failed = { ...receipt, status: 'Failed' }
    assert.deepEqual(await refusal('receipt', failed), [400, 'bad.request', 'reasons'])
    await post('receipt', { ...failed, reasons: [{ code: 'GeneralError', message: 'gone' }] })
    assert.equal(genesys.conversation(conversationId).messages.at(-1)?.status, 'delivery-failed')
    const unknown = (await post('receipt', { ...receipt, id: 'nonsense' })).body
    assert.deepEqual([unknown.status, unknown.reasons[0].code], ['Failed', 'UnknownMessage'])
  })

  it('takes a pressed button as an answer to a structured message of this conversation', async () => {
    const { genesys } = await connected()
    const { conversationId } = (await say(genesys, 'a', 'hello')).body
    await genesys.idle()
    const quickReply = { text: 'Outage', payload: 'topic_outage', action: 'Message' }
    const options = { structured: [{ contentType: 'QuickReply', quickReply }] }
    const [originatingMessageId] = await genesys.flowSays(conversationId, 'Which topic?', options)
    const buttonResponse = { type: 'QuickReply', text: 'Outage', payload: 'topic_outage' }
    const press = (customer: string, more: object = {}) => {
      const path = `/conversations/messages/${genesys.integrationId}/inbound/open/structured/response`
      return call(genesys, 'POST', path, {
        channel: channelOf(customer),
        buttonResponse,
        originatingMessageId,
        ...more,
      })
    }
    const { status, body } = await press('a')
    assert.deepEqual([status, body.type, body.text], [200, 'Structured', 'Outage'])
    assert.equal(genesys.conversation(conversationId).messages.at(-1)?.from, 'customer')
    assert.equal((await press('b')).status, 400)
    assert.equal((await press('a', { originatingMessageId: 'nonsense' })).status, 400)
    assert.equal((await press('a', { originatingMessageId: undefined })).status, 400)
  })
})
