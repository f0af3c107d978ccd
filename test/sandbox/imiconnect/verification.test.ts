import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { bot, tenant } from './tenant.ts'

describe('IMIconnect simulator: Verify and the verification token', () => {
  afterEach(stopAll)

  it('sends nothing before Verify, and counts what is lost', async () => {
    const imi = await tenant()
    const service = await bot(imi, { verify: false })
    await assert.rejects(imi.verify(), /no webhook URL/)
    imi.setWebhook(service.url)
    assert.equal(imi.webhookActive, false)
    await imi.customerSays('anybody there?')
    await imi.idle()
    assert.equal(service.received.length, 0)
    assert.deepEqual(
      imi.lost.map(({ why, event }) => [why, event?.Message]),
      [['inactive', 'anybody there?']],
    )
    assert.equal(await imi.verify(), true)
    assert.equal(imi.webhookActive, true)
    await imi.customerSays('and now?')
    await imi.idle()
    assert.equal(service.received.length, 1)
  })

  it('asks by HEAD, then by a POST without an event', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    assert.deepEqual(
      service.probes.map(({ method, text, path }) => [method, text, path]),
      [
        ['HEAD', '', '/api/imiconnect/secret'],
        ['POST', '{}', '/api/imiconnect/secret'],
      ],
    )
    assert.deepEqual(
      imi.deliveries.map(({ kind, method, ok }) => [kind, method, ok]),
      [
        ['verify', 'HEAD', true],
        ['verify', 'POST', true],
      ],
    )
  })

  it('asks as the settings say', async () => {
    const imi = await tenant({ verifyMethods: ['POST'], verifyBody: '' })
    const service = await bot(imi)
    assert.deepEqual(
      service.probes.map(({ method, text }) => [method, text]),
      [['POST', '']],
    )
  })

  it('refuses wrong answers, saying why', async () => {
    const imi = await tenant({ verifyMethods: ['POST'], webhookTimeoutMs: 100 })
    const service = await bot(imi, { verify: false })
    imi.setWebhook(service.url)
    const token = JSON.stringify({ verification_token: imi.verificationToken })
    const answers = [
      [{ status: 202, text: token }, 'status 202'],
      [{ status: 302, headers: { location: service.url }, text: token }, 'status 302'],
      [{ text: '' }, 'the verification token is missing'],
      [{ text: imi.verificationToken }, 'the verification token is missing'],
      [{ text: 'null' }, 'the verification token is missing'],
      [{ text: '{"verification_token":"other"}' }, 'the verification token is wrong'],
      ['never', 'timed out after 100 ms'],
    ] as const
    for (const [answer, error] of answers) {
      service.answer = () => answer
      assert.equal(await imi.verify(), false, error)
      assert.equal(imi.deliveries.at(-1)?.error, error)
    }
    assert.equal(imi.webhookActive, false)
    service.answer = service.good
    assert.equal(await imi.verify(), true)
  })

  it('leaves an active webhook active when Verify fails, but not one whose URL was edited', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    service.answer = () => 500
    assert.equal(await imi.verify(), false)
    assert.equal(imi.webhookActive, true)
    imi.setWebhook(service.url)
    assert.equal(imi.webhookActive, false)
    assert.throws(() => imi.setWebhook('http://bot.example/api'), /must be HTTPS/)
  })

  it('looks for the token where the setting says', async () => {
    const imi = await tenant({ verificationToken: 'tok-1', tokenIn: { in: 'header', name: 'X-Token' } })
    const service = await bot(imi, { verify: false })
    imi.setWebhook(service.url)
    assert.equal(await imi.verify(), false)
    service.answer = () => ({ headers: { 'x-token': 'tok-1' }, text: '' })
    assert.equal(await imi.verify(), true)
    imi.settings.tokenIn = { in: 'text' }
    assert.equal(await imi.verify(), false)
    service.answer = () => ({ text: 'tok-1\n' })
    assert.equal(await imi.verify(), true)
    imi.settings.tokenIn = { in: 'body', name: 'token' }
    service.answer = () => ({ text: '{"token":"tok-1"}' })
    assert.equal(await imi.verify(), true)
  })

  it('may send the token along', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    for (const place of ['header', 'query', 'body'] as const) {
      imi.settings.sendsToken = { in: place, name: 'x-verify' }
      await imi.customerSays(place)
      await imi.idle()
      const last = service.received.at(-1)!
      const found = {
        header: last.headers['x-verify'],
        query: new URL(last.path, 'http://bot').searchParams.get('x-verify'),
        body: last.event['x-verify'],
      }
      assert.equal(found[place], imi.verificationToken)
      assert.equal(Object.values(found).filter(Boolean).length, 1)
    }
  })
})
