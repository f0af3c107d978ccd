import assert from 'node:assert/strict'
import { sign } from '../../adapters/hootsuite/signature.ts'
import { verifyWebhook } from '../../adapters/hootsuite/webhook.ts'
import { acme, messageEvent, NOW, profile, SECRET, signed } from './fixtures.ts'

const body = JSON.stringify(messageEvent())
const sentAt = (ms: number) =>
  JSON.stringify(messageEvent({}, { timestamp: new Date(NOW.getTime() + ms).toISOString() }))
const statusOf = (verdict: ReturnType<typeof verifyWebhook>) => (verdict.ok ? 200 : (verdict.status ?? 401))

describe('Hootsuite: who a request is from', () => {
  it('is told by the signature of the raw body', () => {
    assert.deepEqual(verifyWebhook(acme(), signed(body), NOW), { ok: true })
    assert.equal(statusOf(verifyWebhook(acme(), { ...signed(body), body: Buffer.from(`${body} `) }, NOW)), 401)
  })

  it('is not told without a signature, with two, or with another', () => {
    for (const header of [undefined, '', 'wrong', ['a', 'b'], sign('00ff', Buffer.from(body), profile())]) {
      const verdict = verifyWebhook(acme(), signed(body, { 'x-hootsuite-signature': header }), NOW)
      assert.equal(statusOf(verdict), 401)
      assert.ok(!JSON.stringify(verdict).includes(SECRET))
    }
  })

  it('may be proven by any secret of the list: the new one, the old one, another virtual agent’s', () => {
    const other = 'aa'.repeat(32)
    const settings = acme({ webhookSecrets: [other, SECRET] })
    assert.ok(verifyWebhook(settings, signed(body), NOW).ok)
    assert.ok(verifyWebhook(settings, signed(body, {}, other), NOW).ok)
  })

  it('is refused with 503 and a clear reason while no secret is set, whatever is sent', () => {
    const verdict = verifyWebhook(acme({ webhookSecrets: [] }), signed(body), NOW)
    assert.ok(!verdict.ok)
    assert.equal(verdict.status, 503)
    assert.match(verdict.why, /HOOTSUITE_WEBHOOK_SECRET is not set/)
  })

  it('is refused where it was sent more than five minutes ago, or from now', () => {
    for (const [ms, status] of [
      [0, 200],
      [-299_000, 200],
      [299_000, 200],
      [-301_000, 401],
      [301_000, 401],
    ] as const) {
      assert.equal(statusOf(verifyWebhook(acme(), signed(sentAt(ms)), NOW)), status, String(ms))
    }
  })

  it('reads times with nine fractional digits', () => {
    const precise = JSON.stringify(messageEvent({}, { timestamp: '2031-05-06T07:08:09.123456789Z' }))
    assert.ok(verifyWebhook(acme(), signed(precise), NOW).ok)
  })

  it('is refused where an event has no time that can be read, unless the profile is content', () => {
    for (const timestamp of [undefined, null, 'yesterday', 5, '+255481-09-17T14:13:20.000Z']) {
      const timeless = signed(JSON.stringify(messageEvent({}, { timestamp })))
      assert.equal(statusOf(verifyWebhook(acme(), timeless, NOW)), 401)
      assert.ok(verifyWebhook(acme({ profile: { timestampRequired: false } }), timeless, NOW).ok)
      assert.ok(verifyWebhook(acme({ profile: { maxTimestampAgeMs: 0 } }), timeless, NOW).ok)
    }
  })

  it('is authentic with a body that is no event: no turn comes of it', () => {
    for (const odd of ['', 'not json', '[1,2]', '{"type":5}', '{"__proto__":{},"type":"CONVERSATION_STARTED"}']) {
      assert.deepEqual(verifyWebhook(acme(), signed(odd), NOW), { ok: true }, odd)
    }
  })

  it('looks at the header that the profile names', () => {
    const settings = acme({ profile: { signatureHeader: 'X-Sparkcentral-Signature' } })
    const { 'x-hootsuite-signature': signature } = signed(body).headers
    assert.equal(statusOf(verifyWebhook(settings, signed(body), NOW)), 401)
    assert.ok(verifyWebhook(settings, signed(body, { 'x-sparkcentral-signature': signature }), NOW).ok)
  })
})
