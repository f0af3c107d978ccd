import assert from 'node:assert/strict'
import { again, RUNS, SEED, share } from './amount.ts'
import { authenticOn, forgedOn } from './routes/attack.ts'
import { hangUp } from './routes/post.ts'
import { ServerProcess } from './routes/server-process.ts'

describe(`what cannot be foreseen, at every route of a server (${again})`, function () {
  this.timeout(120_000)
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start()
  })
  after(async () => {
    hangUp()
    await server.stop()
  })

  it('is refused without a proof, and nobody gets a turn for it', async () => {
    assert.equal(server.routes.length, 9)
    const attack = { runs: share(0.15 / 9, RUNS), seed: SEED }
    await Promise.all(server.routes.map((route) => forgedOn(server, route, attack)))
  })

  it('is answered 2xx with one, and other customers are served all the while', async () => {
    const attack = { runs: share(0.15 / 9, RUNS), seed: SEED }
    await Promise.all(server.routes.map((route) => authenticOn(server, route, attack)))
  })
})
