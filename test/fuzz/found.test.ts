import assert from 'node:assert/strict'
import { systemClock } from '../../adapters/core/clock.ts'
import { NEW_CONVERSATION, viewOf } from '../../adapters/core/conversation.ts'
import { createConnection } from '../../adapters/core/delivery/connection.ts'
import { readJson } from '../../adapters/core/intake/body.ts'
import type { Platform, RawRequest } from '../../adapters/core/platform.ts'
import { textOfMarkdown } from '../../adapters/core/render/markdown.ts'
import { splitText } from '../../adapters/core/render/split-text.ts'
import { wellFormed } from '../../adapters/core/render/well-formed.ts'
import { readEvent } from '../../adapters/eight-by-eight/events.ts'
import { readWebhook as readGenesys } from '../../adapters/genesys/webhook.ts'
import { readEvent as readGladly } from '../../adapters/gladly/events.ts'
import { textOfHtml } from '../../adapters/gladly/html.ts'
import { createGladlyPlatform } from '../../adapters/gladly/index.ts'
import { readWebhook as readHootsuite } from '../../adapters/hootsuite/webhook.ts'
import { readWebhook as readImiconnect } from '../../adapters/imiconnect/webhook.ts'
import { RateLimitedError } from '../../adapters/index.ts'
import { openStub } from '../core/http-stub.ts'
import { acme as genesys, outbound, signed as signedByGenesys } from '../genesys/fixtures.ts'
import { ACME, acme as acmeOfGladly } from '../gladly/fixtures.ts'
import { acme as hootsuite, messageEvent, signed as signedByHootsuite } from '../hootsuite/fixtures.ts'
import { acme as imiconnect, request as requestOfImiconnect } from '../imiconnect/fixtures.ts'

/** Far from what it takes, and from what it took. */
const LONGEST_MS = 3_000

function inTime(work: () => unknown): void {
  const began = performance.now()
  work()
  const took = performance.now() - began
  assert.ok(took < LONGEST_MS, `it took ${Math.round(took)} ms`)
}

const keyIn = (reading: Awaited<ReturnType<Platform['read']>>): string =>
  reading.kind === 'events' ? reading.events[0]!.key : assert.fail(reading.kind)

