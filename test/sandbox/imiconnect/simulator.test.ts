import assert from 'node:assert/strict'
import { startImiconnectSimulator } from '../../../scripts/sandbox/imiconnect/index.ts'
import { stopAll } from '../simulator/services.ts'
import { bot, tenant } from './tenant.ts'

describe('IMIconnect simulator: its life', () => {
  afterEach(stopAll)

  it('binds the port asked for, frees it when stopped, and can start again', async () => {
    const first = await startImiconnectSimulator({ inboundKey: 'same' })
    const port = Number(new URL(first.url).port)
    await assert.rejects(startImiconnectSimulator({ port }), { code: 'EADDRINUSE' })
    await first.stop()
    await assert.rejects(fetch(first.url))
    const second = await startImiconnectSimulator({ port, inboundKey: 'same' })
    assert.equal(second.inboundUrl, first.inboundUrl)
    await second.stop()
  })

  it('stops while a delivery waits for its answer', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    service.answer = () => 'never'
    await imi.customerSays('hello')
    await assert.rejects(imi.idle(30), /deliveries still under way after 30 ms/)
    await imi.stop()
    await imi.idle()
  })

  it('shows the key and the token in force', async () => {
    const imi = await tenant({ verificationToken: 'tok-7' })
    assert.equal(imi.verificationToken, 'tok-7')
    imi.settings.verificationToken = 'tok-8'
    assert.equal(imi.verificationToken, 'tok-8')
  })
})
