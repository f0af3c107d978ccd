import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { bot, call, channel, say } from './channel.ts'

const HOME = '/v3/directline'

describe('Web Chat simulator: Direct Line', () => {
  afterEach(stopAll)

  it('takes a client from its token to the bot’s answer', async () => {
    const web = await channel({ membersAdded: 'separate' })
    const service = await bot(web, ({ activity }) => {
      if (activity.type === 'message') void say(web, activity.conversation!.id, `echo ${activity.text}`)
      return 200
    })
    const { body: issued } = await call(web, 'POST', `${HOME}/tokens/generate`, { user: { id: 'dl_1', name: 'Cora' } })
    const headers = { authorization: `Bearer ${issued.token}` }
    const { status, body: opened } = await call(web, 'POST', `${HOME}/conversations`, undefined, { headers })
    assert.equal(status, 201)
    const activities = `${HOME}/conversations/${opened.conversationId}/activities`
    const { body: sent } = await call(web, 'POST', activities, { type: 'message', from: { id: 'me' }, text: 'hi' })
    await web.untilHeard(opened.conversationId, 'echo hi')
    const { body: first } = await call(web, 'GET', activities)
    assert.deepEqual(
      first.activities.map(({ text }: { text: string }) => text),
      ['hi', 'echo hi'],
    )
    assert.equal(first.activities[0].id, sent.id)
    const { body: nothing } = await call(web, 'GET', `${activities}?watermark=${first.watermark}`)
    assert.deepEqual(nothing, { activities: [], watermark: first.watermark })
    const id = encodeURIComponent(first.activities[1].id)
    await call(web, 'PUT', `/v3/conversations/${opened.conversationId}/activities/${id}`, {
      type: 'message',
      text: 'new',
    })
    const { body: changed } = await call(web, 'GET', `${activities}?watermark=${first.watermark}`)
    assert.deepEqual([changed.activities.length, changed.activities[0].text], [1, 'new'])
    await web.idle()
    const told = service.received.map(({ activity }) => activity.membersAdded?.[0]?.id ?? activity.from?.id)
    assert.deepEqual(told, ['sandbox-bot', 'dl_1', 'dl_1'])
  })

  it('tells the bot late of a client that names itself late', async () => {
    const web = await channel({ membersAdded: 'separate' })
    const service = await bot(web)
    const { body } = await call(web, 'POST', `${HOME}/conversations`)
    await web.idle()
    assert.equal(service.received.length, 1)
    const activities = `${HOME}/conversations/${body.conversationId}/activities`
    const forged = { serviceUrl: 'https://evil.example', conversation: { id: 'another' }, recipient: { id: 'x' } }
    await call(web, 'POST', activities, { type: 'message', from: { id: 'me' }, text: 'hi', ...forged })
    await web.idle()
    const [, arrival, message] = service.received.map(({ activity }) => activity)
    assert.deepEqual([arrival?.membersAdded?.[0]?.id, message?.from?.id, message?.text], ['me', 'me', 'hi'])
    assert.deepEqual([message?.serviceUrl, message?.conversation?.id], [web.url, body.conversationId])
  })

  it('reconnects and refreshes, and knows what it does not know', async () => {
    const web = await channel()
    await bot(web)
    const { body } = await call(web, 'POST', `${HOME}/conversations`, { user: { id: 'u' } })
    const again = await call(web, 'GET', `${HOME}/conversations/${body.conversationId}?watermark=0`)
    assert.equal(again.body.conversationId, body.conversationId)
    assert.ok((await call(web, 'POST', `${HOME}/tokens/refresh`)).body.token)
    assert.equal((await call(web, 'GET', `${HOME}/conversations/none/activities`)).status, 404)
    assert.equal((await call(web, 'GET', `${HOME}/conversations/none/stream`)).status, 404)
  })

  it('answers 502 while there is no bot', async () => {
    const web = await channel({ membersAdded: 'separate' })
    const { status, body } = await call(web, 'POST', `${HOME}/conversations`)
    assert.deepEqual([status, body.error.code], [502, 'BotError'])
  })

  it('lets pages of this machine call it, and no others', async () => {
    const web = await channel()
    const ask = async (origin: string) => {
      const response = await fetch(`${web.url}${HOME}/conversations`, { method: 'OPTIONS', headers: { origin } })
      return [response.status, response.headers.get('access-control-allow-origin')]
    }
    assert.deepEqual(await ask('http://127.0.0.1:5000'), [204, 'http://127.0.0.1:5000'])
    assert.deepEqual(await ask('https://evil.example'), [204, null])
  })
})
