import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, opened, receiver, tenant, upload } from './tenant.ts'

const QUICK_REPLIES = {
  contentType: 'application/8x8.quick.replies',
  content: { options: [{ title: 'Change address', data: { postback: 'addr_change' } }] },
}
const FORM = {
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: { type: 'AdaptiveCard', version: '1.3', body: [], actions: [] },
}

describe('8x8 simulator: a customer in a channel of 8x8’s', () => {
  afterEach(stopAll)

  it('meets the bot first, which answers, hands off, and is silent', async () => {
    const simulator = await tenant()
    const service = await receiver(simulator)
    const { conversationId: id } = simulator.customerSays('Hi', { user: { name: 'Ines' } })
    assert.equal(simulator.conversation(id).owner, 'bot')
    const answered = await call(simulator, 'POST', `/conversations/${id}/messages`, {
      authorType: 'bot',
      text: 'Hello',
    })
    assert.equal(answered.status, 202)
    const handOff = { assignment: { type: 'queue', id: simulator.queueId } }
    assert.equal((await call(simulator, 'PATCH', `/conversations/${id}`, handOff)).status, 202)
    await simulator.idle()
    simulator.agentAccepts(id)
    simulator.customerSays('Is it a person?', { conversationId: id })
    simulator.agentSays(id, 'Yes')
    await simulator.idle()
    assert.deepEqual(service.story(), [
      'CONVERSATION_UPDATE active script',
      'MESSAGE user Hi',
      'MESSAGE echo bot Hello',
      'CONVERSATION_UPDATE active queue',
      'QUEUED 214',
      'MEMBERS_CHANGED agent joined',
      'CONVERSATION_UPDATE active agent',
      'MESSAGE user Is it a person?',
      'MESSAGE agent Yes',
    ])
    assert.equal(service.received[1]!.event.data.channel, 'WebChat')
    assert.deepEqual(service.received[1]!.event.data.user, { name: 'Ines' })
  })

  it('begins anew with the bot after the end', async () => {
    const simulator = await tenant({ tellsUserJoined: true })
    const service = await receiver(simulator)
    const { conversationId } = simulator.customerArrives({ channel: 'WhatsApp' })
    simulator.customerSays('Hi', { conversationId })
    const path = `/conversations/${conversationId}/participants/user`
    assert.equal((await call(simulator, 'PATCH', path, { removed: true })).status, 204)
    await simulator.idle()
    simulator.customerSays('Me again', { conversationId })
    await simulator.idle()
    assert.deepEqual(service.story(), [
      'CONVERSATION_UPDATE active script',
      'MEMBERS_CHANGED user joined',
      'MESSAGE user Hi',
      'MEMBERS_CHANGED user left',
      'CONVERSATION_UPDATE idle script',
      'CONVERSATION_UPDATE active script',
      'MESSAGE user Me again',
    ])
    simulator.customerLeaves(conversationId)
    await simulator.idle()
    assert.equal(simulator.conversation(conversationId).state, 'idle')
    assert.equal(simulator.conversation(conversationId).interactions.length, 2)
  })

  it('presses buttons, submits cards, types, and replies as its provider has it', async () => {
    const simulator = await tenant()
    const service = await receiver(simulator)
    const { conversationId: id } = simulator.customerSays('Hi')
    const offer = { authorType: 'bot', text: 'What is it about?', cards: [QUICK_REPLIES, FORM] }
    assert.equal((await call(simulator, 'POST', `/conversations/${id}/messages`, offer)).status, 202)
    simulator.customerPresses(id, 'Change address')
    simulator.customerSubmits(id, { street: 'Elm Row 4' })
    simulator.customerTypes(id)
    simulator.customerTypes(id, false)
    simulator.customerReplies(id, 'interactive/reply', { type: 'list_reply', list_reply: { id: 'opt-2' } })
    await simulator.idle()
    assert.deepEqual(service.data('ACTIVITY'), [
      {
        name: 'quickReply/action',
        value: { type: 'postback', data: { title: 'Change address', payload: 'addr_change' } },
      },
      { name: 'adaptiveCard/action', value: { type: 'Action.Submit', data: { street: 'Elm Row 4' } } },
      { name: 'typing', value: { users: [{ id: 'user', type: 'user' }] } },
      { name: 'typing', value: { users: [] } },
      { name: 'interactive/reply', value: { type: 'list_reply', list_reply: { id: 'opt-2' } } },
    ])
    const [, form] = simulator.conversation(id).messages[1]!.cards
    assert.equal(form?.actionSubmitted, true)
    assert.throws(() => simulator.customerPresses(id, 'Nothing'), /nothing offers Nothing/)
    const { conversationId: whatsApp } = simulator.customerSays('Hi', { channel: 'WhatsApp' })
    assert.throws(() => simulator.customerPresses(whatsApp, 'Change address'), /WhatsApp has neither/)
    assert.throws(() => simulator.customerTypes('none'), /Conversation with id none was not found/)
    const outside = await opened(simulator)
    assert.throws(() => simulator.customerSays('Hi', { conversationId: outside }), /not in a channel of 8x8’s|8x8's/)
  })

  it('sends files, whose bytes are at a pre-signed URL for a while, and behind the API', async () => {
    const simulator = await tenant()
    const service = await receiver(simulator)
    const file = { fileName: 'día 1.png', contentType: 'image/png', body: Buffer.from([1, 2, 3]) }
    const { conversationId: id } = simulator.customerSends([file])
    await simulator.idle()
    const [{ text, attachments }] = service.data('MESSAGE')
    assert.equal(text, undefined)
    const [{ id: fileId, type, preSignedUrl, fileName }] = attachments
    assert.deepEqual([type, fileName], ['image', 'día 1.png'])
    assert.notEqual(new URL(preSignedUrl).host, new URL(simulator.url).host)
    const got = await fetch(preSignedUrl)
    assert.deepEqual([...new Uint8Array(await got.arrayBuffer())], [1, 2, 3])
    assert.equal(got.headers.get('content-type'), 'image/png')
    assert.equal((await fetch(preSignedUrl.replace('sig=', 'sig=0'))).status, 404)
    simulator.clock.advance(simulator.settings.preSignedUrlLifeMs)
    assert.equal((await fetch(preSignedUrl)).status, 403)
    assert.deepEqual(
      simulator.fileRequests.map(({ status }) => status),
      [200, 404, 403],
    )
    const content = await call(simulator, 'GET', `/conversations/${id}/attachments/${fileId}/content`)
    assert.equal(content.headers.get('content-type'), 'application/octet-stream')
    assert.match(content.headers.get('content-disposition')!, /^attachment; filename\*=UTF-8''d%C3%ADa%201\.png$/)
    simulator.settings.eventAttachments = 'ids'
    simulator.customerSends([file], { conversationId: id })
    await simulator.idle()
    assert.deepEqual(Object.keys(service.data('MESSAGE')[1].attachments[0]), ['id'])
  })

  it('gets files that were uploaded before', async () => {
    const simulator = await tenant()
    const { conversationId: id } = simulator.customerSays('Hi')
    const path = `/conversations/${id}/attachments`
    const { status, body } = await call(simulator, 'POST', path, upload('label.pdf', 'application/pdf', '%PDF', 'bot'))
    assert.equal(status, 200)
    assert.deepEqual([body.filename, body.sizeInBytes], ['label.pdf', 4])
    assert.deepEqual(simulator.calls.at(-1)?.body, {
      attachment: { fileName: 'label.pdf', contentType: 'application/pdf', sizeInBytes: 4 },
      authorType: 'bot',
    })
    const message = { authorType: 'bot', attachments: [{ id: body.id }] }
    assert.equal((await call(simulator, 'POST', `/conversations/${id}/messages`, message)).status, 202)
    assert.equal(simulator.conversation(id).messages.at(-1)?.attachments[0]?.fileName, 'label.pdf')
    const list = await call(simulator, 'GET', path)
    assert.equal(list.body._embedded.attachments[0].id, body.id)
    assert.equal((await call(simulator, 'GET', `${path}/${body.id}`)).body.filename, 'label.pdf')
    assert.equal((await call(simulator, 'GET', `${path}/none`)).status, 404)
    const foreign = { authorType: 'bot', attachments: [{ id: 'none' }] }
    assert.equal((await call(simulator, 'POST', `/conversations/${id}/messages`, foreign)).status, 400)
    simulator.settings.maxAttachmentBytes = 3
    assert.equal((await call(simulator, 'POST', path, upload('a.txt', 'text/plain', 'four'))).status, 413)
    assert.equal((await call(simulator, 'POST', path, upload('a.txt', 'text/plain', 'a', 'agent'))).status, 400)
    assert.equal((await call(simulator, 'POST', path, {})).status, 415)
  })
})

describe('8x8 simulator: the bot after the agent', () => {
  afterEach(stopAll)

  const configuration = { notifyChannelWebhookIfExists: 'false', maxTotalMinutes: 120, userTimeoutInMinutes: 30 }

  async function handedBack(more: object = {}) {
    const simulator = await tenant()
    const channel = await receiver(simulator)
    const survey = await receiver()
    const webhookId = await simulator.addWebhook(survey.url)
    const { conversationId: id } = simulator.customerSays('Hi')
    const assignment = { type: 'webhook', id: webhookId, configuration: { ...configuration, ...more } }
    const path = `/conversations/${id}/post-agent-assignment`
    assert.equal((await call(simulator, 'POST', path, assignment)).status, 201)
    await call(simulator, 'PATCH', `/conversations/${id}`, { assignment: { id: simulator.queueId } })
    await simulator.idle()
    simulator.agentAccepts(id)
    await simulator.idle()
    assert.deepEqual(survey.story(), [])
    simulator.agentLeaves(id)
    simulator.customerSays('Good', { conversationId: id })
    await simulator.idle()
    return { simulator, channel, survey, id }
  }

  it('gets the conversation at the webhook that was named, the channel’s being told nothing more', async () => {
    const { simulator, channel, survey, id } = await handedBack()
    assert.deepEqual(survey.story(), ['CONVERSATION_UPDATE active script', 'MESSAGE user Good'])
    assert.equal(channel.story().at(-1), 'MEMBERS_CHANGED agent left')
    assert.equal(simulator.conversation(id).owner, 'bot')
  })

  it('shares it with the channel’s webhook where asked to', async () => {
    const { channel } = await handedBack({ notifyChannelWebhookIfExists: 'true' })
    assert.deepEqual(channel.story().slice(-2), ['CONVERSATION_UPDATE active script', 'MESSAGE user Good'])
  })

  it('loses it where the customer says nothing for long enough, or after all of the time', async () => {
    const { simulator, survey, id } = await handedBack({ maxTotalMinutes: '120', userTimeoutInMinutes: '30' })
    const ask = () => call(simulator, 'POST', `/conversations/${id}/messages`, { authorType: 'bot', text: 'And?' })
    await ask()
    simulator.clock.advance(29 * 60_000)
    simulator.customerSays('Wait', { conversationId: id })
    simulator.clock.advance(31 * 60_000)
    assert.equal(simulator.conversation(id).state, 'active')
    await ask()
    simulator.clock.advance(30 * 60_000)
    assert.equal(simulator.conversation(id).state, 'idle')
    await simulator.idle()
    assert.equal(survey.story().at(-1), 'CONVERSATION_UPDATE idle script')

    const other = await handedBack()
    other.simulator.clock.advance(120 * 60_000)
    assert.equal(other.simulator.conversation(other.id).state, 'idle')
  })
})