describe('what unforeseen inputs once broke', () => {
  it('a time of 8x8’s that is an object without a readable `toString` is no time, and no error before verification', () => {
    const read = readEvent('{"eventType":"TRANSFER","conversationId":"c","timestamp":{"toString":[]}}')
    assert.equal(read.kind, 'event')
  })

  it('what has a length that is none, where a text is to be, is malformed, and no error', () => {
    const odd = { length: { toString: 'x' } }
    const bodies = [
      { eventType: odd, conversationId: 'c' },
      { eventType: 'MESSAGE', conversationId: odd },
    ]
    for (const body of bodies) assert.equal(readEvent(JSON.stringify(body)).kind, 'malformed')
    const event = JSON.stringify({ ...messageEvent(), type: odd })
    assert.equal(readHootsuite(hootsuite(), signedByHootsuite(event)).kind, 'malformed')
    assert.equal(readGenesys(genesys(), signedByGenesys({ ...outbound(), type: odd })).kind, 'malformed')
  })

  it('a long text, of any script, is cut in time in proportion to its length', () => {
    for (const part of ['word ', 'a. ', 'é👍 ', 'x']) inTime(() => splitText(part.repeat(20_000), 10_000))
  })

  it('markdown of many short paragraphs is read in time in proportion to its length', () => {
    for (const part of ['a\n\n', '# a\n', '- a\n', '1. a\n']) inTime(() => textOfMarkdown(part.repeat(15_000)))
  })

  it('a body nested deeper than the stack goes is malformed on every platform', () => {
    const deep = (event: object): string =>
      JSON.stringify({ ...event, more: 0 }).replace('"more":0', `"more":${'['.repeat(150_000)}${']'.repeat(150_000)}`)
    assert.equal(readEvent(deep({ eventType: 'TRANSFER', conversationId: 'c' })).kind, 'malformed')
    const content = { conversationId: 'c', messageId: 'm' }
    const received = deep({ type: 'CONTACT/MESSAGE_RECEIVED', content })
    assert.equal(readGladly(received, acmeOfGladly().profile).kind, 'malformed')
    assert.equal(readHootsuite(hootsuite(), signedByHootsuite(deep(messageEvent()))).kind, 'malformed')
    assert.equal(readGenesys(genesys(), signedByGenesys(deep(outbound()))).kind, 'malformed')
    const named = deep({ Conversationid: 'c', ConversationType: 'BOT', Channel: 'FB', Event: 'Incoming' })
    assert.equal(readImiconnect(imiconnect(), requestOfImiconnect(named)).kind, 'malformed')
  })

  it('half a character in an id is no half any more, so that a URL can hold it', () => {
    for (const half of ['\\ud800', '\\uDFFF'])
      assert.deepEqual(readJson(`{"id":"${half}","${half}":["\\ud83d\\ude00"]}`), {
        ok: true,
        json: { id: '\uFFFD', '\uFFFD': ['😀'] },
      })
  })

  it('a text of nothing but opening brackets is read in time in proportion to its length', () => {
    inTime(() => textOfHtml('<'.repeat(200_000)))
  })

  it('a bot may say a number, or attach what is not there', () => {
    const said = wellFormed({
      text: 42,
      attachments: [undefined, { contentType: 5 }],
      suggestedActions: { actions: [null, 'Yes'] },
    } as never)
    assert.equal(said.text, '42')
    assert.equal(said.attachments?.length, 1)
    assert.deepEqual(said.suggestedActions?.actions, ['Yes'])
    const platform = createGladlyPlatform(ACME)
    const view = viewOf({ channelId: 'gladly', account: '', conversationId: 'c' }, NEW_CONVERSATION)
    assert.equal(
      platform.render({ type: 'message', text: 42, attachments: [undefined] } as never, view).replies.length,
      1,
    )
  })

  it('a key of any length is kept as a short one, the same for the same', () => {
    const long = 'k'.repeat(100_000)
    const event = (idempotencyKey: string): RawRequest =>
      signedByHootsuite(JSON.stringify({ ...messageEvent(), idempotencyKey }))
    assert.ok(keyIn(readHootsuite(hootsuite(), event(long))).length < 300)
    assert.equal(keyIn(readHootsuite(hootsuite(), event(long))), keyIn(readHootsuite(hootsuite(), event(long))))
    assert.notEqual(
      keyIn(readHootsuite(hootsuite(), event(long))),
      keyIn(readHootsuite(hootsuite(), event(`${long}2`))),
    )
    assert.ok(keyIn(readGenesys(genesys(), signedByGenesys(outbound({ id: long })))).length < 300)
    const named = JSON.stringify({ Conversationid: 'c', ConversationType: 'BOT', Channel: 'FB', Event: long })
    assert.ok(keyIn(readImiconnect(imiconnect(), requestOfImiconnect(named))).length < 300)
  })

  it('a platform that asks us to wait for years is asked again within the hour', async () => {
    const stub = await openStub()
    const ask = async (retryAfter: string) => {
      stub.on(/./, () => ({ status: 429, headers: { 'Retry-After': retryAfter }, body: {} }))
      const connection = createConnection({
        channelId: 'x',
        baseUrl: stub.url,
        headers: () => ({}),
        requestsPerSecond: 0,
        clock: systemClock,
      })
      const error = await connection.request({ method: 'GET', path: '/' }).catch((thrown: unknown) => thrown)
      connection.close()
      assert.ok(error instanceof RateLimitedError)
      return error.retryAfterMs
    }
    for (const years of ['1e300', '99999999999', 'Fri, 31 Dec 9999 23:59:59 GMT'])
      assert.equal(await ask(years), 3_600_000)
    assert.equal(await ask('-5'), 0)
    assert.equal(await ask('soon'), undefined)
    await stub.stop()
  })
})
