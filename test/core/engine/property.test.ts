import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  type DeadLetter,
  type Delivery,
  type Engine,
  openSqliteEngine,
  TurnPostponed,
} from '../../../adapters/core/engine/index.ts'
import { rounds, until } from './manual-clock.ts'
import { event, newFolder, talk } from './setting.ts'

/** What happens to an event, written into its body. */
interface Fate {
  id: number
  conversation: number
  customer: number
  /** How often its turn is postponed, in each life of the process. */
  postponed: number
  /** Its turn throws. */
  fails: boolean
  /** It says the first of its words before it ends. */
  flushes: boolean
  /** It is followed by another, made in its turn. */
  follows: boolean
  /** Its words, and what the platform says to each, in each life of the process. */
  words: ('taken' | 'later' | 'unknown, taken' | 'unknown, not taken' | 'dead')[]
  /** Rounds of the event loop its turn takes. */
  takes: number
}

type Step =
  | { do: 'accept'; fates: Omit<Fate, 'id'>[] }
  | { do: 'repeat'; which: number }
  | { do: 'wait'; rounds: number }
  | { do: 'restart' }
  | { do: 'die' }

/** What a platform saw. */
interface Taken {
  id: string
  word: string
  repeated: boolean
}

/** A world in which engines live one after the other over one folder, or over what one of them left when it died. */
class World {
  readonly home = newFolder()
  readonly taken = new Map<number, Taken[]>()
  readonly acceptedOf = new Map<number, number[]>()
  readonly fates = new Map<number, Fate>()
  deaths = 0
  private dying = false
  private folder = join(this.home, '0')
  private life = 0
  private engine!: Engine
  private readonly old: Promise<void>[] = []

  async begin(): Promise<void> {
    const life = ++this.life
    const engine = await openSqliteEngine({ dataDir: this.folder, random: () => 1 })
    this.engine = engine
    const postponed = new Map<number, number>()
    const asked = new Map<string, number>()
    /** Whoever is dead does nothing any more. */
    const alive = async (): Promise<void> => {
      if (life !== this.life) await new Promise(() => {})
    }
    engine.serve('gladly', {
      runTurn: async (turn) => {
        await alive()
        const fate = JSON.parse(turn.event!.body) as Fate
        await turn.holdCustomer(`c${fate.customer}`)
        await turn.within(60_000, async () => {
          await alive()
          await add(engine, `conversation ${fate.conversation}`, fate.id)
          await add(engine, `customer ${fate.customer}`, fate.id)
          fate.words.forEach((_, i) => {
            turn.send({ kind: 'reply', payload: { fate, i } })
          })
          if (fate.flushes) await turn.flush()
          await rounds(fate.takes)
        })
        if (fate.follows) turn.accept(event(JSON.stringify(followerOf(fate)), eventOf(followerOf(fate))))
        await alive()
        if ((postponed.get(fate.id) ?? 0) < fate.postponed) {
          postponed.set(fate.id, (postponed.get(fate.id) ?? 0) + 1)
          throw new TurnPostponed('not yet', 1)
        }
        if (fate.fails) throw new Error('it fails')
      },
      deliver: async ({ id, payload, outcomeUnknown }): Promise<Delivery> => {
        await alive()
        const { fate, i } = payload as { fate: Fate; i: number }
        await rounds(1)
        await alive()
        const word = fate.words[i]!
        const first = !asked.has(id)
        asked.set(id, 1)
        const take = (): void => {
          const list = this.taken.get(fate.conversation) ?? []
          list.push({ id, word: `${fate.id}.${i}`, repeated: outcomeUnknown })
          this.taken.set(fate.conversation, list)
        }
        if (word === 'dead') return { state: 'dead', reason: 'gone' }
        if (first && word === 'later') return { state: 'later', reason: 'busy', afterMs: 1 }
        if (first && word === 'unknown, not taken') return { state: 'unknown', reason: 'time-out', afterMs: 1 }
        take()
        if (first && word === 'unknown, taken') return { state: 'unknown', reason: 'time-out', afterMs: 1 }
        await rounds(1)
        await alive()
        return { state: 'delivered', platformId: id }
      },
    })
    await engine.start()
  }

  /** As a platform does: until there is an answer. */
  async accept(fate: Fate): Promise<void> {
    this.fates.set(fate.id, fate)
    for (;;) {
      const life = this.life
      // Not the one whose death is under way.
      if (this.dying) {
        await rounds(1)
        continue
      }
      const answer = await this.engine.accept(event(JSON.stringify(fate), eventOf(fate))).catch(() => undefined)
      if (answer && life === this.life) return
      await rounds(2)
    }
  }

  async restart(): Promise<void> {
    await this.engine.stop(5)
    await this.begin()
  }

  /** What the old one writes from now on is lost, what it calls from now on was never called. */
  async die(): Promise<void> {
    const left = join(this.home, String(this.life))
    execFileSync('cp', ['-r', this.folder, left])
    this.life++
    this.deaths++
    const old = this.engine
    this.folder = left
    this.dying = true
    await this.begin()
    this.dying = false
    this.old.push(old.stop(0))
  }

  async settle(): Promise<void> {
    await until(() => this.engine.stats().inbox + this.engine.stats().outbox === 0, 'the world to come to rest')
  }

  list(name: string): Promise<number[]> {
    return read(this.engine, name)
  }

  get deadLetters(): Engine['deadLetters'] {
    return this.engine.deadLetters
  }

  async end(): Promise<void> {
    await this.engine.stop(0)
    await Promise.all(this.old)
    rmSync(this.home, { recursive: true })
  }
}

