import { setTimeout as sleep } from 'node:timers/promises'
import type { DeadLetter } from '../../adapters/index.ts'
import { eventually } from '../contract/platform/stage.ts'
import { Findings, inOrderOnce, type Tally } from '../crash/tally.ts'
import type { Talk } from './fronts/front.ts'
import type { Place, World } from './world.ts'

/** What became of one front's talks. */
export interface Outcome extends Pick<Tally, 'lost' | 'reordered' | 'repeated'> {
  what: string
  front: string
  said: number
  /** Kept for a person, and not said. */
  deadLetters: number
  /** From the end of the fault until nothing waited any more. */
  healedMs: number
  /** What was lost, reordered, repeated without leave, or wrong, in words. */
  words: string[]
}

/** For how long a message may be refused. */
const PATIENCE_MS = 90_000
/** For how long everything may take to heal: what waits for 8x8 leaves by five calls a second. */
const HEALED_MS = 180_000

/** The talks of one front. */
export class Talks {
  readonly place: Place
  readonly talks: Talk[] = []

  constructor(place: Place) {
    this.place = place
  }

  /** So many customers; each says one thing first, while nothing is wrong. */
  async begin(customers: number): Promise<void> {
    const { front } = this.place
    for (let number = 1; number <= customers; number++) {
      const talk = await front.begin(`${front.name.replaceAll(/\W/g, '')}-${number}`)
      this.talks.push(talk)
      await this.says(talk, 'begins')
    }
  }

  /** Each customer says one thing after the other: the next once the server has answered 2xx for the one before. */
  async go(messages: number, pauseMs = 0): Promise<void> {
    await Promise.all(
      this.talks.map(async (talk) => {
        for (let number = 1; number <= messages; number++) {
          await this.says(talk, 'says')
          if (pauseMs > 0) await sleep(pauseMs)
        }
      }),
    )
  }

  /** The same until it is over. */
  async goUntil(over: () => boolean, pauseMs: number): Promise<void> {
    await Promise.all(
      this.talks.map(async (talk) => {
        while (!over()) {
          await this.says(talk, 'says')
          await sleep(pauseMs)
        }
      }),
    )
  }

  /** What was said has arrived on the other side, or is a dead letter; once and in order, but for what may be repeated. */
  judge(what: string, { mayRepeat, deadLetters, healedMs }: Judgement): Outcome {
    const { front } = this.place
    const findings = new Findings(`${what}: ${front.name}`)
    let kept = 0
    for (const talk of this.talks) {
      const said = talk.said.map(({ text }) => text)
      const came = inOrderOnce(findings, said, front.came(talk))
      for (const text of said.filter((one) => !came.has(one))) {
        const letter = deadLetters.find(({ body }) => body.includes(text))
        if (letter === undefined) findings.found('lost', `'${text}' of ${talk.conversation}`)
        else kept++
      }
    }
    const { lost, reordered, repeated } = findings.tally
    const words = mayRepeat ? findings.words.filter((text) => !text.includes(': repeated: ')) : findings.words
    const said = this.talks.reduce((sum, talk) => sum + talk.said.length, 0)
    return { what, front: front.name, said, lost, reordered, repeated, deadLetters: kept, healedMs, words }
  }

  private async says(talk: Talk, verb: string): Promise<void> {
    const { front } = this.place
    const number = talk.said.length + 1
    await front.say(talk, `${talk.person} ${verb} ${number}.`)
    const { id } = talk.said.at(-1)!
    await eventually(`${talk.person}'s message ${number} is taken`, () => front.taken().has(id), PATIENCE_MS)
  }
}

interface Judgement {
  mayRepeat: boolean
  deadLetters: readonly DeadLetter[]
  healedMs: number
}

/** Resolves when nothing waits and nothing moves any more, twice in a row. */
export async function healed({ server, places }: World): Promise<void> {
  const until = performance.now() + HEALED_MS
  for (let calm = 0; calm < 2; ) {
    const { inbox, outbox } = server.engine.stats()
    const left = until - performance.now()
    if (left < 0) throw new Error(`Not healed after ${HEALED_MS} ms: ${inbox} events and ${outbox} commands wait.`)
    await Promise.all(places.map(({ front }) => front.idle(left)))
    calm = inbox + outbox === 0 ? calm + 1 : 0
    await sleep(20)
  }
}

/** What is wrong with one front. */
export interface Trouble {
  what: string
  /** Whether a command may go out more than once: where its outcome is unknown, and nobody can look it up. */
  unknownOutcomes: boolean
}

/** What a play is about. */
export interface Play {
  trouble(place: Place): Trouble
  customers: number
  /** Make it ill, let them talk, and cure it. */
  meanwhile(talks: Talks[]): Promise<void>
}

/** Customers of each front of a world, before, during and after a fault. */
export async function play(world: World, { trouble, customers, meanwhile }: Play): Promise<Outcome[]> {
  const all = world.places.map((place) => new Talks(place))
  await Promise.all(all.map((talks) => talks.begin(customers)))
  await healed(world)
  await meanwhile(all)
  const cured = performance.now()
  await healed(world)
  const healedMs = performance.now() - cured
  // Everything goes on.
  await Promise.all(all.map((talks) => talks.go(1)))
  await healed(world)
  const deadLetters = await world.server.engine.deadLetters.list({ limit: 100_000 })
  return all.map((talks) => {
    const { what, unknownOutcomes } = trouble(talks.place)
    const mayRepeat = unknownOutcomes && !talks.place.front.looksUp
    return talks.judge(what, { mayRepeat, deadLetters, healedMs })
  })
}
