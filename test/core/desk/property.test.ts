import assert from 'node:assert/strict'
import { Chance } from './chance.ts'
import { Customer, faultsOf } from './crowd.ts'
import { DeskStage } from './stage.ts'

/**
 * The long form: `DESK_SEEDS=20 DESK_CONVERSATIONS=500 mocha test/core/desk/property.test.ts`; one seed again with
 * `DESK_SEED=<seed>`, and `DESK_ADDRESSES=true` for a desk of addresses.
 */
const { DESK_SEED, DESK_SEEDS, DESK_ADDRESSES, DESK_CONVERSATIONS, DESK_STEPS } = process.env
const long = DESK_CONVERSATIONS !== undefined || DESK_SEEDS !== undefined || DESK_SEED !== undefined
const conversations = Number(DESK_CONVERSATIONS ?? 16)
const steps = Number(DESK_STEPS ?? 12)
const seeds =
  DESK_SEED === undefined
    ? Array.from({ length: Number(DESK_SEEDS ?? 2) }, (_, n) => (n === 0 ? 1 : Math.floor(Math.random() * 2 ** 31)))
    : [Number(DESK_SEED)]

describe('Customers and agents in a crowd', () => {
  let stage: DeskStage
  afterEach(() => stage.stop())

  for (const [index, seed] of seeds.entries()) {
    // Some platforms know conversations, others addresses.
    const addresses = index % 2 === 1 || DESK_ADDRESSES === 'true'
    const under = addresses ? 'addresses' : 'conversations'
    it(`misses no message and repeats none, on a desk of ${under} (DESK_SEED=${seed})`, async function () {
      this.timeout(long ? 600_000 : 60_000)
      const chance = new Chance(seed)
      const faulty = { probability: 0.06 }
      const latency = () => chance.below(12)
      stage = await DeskStage.open({
        durable: index > 0,
        desk: { addresses, latency, chance: (operation) => faultsOf(chance, faulty.probability)(operation) },
      })
      stage.platform.delivering = {
        copies: () => (chance.happens(0.2) ? 2 : 1),
        delay: () => (chance.happens(0.4) ? chance.below(25) : 0),
      }
      const customers = Array.from(
        { length: conversations },
        (_, n) => new Customer(stage, new Chance(seed + 7_919 * (n + 1)), `c${n}`),
      )
      await Promise.all(customers.map((one) => one.live(steps, Math.max(40, conversations))))
      await stage.quiet(long ? 300_000 : 40_000)
      for (const one of customers) await one.check()
      // Connections may break (0); an answer is always 2xx.
      assert.deepEqual(
        stage.platform.refusals.filter((status) => status !== 0),
        [],
      )
      assert.deepEqual(await stage.engine.deadLetters.list(), [])
    })
  }
})