const FOLLOWER = 1_000_000
const followerOf = (fate: Fate): Fate => ({
  ...fate,
  id: fate.id + FOLLOWER,
  follows: false,
  fails: false,
  flushes: false,
  postponed: 0,
  words: ['taken'],
})
const eventOf = (fate: Fate) => ({ key: `k${fate.id}`, conversation: talk(`talk ${fate.conversation}`) })

async function read(engine: Engine, name: string): Promise<number[]> {
  return (await engine.storage.read([name]))[name]?.list ?? []
}

async function add(engine: Engine, name: string, id: number): Promise<void> {
  await engine.storage.write({ [name]: { list: [...(await read(engine, name)), id], eTag: '*' } })
}

const fate = fc.record({
  conversation: fc.nat(3),
  customer: fc.nat(1),
  postponed: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(2)),
  fails: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  flushes: fc.boolean(),
  follows: fc.boolean(),
  words: fc.array(
    fc.constantFrom<Fate['words'][number]>('taken', 'taken', 'later', 'unknown, taken', 'unknown, not taken', 'dead'),
    { maxLength: 3 },
  ),
  takes: fc.nat(3),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('accept'), fates: fc.array(fate, { minLength: 1, maxLength: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat'), which: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), rounds: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' }) },
  { weight: 2, arbitrary: fc.constant({ do: 'die' }) },
) as fc.Arbitrary<Step>

async function live(steps: Step[]): Promise<void> {
  const world = new World()
  try {
    await world.begin()
    const under: Promise<void>[] = []
    let ids = 0
    for (const one of steps) {
      if (one.do === 'accept') under.push(...one.fates.map((part) => world.accept({ ...part, id: ++ids })))
      else if (one.do === 'repeat' && world.fates.has(one.which)) under.push(world.accept(world.fates.get(one.which)!))
      else if (one.do === 'wait') await rounds(one.rounds)
      else if (one.do === 'restart') await world.restart()
      else if (one.do === 'die') await world.die()
    }
    await Promise.all(under)
    await world.restart()
    await world.settle()
    await check(world)
  } finally {
    await world.end()
  }
}

async function check(world: World): Promise<void> {
  const all = [...world.fates.values()]
  const letters = await world.deadLetters.list({ limit: 1000 })
  const idsOf = (list: DeadLetter[]): number[] => list.map(({ body }) => (JSON.parse(body) as Fate).id)
  const deaths = letters.filter(({ reason }) => /killed the process three times/.test(reason))
  // Whoever was running at three deaths is parked, innocent or not.
  const parked = idsOf(deaths)
  assert.ok(deaths.length <= Math.max(0, world.deaths - 2), 'one at most for each death after the second')
  const failed = idsOf(letters.filter((one) => one.kind === 'event' && !deaths.includes(one)))
  const made = parked.filter((id) => id <= FOLLOWER).map((id) => id + FOLLOWER)
  const failing = all.filter(({ id, fails }) => fails && !parked.includes(id)).map(({ id }) => id)
  assert.deepEqual(failed.toSorted(), failing.toSorted(), 'dead letters are exactly what failed')
  const expected = all
    .flatMap((one) => (one.fails ? [] : one.follows ? [one, followerOf(one)] : [one]))
    .filter(({ id }) => !parked.includes(id) && !made.includes(id))
  for (const customer of [0, 1]) {
    const ids = expected.filter((one) => one.customer === customer).map(({ id }) => id)
    const seen = await world.list(`customer ${customer}`)
    assert.deepEqual(seen.toSorted(), ids.toSorted(), 'each event had its effect on the customer’s state once')
  }
  for (const conversation of [0, 1, 2, 3]) {
    const mine = expected.filter((one) => one.conversation === conversation)
    const seen = await world.list(`conversation ${conversation}`)
    assert.deepEqual(seen.toSorted(), mine.map(({ id }) => id).toSorted(), 'each event had its effect once')
    // What follows from an event comes after it; what its own turn made once is made once.
    for (const id of seen) if (id > FOLLOWER) assert.ok(seen.indexOf(id - FOLLOWER) < seen.indexOf(id))

    const taken = world.taken.get(conversation) ?? []
    const ids = new Map<string, Taken[]>()
    for (const one of taken) ids.set(one.id, [...(ids.get(one.id) ?? []), one])
    for (const [first, ...again] of ids.values()) {
      assert.ok(first)
      assert.ok(
        again.every(({ repeated }) => repeated),
        'only commands of unknown outcome are repeated',
      )
    }
    const said = [...ids.values()].map(([first]) => first!.word)
    assert.equal(new Set(said).size, said.length, 'no word has two ids')
    const words = (id: number): string[] => {
      const { words } = world.fates.get(id) ?? followerOf(world.fates.get(id - FOLLOWER)!)
      return words.flatMap((word, i) => (word === 'dead' ? [] : [`${id}.${i}`]))
    }
    const kept = said.filter((word) => seen.includes(Number(word.split('.')[0])))
    assert.deepEqual(kept, seen.flatMap(words), 'words are said in the order of the turns')
  }
}

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)

describe('The SQLite engine, whatever happens', () => {
  it(`loses nothing, does everything once and in order (SEED=${seed})`, async function () {
    this.timeout(1000 * Number(process.env.RUNS ?? 60))
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), live), {
      seed,
      numRuns: Number(process.env.RUNS ?? 60),
      endOnFailure: process.env.SHRINK === undefined,
    })
  })
})
