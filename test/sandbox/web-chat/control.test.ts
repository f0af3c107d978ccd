import assert from 'node:assert/strict'
import { control } from '../simulator/answered.ts'
import { stopAll } from '../simulator/services.ts'
import { bot, channel, say } from './channel.ts'

describe('Web Chat simulator: control API', () => {
  afterEach(stopAll)

  it('plays a conversation for another process', async () => {
    const web = await channel({ membersAdded: 'together' })
    const { url } = await bot(web, ({ activity }) => {
      if (activity.type === 'invoke') return { body: { name: activity.name } }
      if (activity.deliveryMode) return { body: { activities: [{ type: 'message', text: 'at once' }] } }
      return 200
    })
    assert.equal((await control(web, 'POST', '/bot', { url })).status, 204)
    const { body: joined } = await control(web, 'POST', '/customer/joins', { name: 'Cora', channelId: 'msteams' })
    const { conversationId } = joined
    const actions = [{ type: 'imBack', title: 'Yes', value: 'yes' }]
    await say(web, conversationId, { type: 'message', text: 'Well?', suggestedActions: { actions } })
    const steps: [string, object][] = [
      ['/customer/says', { text: 'hello', value: 1 }],
      ['/customer/presses', { button: 'Yes' }],
      ['/customer/submits', { data: { a: 1 } }],
      ['/customer/types', {}],
      ['/customer/sends-file', { name: 'a.txt', contentType: 'text/plain', bytes: 'aGk=' }],
      ['/activities', { activity: { type: 'event', name: 'x' } }],
      ['/customer/leaves', {}],
    ]
    for (const [path, body] of steps) {
      const answer = await control(web, 'POST', path, { conversationId, ...body })
      assert.ok(answer.body.activityId, `${path} ${JSON.stringify(answer.body)}`)
    }
    const { body: invoked } = await control(web, 'POST', '/invoke', { conversationId, name: 'task/fetch' })
    assert.deepEqual(invoked, { status: 200, body: { name: 'task/fetch' } })
    const { body: replies } = await control(web, 'POST', '/expect-replies', { conversationId, text: 'now' })
    assert.equal(replies.activities[0].text, 'at once')
    assert.equal((await control(web, 'POST', '/idle')).status, 204)
    const { body: shown } = await control(web, 'GET', `/conversations/${conversationId}`)
    assert.deepEqual([shown.channelId, shown.heard], ['msteams', ['Well?', 'at once']])
    assert.equal(shown.transcript.length, 11)
    assert.equal((await control(web, 'GET', '/conversations')).body.length, 1)
    const { body: posts } = await control(web, 'GET', '/posts?since=1')
    assert.equal(posts.list.length, posts.next - 1)
    assert.equal((await control(web, 'GET', '/calls')).body.list.length, 1)
    assert.equal((await control(web, 'GET', '')).body.url, web.url)
  })

  it('adds and clears faults, moves the clock, changes settings', async () => {
    const web = await channel()
    const service = await bot(web)
    const conversationId = await web.join()
    const fault = { kind: 'status', status: 502, match: { type: '^message$', conversationId } }
    const { body: added } = await control(web, 'POST', '/faults/api', fault)
    assert.equal((await say(web, conversationId, 'a')).status, 502)
    assert.equal((await control(web, 'DELETE', `/faults/${added.faultId}`)).status, 204)
    assert.equal((await say(web, conversationId, 'b')).status, 200)
    await control(web, 'POST', '/faults/webhooks', { kind: 'lose-answer', times: 1, match: { text: 'lost' } })
    await control(web, 'POST', '/faults/webhooks', { kind: 'duplicate', atOnce: true, times: 1 })
    await control(web, 'POST', '/customer/says', { conversationId, text: 'lost' })
    await web.idle()
    assert.equal(service.received.length, 3)
    assert.equal((await control(web, 'POST', '/clock/advance', { ms: 1000 })).status, 200)
    await control(web, 'PATCH', '/settings', { retries: 5, auth: { appId: 'x', header: 'Basic y' } })
    await web.says(conversationId, 'hi')
    await web.idle()
    assert.equal(service.received.at(-1)?.headers.authorization, 'Basic y')
    await control(web, 'PATCH', '/settings', { auth: null })
    assert.deepEqual([web.settings.retries, web.settings.auth], [5, undefined])
  })

  it('says what is wrong', async () => {
    const web = await channel()
    const conversationId = await web.join()
    const wrong: [string, string, unknown, number, RegExp][] = [
      ['POST', '/customer/says', { conversationId: 'none', text: 'hi' }, 404, /conversation none not found/],
      ['POST', '/customer/says', { conversationId, txt: 'hi' }, 400, /txt/],
      ['POST', '/customer/says', { conversationId, text: 'hi' }, 502, /no bot yet/],
      ['POST', '/customer/presses', { conversationId, button: 'x' }, 404, /there are: none/],
      ['POST', '/bot', { url: 'https://example.com' }, 400, /this machine/],
      ['PATCH', '/settings', { retriez: 1 }, 404, /retriez/],
    ]
    for (const [method, path, body, status, message] of wrong) {
      const answer = await control(web, method, path, body)
      assert.equal(answer.status, status, path)
      assert.match(answer.body.error, message)
    }
  })
})
