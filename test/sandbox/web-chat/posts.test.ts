import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { bot, channel, textsOf } from './channel.ts'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('Web Chat simulator: posts to the bot', () => {
  afterEach(stopAll)

  it('writes full activities', async () => {
    const web = await channel({ channelId: 'directline', bot: { id: 'b-1', name: 'Robin' } })
    const service = await bot(web)
    const id = await web.join({ customerId: 'u-1', name: 'Cora', locale: 'de-DE' })
    const activityId = await web.says(id, 'hallo', { value: 7, activity: { textFormat: 'markdown' } })
    await web.idle()
    const [{ activity, headers }] = service.received as [(typeof service.received)[0]]
    const { timestamp, localTimestamp, channelData, entities, ...rest } = activity
    assert.equal(headers['content-type'], 'application/json; charset=utf-8')
    assert.equal(headers.authorization, undefined)
    assert.ok(Math.abs(Date.parse(timestamp!) - Date.now()) < 5000)
    assert.equal(Date.parse(String(localTimestamp)), Date.parse(timestamp!))
    assert.ok((channelData as { clientActivityID: string }).clientActivityID)
    assert.equal((entities as { type: string }[])[0]?.type, 'ClientCapabilities')
    assert.deepEqual(rest, {
      type: 'message',
      id: activityId,
      channelId: 'directline',
      serviceUrl: web.url,
      localTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      locale: 'de-DE',
      from: { id: 'u-1', name: 'Cora', role: 'user' },
      recipient: { id: 'b-1', name: 'Robin', role: 'bot' },
      conversation: { id },
      text: 'hallo',
      textFormat: 'markdown',
      value: 7,
    })
  })

  it('tells who takes part as the setting says', async () => {
    const expected = {
      separate: [['b'], ['u'], 'hi'],
      together: [['b', 'u'], 'hi'],
      late: [['b'], ['u'], 'hi', 'again'],
      customer: [['u'], 'hi'],
      bot: [['b'], 'hi'],
      none: ['hi'],
    }
    const web = await channel({ bot: { id: 'b' } })
    for (const [membersAdded, wanted] of Object.entries(expected)) {
      const service = await bot(web)
      web.settings.membersAdded = membersAdded as keyof typeof expected
      const id = await web.join({ customerId: 'u' })
      await web.says(id, 'hi')
      if (membersAdded === 'late') await web.says(id, 'again')
      await web.idle()
      const told = service.received.map(({ activity: { membersAdded: members, text } }) =>
        members ? members.map((member) => member.id) : text,
      )
      assert.deepEqual(told, wanted, membersAdded)
    }
  })

  it('sends one at a time in a conversation, side by side otherwise', async () => {
    const web = await channel()
    let now = 0
    const most = { all: 0, one: 0 }
    const open = new Map<string, number>()
    const service = await bot(web, async ({ activity }) => {
      const { id } = activity.conversation!
      open.set(id, (open.get(id) ?? 0) + 1)
      most.all = Math.max(most.all, ++now)
      most.one = Math.max(most.one, open.get(id)!)
      await wait(50)
      now--
      open.set(id, open.get(id)! - 1)
      return 200
    })
    const ids = await Promise.all([web.join(), web.join(), web.join()])
    for (const text of ['1', '2', '3', '4']) for (const id of ids) void web.says(id, text)
    await web.idle()
    assert.ok(most.all > 1)
    assert.equal(most.one, 1)
    for (const id of ids) {
      const texts = service.received.filter(({ activity }) => activity.conversation?.id === id)
      assert.deepEqual(
        texts.map(({ activity }) => activity.text),
        ['1', '2', '3', '4'],
      )
    }
    web.settings.inOrder = false
    for (const text of ['5', '6']) void web.says(ids[0], text)
    await web.idle()
    assert.equal(most.one, 2)
  })

  it('sends the same bytes again after a timeout, a 5xx and a lost connection', async () => {
    const web = await channel({ retries: 3, postTimeoutMs: 300 })
    const answers = ['never', 503, 'reset', 202] as const
    const service = await bot(web, () => answers[service.received.length - 1]!)
    const id = await web.join()
    void web.says(id, 'hello')
    await web.says(id, 'next')
    service.answer = ({ activity }) => (activity.text === 'next' ? 200 : answers[service.received.length - 1]!)
    await web.idle()
    assert.deepEqual(textsOf(service), ['hello', 'hello', 'hello', 'hello', 'next'])
    assert.equal(new Set(service.received.slice(0, 4).map(({ text }) => text)).size, 1)
    const [first] = web.posts
    assert.equal(first?.outcome, 'answered')
    assert.ok(first.durationMs! >= 300)
    const seen = first.attempts.map(({ status, error }) => error ?? status)
    assert.deepEqual(seen, ['timed out after 300 ms', 503, 'ECONNRESET', 202])
  })

  it('gives up after its retries, and goes on with what came next', async () => {
    const web = await channel({ retries: 1 })
    const service = await bot(web, ({ activity }) => (activity.text === 'poison' ? 500 : 200))
    const id = await web.join()
    await web.says(id, 'poison')
    await web.says(id, 'fine')
    await web.idle()
    assert.deepEqual(textsOf(service), ['poison', 'poison', 'fine'])
    assert.deepEqual(
      web.posts.map(({ outcome }) => outcome),
      ['gave-up', 'answered'],
    )
  })

  it('does not retry what the bot refuses', async () => {
    const web = await channel()
    const service = await bot(web, () => 403)
    await web.says(await web.join(), 'hello')
    await web.idle()
    assert.equal(service.received.length, 1)
    assert.equal(web.posts[0]?.outcome, 'refused')
  })

  it('waits for retries on its own clock', async () => {
    const web = await channel({ retryDelayMs: 60_000 })
    const service = await bot(web, () => (service.received.length === 1 ? 500 : 200))
    await web.says(await web.join(), 'hello')
    await web.idle()
    assert.equal(service.received.length, 1)
    web.clock.advance(60_000)
    await web.idle()
    assert.deepEqual(textsOf(service), ['hello', 'hello'])
  })

  it('finds the bot again where it has moved to', async () => {
    const web = await channel({ retryDelayMs: 60_000 })
    const gone = await bot(web, () => 'reset')
    await web.says(await web.join(), 'hello')
    await web.idle()
    const moved = await bot(web)
    web.clock.advance(60_000)
    await web.idle()
    assert.deepEqual([textsOf(gone), textsOf(moved)], [['hello'], ['hello']])
  })

  it('leaves out what it is told to', async () => {
    const web = await channel()
    const service = await bot(web)
    const id = await web.join()
    await web.sendActivity(id, {
      type: 'message',
      text: 'odd',
      id: undefined,
      conversation: undefined,
      from: undefined,
    })
    await web.idle()
    const { activity } = service.received[0]!
    assert.deepEqual(
      ['id', 'conversation', 'from', 'recipient'].map((field) => field in activity),
      [false, false, false, true],
    )
    assert.equal(web.posts[0]?.conversationId, id)
  })

  it('rejects where there is no bot, and takes none of another machine', async () => {
    const web = await channel()
    const id = await web.join()
    await assert.rejects(web.says(id, 'hello'), /there is no bot yet/)
    assert.throws(() => web.setBot('https://bot.example.com/api/messages'), /must be one of this machine/)
    await assert.rejects(web.says('none', 'hello'), /conversation none not found/)
  })

  it('stops while the bot keeps it waiting, and settles what somebody waits for', async () => {
    const web = await channel({ postTimeoutMs: 60_000 })
    await bot(web, () => 'never')
    const id = await web.join()
    const invoked = assert.rejects(web.invoke(id, { name: 'x' }), /the simulator was stopped/)
    web.faults.webhooks({ kind: 'hold' })
    const held = assert.rejects(web.expectReplies(id, 'hi'), /the simulator was stopped/)
    await assert.rejects(web.idle(20), /still under way/)
    await web.stop()
    await Promise.all([invoked, held])
    await web.idle()
  })

  it('keeps no more than it was told to', async () => {
    const web = await channel({ recordLimit: 10, transcriptLimit: 3, conversationLimit: 2 })
    await bot(web)
    const first = await web.join()
    for (let count = 0; count < 30; count++) await web.says(first, String(count))
    await web.idle()
    assert.ok(web.posts.length <= 10)
    assert.deepEqual(
      web.transcript(first).map(({ activity }) => activity.text),
      ['27', '28', '29'],
    )
    await web.join()
    await web.join()
    assert.equal(web.conversations().length, 2)
    assert.throws(() => web.transcript(first), /not found/)
  })
})
