import assert from 'node:assert/strict'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../../adapters/core/errors.ts'
import { end, type InboundUrl, json, openInboundUrl, QUEUED } from './inbound-url.ts'

describe('IMIconnect: answers to calls', () => {
  let inbound: InboundUrl
  before(async () => {
    inbound = await openInboundUrl()
  })
  afterEach(() => inbound.reset())
  after(() => inbound.stop())

  describe('what comes back', () => {
    it('is a success where nothing says otherwise', async () => {
      const bodies = [
        '',
        'OK',
        '<html>',
        '[]',
        '{}',
        'null',
        '{"response":[]}',
        '{"response":"queued"}',
        '{"status":"ok"}',
      ]
      for (const text of bodies) {
        inbound.answer = (response) => response.end(text)
        assert.deepEqual(await inbound.deliver({}), {}, text)
      }
      for (const code of ['0', '200', '1000', '1001', 1002]) {
        for (const response of [{ code }, [{ code }], [{ code }, { code: '1001' }]]) {
          inbound.answer = json({ response })
          await inbound.deliver({})
        }
      }
      inbound.answer = json({ response: { code: '1001', messageid: 'mt-40077', transid: 't' } })
      assert.deepEqual(await inbound.deliver({}), { platformId: 'mt-40077' })
      inbound.answer = (response) => end(response, 202)
      assert.deepEqual(await inbound.deliver({}), {})
    })

    const answers = (code: unknown) => [
      { response: { code, description: 'No' } },
      { response: [{ code: '1002' }, { code, description: 'No' }] },
      { code, message: 'No' },
    ]

    it('is recognised as an error inside HTTP 200', async () => {
      for (const code of ['430', '7000', '7003', 7004, '7008', '7009', '7019', '7025', '7027', 'X1']) {
        for (const body of answers(code)) {
          inbound.answer = json(body)
          const error = await inbound.refusal({})
          assert.ok(error instanceof PlatformRefusedError, `${code}: ${error}`)
          assert.equal(error.isCredentials, false)
          assert.match(error.message, new RegExp(`${code} \\(No\\) to a reply`))
        }
      }
    })

    it('waits for a person where our credentials are refused, and says what to mend', async () => {
      for (const code of ['7001', '7002', '7010', '7028', '7029']) {
        for (const status of [200, 400]) {
          inbound.answer = json({ response: { code } }, status)
          const error = await inbound.refusal({})
          assert.ok(error instanceof PlatformRefusedError && error.isCredentials, code)
          assert.ok(error.hint)
        }
      }
    })

    it('is tried again where the platform is ill or we are too fast', async () => {
      for (const code of ['7005', '7006']) {
        inbound.answer = json({ response: { code } })
        const error = await inbound.refusal({})
        assert.ok(error instanceof PlatformUnreachableError && error.outcome === 'not-sent')
      }
      inbound.answer = json({ response: [{ code: '7020' }] })
      assert.ok((await inbound.refusal({})) instanceof RateLimitedError)
      inbound.answer = (response) => end(response, 429, { 'Retry-After': '2' })
      const limited = await inbound.refusal({})
      assert.ok(limited instanceof RateLimitedError && limited.retryAfterMs === 2_000)
      inbound.answer = (response) => end(response, 408)
      const late = await inbound.refusal({})
      assert.ok(late instanceof PlatformUnreachableError && late.outcome === 'not-sent')
    })

    it('is of unknown outcome where it did not come', async () => {
      inbound.answer = () => {}
      const impatient = { profile: { calls: { timeoutMs: 150 } } }
      const hung = await inbound.refusal({ kind: 'hand-off', body: {} }, impatient)
      assert.ok(hung instanceof PlatformUnreachableError && hung.outcome === 'unknown')
      assert.match(hung.message, /a hand-over/)
      inbound.answer = (response) => response.socket?.resetAndDestroy()
      const reset = await inbound.refusal({})
      assert.ok(reset instanceof PlatformUnreachableError && reset.outcome === 'unknown')
      inbound.answer = (response) => end(response, 500)
      const failed = await inbound.refusal({})
      assert.ok(failed instanceof PlatformUnreachableError && failed.outcome === 'unknown')
      inbound.answer = (response) => end(response, 503)
      const down = await inbound.refusal({})
      assert.ok(down instanceof PlatformUnreachableError && down.outcome === 'not-sent')
    })

    it('never shows the generated URL, even where the platform repeats it', async () => {
      inbound.answer = (response, { url }) => end(response, 404, {}, `Cannot POST ${url} or GENERATED1234`)
      const error = await inbound.refusal({})
      assert.ok(error instanceof PlatformRefusedError)
      assert.equal(error.status, 404)
      assert.match(error.hint ?? '', /IMICONNECT_INBOUND_URL/)
      assert.doesNotMatch(error.platformMessage ?? '', /GENERATED|9f31aa/)
      inbound.answer = (response, call) =>
        json({ response: { code: '7008', description: `no ${call.url}` } })(response, call)
      assert.ok((await inbound.refusal({})) instanceof PlatformRefusedError)
      inbound.answer = (response) => end(response, 302, { Location: 'https://elsewhere.example/' })
      assert.ok((await inbound.refusal({})) instanceof PlatformRefusedError)
    })

    it('is unreachable, with nothing sent, where nobody listens or the URL is not known yet', async () => {
      for (const inboundUrl of ['http://127.0.0.1:1/events/GENERATED1234', undefined]) {
        const error = await inbound.refusal({}, { inboundUrl })
        assert.ok(error instanceof PlatformUnreachableError && error.outcome === 'not-sent', `${error}`)
      }
    })

    it('takes the codes of the profile', async () => {
      const profile = { response: { okCodes: ['X1'], retryCodes: ['1002'] } }
      inbound.answer = json({ response: { code: 'X1' } })
      await inbound.deliver({}, { profile })
      inbound.answer = json(QUEUED)
      assert.ok((await inbound.refusal({}, { profile })) instanceof PlatformUnreachableError)
    })
  })
})
