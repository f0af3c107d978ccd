import assert from 'node:assert/strict'
import { startGenesysSimulator } from '../../../scripts/sandbox/genesys/index.ts'
import { stopAll, stoppedLater } from '../simulator/services.ts'
import { connected, organization, say } from './organization.ts'

describe('Genesys simulator: starting and stopping', () => {
  afterEach(stopAll)

  it('takes free ports on loopback, and runs beside others', async () => {
    const [one, other] = [await organization(), await organization()]
    const urls = [one.apiUrl, one.loginUrl, other.apiUrl, other.loginUrl]
    for (const url of urls) assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.equal(new Set(urls).size, 4)
    assert.equal(one.url, one.apiUrl)
  })

  it('has what the platform has by default', async () => {
    const { settings, queues, agents } = stoppedLater(await startGenesysSimulator())
    const { requestsPerMinute, webhookTimeoutMs, webhookRetries, webhookRetryDelayMs, tokenLifeSeconds } = settings
    assert.deepEqual(
      [requestsPerMinute, webhookTimeoutMs, webhookRetries, webhookRetryDelayMs, tokenLifeSeconds],
      [300, 10_000, 5, 5000, 86_399],
    )
    assert.deepEqual([settings.threadingWindowMs, settings.dedupe], [0, false])
    assert.deepEqual(
      queues.map(({ name }) => name),
      ['support', 'billing'],
    )
    assert.ok(agents.every(({ onQueue }) => onQueue))
  })

  it('stops with a flow and a webhook under way', async () => {
    const { genesys, bot } = await connected({ receipts: 'delivered' })
    bot.answer = () => 'never'
    await say(genesys, 'a', 'hello')
    await assert.rejects(genesys.idle(20), /still under way/)
    const started = performance.now()
    await genesys.stop()
    assert.ok(performance.now() - started < 1000)
    await assert.rejects(fetch(genesys.url))
  })
})
