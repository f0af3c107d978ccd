import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, handover, reply, tenant } from './tenant.ts'

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

describe('IMIconnect simulator: calls of the bot', () => {
  afterEach(stopAll)

  it('takes a reply, answers that it is queued, and shows it', async () => {
    const imi = await tenant()
    const { conversationId } = await imi.customerSays('hello')
    const more = { customparam1: 'topic=opening-hours', customparam12: 'x' }
    const { status, body } = await call(imi, reply(conversationId, 'Leeds opens at 08:30.', more))
    assert.equal(status, 200)
    const [{ transid, ...rest }] = body.response
    assert.match(transid, UUID)
    assert.deepEqual(rest, { code: '1002', description: 'Queued', correlationid: '' })
    const [{ messageId, at, ...said } = { messageId: '', at: new Date(0) }] = imi.botMessages(conversationId)
    assert.match(messageId, /^mt-/)
    assert.ok(at.getTime() > 0)
    assert.deepEqual(said, {
      conversationId,
      text: 'Leeds opens at 08:30.',
      messageType: 'text',
      customparams: more,
      timestamp: '2024-03-09 17:05:42.118',
      owner: 'bot',
    })
    const [{ applied, status: seen, ignored, body: sent } = imi.calls[0]!] = imi.calls
    assert.deepEqual([applied, seen, ignored, (sent as { eventid: string }).eventid], ['1002', 200, [], '1001'])
  })

  it('shows the same envelope in other shapes, by setting', async () => {
    const imi = await tenant()
    const { conversationId } = await imi.customerSays('hello')
    const shapes = { array: [true, true], object: [false, false], documented: [true, false] } as const
    for (const [shape, lists] of Object.entries(shapes)) {
      imi.settings.responseShape = shape as keyof typeof shapes
      const answers = [await call(imi, reply(conversationId, 'a')), await call(imi, '{')]
      assert.deepEqual(
        answers.map(({ body }) => Array.isArray(body.response)),
        lists,
        shape,
      )
    }
    imi.settings.numericCodes = true
    assert.equal((await call(imi, reply(conversationId, 'a'))).code, 1002)
    imi.settings.responseShape = 'empty'
    assert.equal((await call(imi, reply(conversationId, 'a'))).body, '')
    imi.settings.responseShape = 'text'
    assert.equal((await call(imi, reply(conversationId, 'a'))).body, 'Queued')
  })

  it('refuses what is wrong within HTTP 200, changing nothing', async () => {
    const imi = await tenant()
    const { conversationId } = await imi.customerSays('hello')
    const good = reply(conversationId, 'hi')
    const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([one]) => one !== name))
    const wrong: [unknown, string, string?][] = [
      ['{eventid: "1001"}', '7000'],
      ['', '7000'],
      ['[]', '7000'],
      ['null', '7000'],
      [{}, '7003', 'eventid'],
      [without('eventid'), '7003', 'eventid'],
      [without('conversation_id'), '7003', 'conversation_id'],
      [without('message'), '7003', 'message'],
      [without('Messagetype'), '7003', 'Messagetype'],
      [without('Timestamp'), '7003', 'Timestamp'],
      [{ ...good, message: '' }, '7003', 'message'],
      [{ ...good, eventid: '1003' }, '7004', 'eventid'],
      [{ ...good, eventid: 1001 }, '7004', 'eventid'],
      [{ ...good, message: 7 }, '7004', 'message'],
      [{ ...good, conversation_id: 7 }, '7004', 'conversation_id'],
      [{ ...good, conversation_id: 'cv-none' }, '7004', 'conversation_id'],
      [{ ...good, customparam1: 7 }, '7004', 'customparam1'],
      [{ ...good, customparam1: { a: 1 } }, '7004', 'customparam1'],
      [{ ...good, Timestamp: '2024-03-09T17:05:42.118Z' }, '7004', 'Timestamp'],
      [{ ...good, Timestamp: '2024-03-09 17:05:42.11' }, '7004', 'Timestamp'],
      [{ ...good, Timestamp: '2024-02-31 17:05:42.118' }, '7004', 'Timestamp'],
      [{ ...good, Timestamp: '2024-03-09 25:05:42.118' }, '7004', 'Timestamp'],
    ]
    for (const [body, code, named] of wrong) {
      const answer = await call(imi, body)
      assert.deepEqual([answer.status, answer.code], [200, code], JSON.stringify(body))
      assert.match(answer.body.response.transid, UUID)
      if (named) assert.match(answer.body.response.description, new RegExp(`: ${named}$`))
    }
    assert.equal((await call(imi, good, { headers: { 'content-type': 'text/plain' } })).code, '7000')
    assert.deepEqual(imi.botMessages(conversationId), [])
  })

  it('knows fields by their exact spelling alone, and shows which it passed over', async () => {
    const imi = await tenant()
    const { conversationId } = await imi.customerSays('hello')
    const { Messagetype, ...rest } = reply(conversationId, 'hi')
    assert.equal((await call(imi, { ...rest, MessageType: 'text' })).code, '7003')
    assert.deepEqual(imi.calls.at(-1)?.ignored, ['MessageType'])
    const { conversation_id, ...others } = reply(conversationId, 'hi')
    assert.equal((await call(imi, { ...others, Conversationid: conversation_id })).code, '7003')
    const more = { CustomParam1: 'lost', customparam: 'lost', customparam0: 'lost', Media: 'https://m.example/a.png' }
    assert.equal((await call(imi, reply(conversationId, 'hi', more))).code, '1002')
    assert.deepEqual(imi.calls.at(-1)?.ignored, Object.keys(more))
    assert.deepEqual(imi.botMessages(conversationId)[0]?.customparams, {})
    assert.equal((await call(imi, handover(conversationId, { message: 'bye' }))).code, '1002')
    assert.deepEqual(imi.calls.at(-1)?.ignored, ['message'])
  })

  it('queues calls for ids it does not know, and does nothing, if the setting says so', async () => {
    const imi = await tenant({ unknownConversation: 'ignored' })
    assert.equal((await call(imi, reply('cv-none', 'hi'))).code, '1002')
    assert.deepEqual(imi.conversations(), [])
  })

  it('takes media where the setting names a field', async () => {
    const imi = await tenant({ mediaField: 'Media' })
    const { conversationId } = await imi.customerSays('hello')
    const media = { Messagetype: 'image', Media: 'https://m.example/a.png' }
    assert.equal((await call(imi, reply(conversationId, '', media))).code, '1002')
    assert.equal((await call(imi, reply(conversationId, '', { Media: '' }))).code, '7003')
    const [said] = imi.botMessages(conversationId)
    assert.deepEqual([said?.text, said?.media, said?.messageType], ['', media.Media, 'image'])
    assert.deepEqual(imi.calls[0]?.ignored, [])
  })

  it('wants the custom parameters the setting names', async () => {
    const imi = await tenant({ mandatoryCustomParams: ['customparam1'] })
    const { conversationId } = await imi.customerSays('hello')
    assert.equal((await call(imi, handover(conversationId))).code, '7025')
    assert.equal((await call(imi, handover(conversationId, { customparam1: 'billing' }))).code, '1002')
  })

  it('knows other bot events by the key and value the setting gives them', async () => {
    const imi = await tenant({
      botEvents: [
        { key: 'eventtype', value: 'Handover', effect: 'handover' },
        { key: 'eventtype', value: 'Close', effect: 'close' },
        { key: 'eventtype', value: 'Notify', effect: 'none' },
      ],
    })
    const first = await imi.customerSays('hello')
    const { customerId, conversationId } = first
    const event = (eventtype: string) => {
      return { eventtype, conversation_id: conversationId, Timestamp: '2024-03-09 17:12:00.007', customparam1: 'x' }
    }
    assert.equal((await call(imi, handover(conversationId))).code, '7004')
    assert.equal((await call(imi, event('Notify'))).code, '1002')
    assert.equal((await call(imi, event('Other'))).code, '7003')
    assert.equal(imi.conversation(conversationId).owner, 'bot')
    assert.equal((await call(imi, event('Handover'))).code, '1002')
    assert.equal(imi.conversation(conversationId).owner, 'queue')
    await call(imi, event('Close'))
    assert.equal(imi.conversation(conversationId).owner, 'queue', 'only the agent closes')
    await imi.agentCloses(conversationId)
    assert.equal((await call(imi, event('Close'))).code, '1002')
    assert.equal(imi.conversation(conversationId).owner, 'closed')
    assert.notEqual((await imi.customerSays('back', { customerId })).conversationId, conversationId)
  })

  it('takes a close that is spelt as a 1002 for a hand-over', async () => {
    const imi = await tenant()
    const { conversationId } = await imi.customerSays('hello')
    await call(imi, handover(conversationId, { event: 'Close' }))
    assert.equal(imi.conversation(conversationId).owner, 'queue')
  })

  it('limits size (430) and transactions per second (7020)', async () => {
    const imi = await tenant({ rateLimitWindow: 'sliding' })
    const { conversationId } = await imi.customerSays('hello')
    const bytes = (length: number) => {
      const empty = JSON.stringify(reply(conversationId, 'x')).length - 1
      return JSON.stringify(reply(conversationId, 'x'.repeat(length - empty)))
    }
    assert.equal((await call(imi, bytes(256 * 1024))).code, '1002')
    assert.equal((await call(imi, bytes(256 * 1024 + 1))).code, '430')
    assert.equal((await call(imi, reply(conversationId, 'é'.repeat(140_000)))).code, '430')
    imi.clock.advance(1000)
    imi.settings.requestsPerSecond = 2
    const codes: unknown[] = []
    for (const text of ['a', 'b', 'c']) codes.push((await call(imi, reply(conversationId, text))).code)
    assert.deepEqual(codes, ['1002', '1002', '7020'])
    imi.clock.advance(1000)
    assert.equal((await call(imi, reply(conversationId, 'd'))).code, '1002')
  })

  it('exists at the generated URL alone, for POST alone', async () => {
    const imi = await tenant({ inboundKey: 'generated' })
    assert.equal(imi.inboundUrl, `${imi.url}/events/generated`)
    const { conversationId } = await imi.customerSays('hello')
    assert.equal((await call(imi, reply(conversationId, 'hi'), { url: `${imi.url}/events/other` })).code, '7008')
    assert.equal((await fetch(imi.inboundUrl)).status, 405)
    assert.notEqual((await tenant()).settings.inboundKey, (await tenant()).settings.inboundKey)
    assert.deepEqual(imi.botMessages(conversationId), [])
  })
})
