import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { AMBIGUOUS, UNREADABLE } from './corpus/everywhere.ts'
import type { Forgery } from './forgery.ts'
import { type Party, partiesOf } from './parties.ts'
import { bytesOf, chunked, exchange, type Sent } from './wire.ts'
import { eventually, openWorld, SECRETS, type World } from './world.ts'

/** In `partiesOf`'s order: suites are named before there is a server. And what becomes of their requests of nine days ago. */
const PARTIES: readonly [name: string, old?: 'refused' | 'dead letter'][] = [
  ['Gladly', 'dead letter'],
  ['Gladly with Basic credentials', 'dead letter'],
  ['Hootsuite', 'refused'],
  ['IMIconnect', 'dead letter'],
  ['8x8, the bot inside its channels', 'dead letter'],
  ['8x8, behind Web Chat', 'dead letter'],
  ['Genesys, its webhook', 'dead letter'],
  ['Genesys, its registration'],
  ['the Bot Framework, without an app id'],
]
const LONG_AGO_MS = 9 * 24 * 60 * 60 * 1_000

describe('requests in the name of', () => {
  let world: World
  let parties: Party[]
  before(async function () {
    this.timeout(60_000)
    world = await openWorld()
    parties = await partiesOf(world)
    assert.deepEqual(
      parties.map(({ name }) => name),
      PARTIES.map(([name]) => name),
    )
  })
  after(() => world.stop())

  for (const [index, [name, old]] of PARTIES.entries()) {
    describe(name, () => {
      const party = (): Party => parties[index]!
      const send = (sent: Sent) => exchange(party().server.url, bytesOf(sent, new URL(party().server.url).host))

      it('are taken when they are genuine, however they travel', async () => {
        await taken((sent) => sent)
        await taken((sent) => ({ ...sent, ...chunked(sent.body) }))
        await taken((sent) => ({
          ...sent,
          headers: sent.headers.map(([one, value]) => [oddCase(one), `  ${value}  `]),
        }))
      })

      it('are refused when they are forged: nothing is kept, nobody gets a turn, and the log says why', async () => {
        const { forgeries } = party()
        assert.ok(forgeries.length > 15)
        await nothingComesOf(async () => {
          for (const forgery of forgeries) await refused(forgery)
        })
        await taken((sent) => sent)
      })

      it('are not read where they are too large or compressed', async () => {
        await nothingComesOf(async () => {
          await Promise.all(UNREADABLE.map(refused))
        })
      })

      it('are refused where two readers could see two requests in one', async () => {
        await nothingComesOf(async () => {
          for (const forgery of AMBIGUOUS) await refused(forgery)
        })
      })

      it('are judged one by one on one connection', async () => {
        const { server, passes, refusal } = party()
        const { host } = new URL(server.url)
        const { turns } = world.counts
        const first = bytesOf(party().genuine(), host, true)
        const second = bytesOf(await plainest(party()).of(party().genuine()), host)
        assert.deepEqual(await exchange(server.url, Buffer.concat([first, second])), [passes.status, refusal])
        await eventually('the turn of the first', () => world.counts.turns === turns + passes.turns)
      })

      it('are run once, however often they come', async () => {
        const sent = party().genuine()
        const before = { ...world.counts }
        for (let time = 0; time < 3; time++) assert.deepEqual(await send(sent), [party().passes.status])
        await eventually('its turn', () => world.counts.turns >= before.turns + party().passes.turns)
        await idle(party())
        assert.equal(world.counts.turns, before.turns + party().passes.turns)
      })

      if (old !== undefined) {
        it('are no turn any more when they are nine days old', async () => {
          const before = { turns: world.counts.turns, letters: world.deadLetters() }
          const sent = party().genuine(new Date(Date.now() - LONG_AGO_MS))
          assert.deepEqual(await send(sent), [old === 'refused' ? 401 : 200])
          await idle(party())
          assert.equal(world.counts.turns, before.turns)
          assert.equal(world.deadLetters(), before.letters + (old === 'refused' ? 0 : 1))
        })
      }

      async function taken(dress: (sent: Sent) => Sent): Promise<void> {
        const { turns } = world.counts
        assert.deepEqual(await send(dress(party().genuine())), [party().passes.status])
        await eventually('its turn', () => world.counts.turns === turns + party().passes.turns)
      }

      async function refused({ name, answered = [party().refusal], unasked, of }: Forgery): Promise<void> {
        const logged = world.lines.length
        const [status, ...more] = await send(await of(party().genuine()))
        assert.ok(status !== undefined && answered.includes(status), `${name}: answered ${status}`)
        // What a broken request goes on with is refused as well.
        for (const one of more) assert.equal(one, 400, name)
        const lines = world.lines.slice(logged).map((line) => JSON.parse(line) as { why?: string; msg?: string })
        const told = lines.find(({ msg }) => msg?.startsWith('a request was refused'))
        if (!unasked) assert.ok(told?.why, `${name}: nobody said why`)
      }

      async function nothingComesOf(work: () => Promise<void>): Promise<void> {
        await idle(party())
        const before = { ...world.counts, letters: world.deadLetters() }
        await work()
        await idle(party())
        assert.deepEqual({ ...world.counts, letters: world.deadLetters() }, before)
      }
    })
  }

  describe('anybody', () => {
    it('leave no secret in the log', () => {
      assert.ok(world.lines.length > 500)
      for (const secret of Object.values(SECRETS)) {
        assert.equal(
          world.lines.find((line) => line.includes(secret)),
          undefined,
        )
      }
    })
  })
})

/** The forgery that only the proof tells from a genuine request. */
const plainest = ({ forgeries }: Party): Forgery => forgeries.find(({ answered }) => answered === undefined)!

/** What waits for its turn has had it; what waits for a platform that cannot be reached stays. */
async function idle({ server }: Party): Promise<void> {
  const { engine } = server
  for (let before = -1; engine.stats().inbox !== before; await sleep(40)) before = engine.stats().inbox
}

const oddCase = (name: string): string =>
  [...name].map((one, at) => (at % 2 === 0 ? one.toUpperCase() : one.toLowerCase())).join('')
