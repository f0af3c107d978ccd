import assert from 'node:assert/strict'
import { startWebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'

describe('Web Chat simulator: its life', () => {
  it('binds the port asked for, frees it when stopped, and can start again', async () => {
    const first = await startWebChatSimulator()
    const port = Number(new URL(first.url).port)
    await assert.rejects(startWebChatSimulator({ port }), { code: 'EADDRINUSE' })
    await first.stop()
    await assert.rejects(fetch(first.url))
    const second = await startWebChatSimulator({ port })
    assert.equal(second.url, first.url)
    await second.stop()
  })

  it('names conversations and customers as nobody has before', async () => {
    const web = await startWebChatSimulator({ membersAdded: 'none' })
    const ids = await Promise.all(Array.from({ length: 50 }, () => web.join()))
    assert.equal(new Set(ids).size, 50)
    assert.equal(new Set(web.conversations().map(({ customer }) => customer.id)).size, 50)
    assert.match(ids[0]!, /^[0-9a-f]{8}-[0-9a-f]{4}-4/)
    await web.stop()
  })
})
