import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, channel, say } from './channel.ts'

describe('Web Chat simulator: the connector service', () => {
  afterEach(stopAll)

  it('keeps what the bot sends and replies, with what a channel adds', async () => {
    const web = await channel()
    const id = await web.join({ customerId: 'u-1' })
    const sent = await say(web, id, { type: 'message', text: 'a', conversation: { id: 'of the bot' }, id: 'own' })
    const { body: reply } = await call(web, 'POST', `/v3/conversations/${id}/activities/some%7C1`, { type: 'typing' })
    const [first, second] = web.transcript(id)
    assert.equal(first?.activity.id, sent.body.id)
    assert.notEqual(sent.body.id, 'own')
    assert.deepEqual(first?.activity.conversation, { id })
    assert.equal(first?.activity.recipient?.id, 'u-1')
    assert.deepEqual([second?.activity.id, second?.activity.replyToId], [reply.id, 'some|1'])
    assert.equal(web.calls[0]?.path, `/v3/conversations/${id}/activities`)
  })

  it('updates and deletes the bot’s activities only', async () => {
    const web = await channel()
    const id = await web.join()
    const path = async (said: string) => {
      const { body } = await say(web, id, said)
      return `/v3/conversations/${id}/activities/${encodeURIComponent(body.id)}`
    }
    const [one, two] = [await path('one'), await path('two')]
    const updated = await call(web, 'PUT', one, { type: 'message', text: 'changed' })
    assert.equal(updated.body.id, web.transcript(id)[0]?.activity.id)
    assert.equal((await call(web, 'DELETE', two)).status, 200)
    assert.deepEqual(web.heard(id), ['changed'])
    for (const method of ['PUT', 'DELETE']) {
      const again = await call(web, method, two, method === 'PUT' ? { type: 'message' } : undefined)
      assert.deepEqual([again.status, again.body.error.code], [404, 'ActivityNotFoundInConversation'])
    }
  })

  it('answers errors in the connector’s shape', async () => {
    const web = await channel()
    const id = await web.join()
    const to = `/v3/conversations/${id}`
    const wrong: [string, string, unknown, number, string][] = [
      ['POST', '/v3/conversations/none/activities', { type: 'message' }, 404, 'ConversationNotFound'],
      ['GET', '/v3/conversations/none/members', undefined, 404, 'ConversationNotFound'],
      ['GET', `${to}/members/none`, undefined, 404, 'MemberNotFoundInConversation'],
      ['POST', `${to}/activities`, 'no JSON', 400, 'BadSyntax'],
      ['POST', `${to}/activities`, '[]', 400, 'BadSyntax'],
      ['POST', `${to}/activities`, { text: 'no type' }, 400, 'MissingProperty'],
      ['POST', `${to}/attachments`, {}, 400, 'MissingProperty'],
      ['POST', '/v3/conversations', {}, 400, 'BadArgument'],
      ['GET', '/v3/attachments/none', undefined, 404, 'NotFound'],
      ['GET', '/v3/nothing', undefined, 404, 'NotFound'],
    ]
    for (const [method, path, body, status, code] of wrong) {
      const answer = await call(web, method, path, body)
      assert.deepEqual([answer.status, answer.body.error?.code], [status, code], `${method} ${path}`)
      assert.equal(typeof answer.body.error.message, 'string')
    }
  })

  it('tells who takes part', async () => {
    const web = await channel({ bot: { id: 'b' } })
    const id = await web.join({ customerId: 'u', name: 'Cora' })
    const to = `/v3/conversations/${id}`
    const { body: members } = await call(web, 'GET', `${to}/members`)
    assert.deepEqual(members, [
      { id: 'b', role: 'bot' },
      { id: 'u', name: 'Cora', role: 'user' },
    ])
    assert.deepEqual((await call(web, 'GET', `${to}/pagedmembers`)).body, { members })
    assert.equal((await call(web, 'GET', `${to}/members/u`)).body.name, 'Cora')
    assert.equal((await call(web, 'DELETE', `${to}/members/u`)).status, 200)
    assert.equal((await call(web, 'GET', `${to}/members`)).body.length, 1)
  })

  it('lets a bot start a conversation', async () => {
    const web = await channel()
    const activity = { type: 'message', text: 'Your parcel is here' }
    const asked = { bot: { id: 'b-7' }, members: [{ id: 'u-7' }], isGroup: false, activity }
    const { status, body } = await call(web, 'POST', '/v3/conversations', asked)
    assert.deepEqual([status, body.serviceUrl], [201, web.url])
    assert.deepEqual(web.heard(body.id), ['Your parcel is here'])
    assert.equal(web.transcript(body.id)[0]?.activity.id, body.activityId)
    const { customer, bot } = web.conversation(body.id)
    assert.deepEqual([customer.id, bot.id], ['u-7', 'b-7'])
  })

  it('keeps files, and no more bytes of them than it was told to', async () => {
    const web = await channel({ attachmentBytes: 10 })
    const id = await web.join()
    const upload = (text: string, more: object = {}) => {
      const originalBase64 = Buffer.from(text).toString('base64')
      return call(web, 'POST', `/v3/conversations/${id}/attachments`, {
        name: 'a',
        type: 'text/plain',
        originalBase64,
        ...more,
      })
    }
    const { body: first } = await upload('1234', { thumbnailBase64: Buffer.from('1').toString('base64') })
    const { body: info } = await call(web, 'GET', `/v3/attachments/${first.id}`)
    assert.deepEqual(info.views, [
      { viewId: 'original', size: 4 },
      { viewId: 'thumbnail', size: 1 },
    ])
    assert.equal((await call(web, 'GET', `/v3/attachments/${first.id}/views/original`)).body, '1234')
    assert.equal((await call(web, 'GET', `/v3/attachments/${first.id}/views/huge`)).status, 404)
    await upload('123456')
    assert.equal((await call(web, 'GET', `/v3/attachments/${first.id}`)).status, 404)
  })

  it('takes no events and no ends on the Emulator’s channel', async () => {
    const web = await channel()
    const [emulator, other] = [await web.join({ channelId: 'emulator' }), await web.join()]
    for (const type of ['event', 'endOfConversation']) {
      assert.equal((await say(web, emulator, { type })).status, 400)
      assert.equal((await say(web, other, { type })).status, 200)
    }
    assert.equal((await say(web, emulator, { type: 'trace' })).status, 200)
  })

  it('limits requests where it is told to', async () => {
    const web = await channel({ requestsPerSecond: 2 })
    const id = await web.join()
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((text) => say(web, id, text)))
    const limited = answers.filter(({ status }) => status === 429)
    assert.ok(limited.length >= 2)
    assert.equal(limited[0]?.headers.get('retry-after'), '1')
    web.clock.advance(1000)
    assert.equal((await say(web, id, 'g')).status, 200)
  })
})
