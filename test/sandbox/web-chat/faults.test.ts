import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { bot, call, channel, say, textsOf } from './channel.ts'

describe('Web Chat simulator: faults', () => {
  afterEach(stopAll)

  it('sends copies one after another, or side by side', async () => {
    const web = await channel()
    let now = 0
    let most = 0
    const service = await bot(web, async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 50))
      now--
      return 200
    })
    const id = await web.join()
    web.faults.webhooks({ kind: 'duplicate', copies: 2, times: 1 })
    await web.says(id, 'thrice')
    await web.says(id, 'next')
    await web.idle()
    assert.deepEqual(textsOf(service), ['thrice', 'thrice', 'thrice', 'next'])
    assert.equal(new Set(service.received.slice(0, 3).map(({ text }) => text)).size, 1)
    assert.equal(most, 1)
    assert.deepEqual(
      web.posts.map(({ copy }) => copy),
      [1, 2, 3, 1],
    )
    web.faults.webhooks({ kind: 'duplicate', atOnce: true, times: 1 })
    await web.says(id, 'twice')
    await web.says(id, 'last')
    await web.idle()
    assert.deepEqual(textsOf(service).slice(4), ['twice', 'twice', 'last'])
    assert.equal(most, 2)
  })

  it('loses the bot’s answer, and sends the same again', async () => {
    const web = await channel()
    const service = await bot(web)
    web.faults.webhooks({ kind: 'lose-answer', times: 1, match: { text: /lost/ } })
    const id = await web.join()
    await web.says(id, 'heard')
    await web.says(id, 'lost')
    await web.idle()
    assert.deepEqual(textsOf(service), ['heard', 'lost', 'lost'])
    assert.deepEqual(
      web.posts[1]?.attempts.map(({ status, error }) => [status, error]),
      [
        [200, 'the answer was lost'],
        [200, undefined],
      ],
    )
  })

  it('cuts the connection while the bot is at work', async () => {
    const web = await channel()
    const service = await bot(web, () => new Promise((resolve) => setTimeout(() => resolve(200), 200)))
    web.faults.webhooks({ kind: 'cut', times: 1, delayMs: 5 })
    await web.says(await web.join(), 'hello')
    await web.idle()
    const cut = web.posts[0]!.attempts.filter(({ error }) => error === 'the connection was cut').length
    assert.deepEqual([textsOf(service), cut, web.posts[0]?.outcome], [['hello', 'hello'], 1, 'answered'])
  })

  it('drops, delays and holds what it was told to', async () => {
    const web = await channel()
    const service = await bot(web)
    const [one, other] = [await web.join(), await web.join()]
    web.faults.webhooks({ kind: 'drop', match: { conversationId: one }, times: 1 })
    web.faults.webhooks({ kind: 'delay', match: { text: /^late/ }, delayMs: 60_000 })
    web.faults.webhooks({ kind: 'hold', match: { type: /typing/ } })
    await web.says(one, 'gone')
    await web.says(other, 'late')
    await web.says(other, 'early')
    await web.types(one)
    await web.types(other)
    await web.idle()
    assert.deepEqual([textsOf(service), web.faults.held()], [['early'], 2])
    web.clock.advance(60_000)
    await web.idle()
    await web.faults.releaseHeld('reverse')
    assert.deepEqual(
      service.received.map(({ activity }) => activity.text ?? activity.conversation?.id),
      ['early', 'late', other, one],
    )
    assert.equal(web.posts[0]?.outcome, 'dropped')
    assert.equal(web.transcript(one)[0]?.activity.text, 'gone')
  })

  it('answers the bot’s calls with a status, and applies none of them', async () => {
    const web = await channel()
    const id = await web.join()
    web.faults.api({
      kind: 'status',
      status: 429,
      headers: { 'Retry-After': '3' },
      times: 1,
      match: { type: /message/ },
    })
    assert.equal((await say(web, id, { type: 'typing' })).status, 200)
    const limited = await say(web, id, 'first')
    assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '3'])
    assert.equal((await say(web, id, 'second')).status, 200)
    assert.deepEqual(web.heard(id), ['second'])
    assert.deepEqual([web.calls[1]?.fault, web.calls[1]?.applied], ['status', undefined])
  })

  it('resets before the effect, or after it', async () => {
    const web = await channel()
    const [id, other] = [await web.join(), await web.join()]
    web.faults.api({ kind: 'reset-before', times: 1, match: { conversationId: id } })
    assert.equal((await say(web, other, 'through')).status, 200)
    await assert.rejects(say(web, id, 'never'))
    web.faults.api({ kind: 'reset-after', times: 1 })
    await assert.rejects(say(web, id, 'unheard'))
    assert.deepEqual(web.heard(id), ['unheard'])
    assert.deepEqual(
      web.calls.map(({ applied, status }) => [applied, status]),
      [
        [200, 200],
        [undefined, undefined],
        [200, undefined],
      ],
    )
  })

  it('hangs, and is slow', async () => {
    const web = await channel()
    const id = await web.join()
    web.faults.api({ kind: 'hang-before', times: 1 })
    const path = `/v3/conversations/${id}/activities`
    const hanging = call(web, 'POST', path, { type: 'message', text: 'a' }, { signal: AbortSignal.timeout(50) })
    await assert.rejects(hanging, { name: 'TimeoutError' })
    web.faults.api({ kind: 'slow', delayMs: 40, times: 1 })
    const before = performance.now()
    await say(web, id, 'b')
    assert.ok(performance.now() - before >= 35)
    assert.deepEqual(web.heard(id), ['b'])
  })
})
