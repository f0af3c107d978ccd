import type { EightByEightSimulator } from '../../scripts/sandbox/eight-by-eight/index.ts'
import type { GladlySimulator } from '../../scripts/sandbox/gladly/index.ts'
import type { HootsuiteSimulator } from '../../scripts/sandbox/hootsuite/index.ts'
import { eightByEightSpecification } from './eight-by-eight.ts'
import { gladlySpecification } from './gladly.ts'
import { hootsuiteSpecification } from './hootsuite.ts'
import { answerDeviations, requestDeviations, type SimulatedCall, type Specification } from './openapi.ts'

interface Watched {
  specification: Specification
  calls: readonly SimulatedCall[]
  /** Started by a test, and over with it; else it goes on for the tests to come. */
  ofTest: boolean
}

const seen = new WeakSet<SimulatedCall>()
let watched: Watched[] = []
let inTest = false
const late: string[] = []

/** Every call made to this simulator from now on, and before, is checked against Gladly's OpenAPI document. */
export function watchGladly<S extends Pick<GladlySimulator, 'calls'>>(simulator: S): S {
  return watch(gladlySpecification, simulator)
}

/** Every call made to this simulator from now on, and before, is checked against Hootsuite's OpenAPI document. */
export function watchHootsuite<S extends Pick<HootsuiteSimulator, 'calls'>>(simulator: S): S {
  return watch(hootsuiteSpecification, simulator)
}

/** Every call made to this simulator from now on, and before, is checked against 8x8's OpenAPI document. */
export function watchEightByEight<S extends Pick<EightByEightSimulator, 'calls'>>(simulator: S): S {
  return watch(eightByEightSpecification, simulator)
}

function watch<S extends { calls: readonly SimulatedCall[] }>(read: () => Specification | undefined, simulator: S): S {
  const specification = read()
  if (specification !== undefined) watched.push({ specification, calls: simulator.calls, ofTest: inTest })
  return simulator
}

/** What is wrong with the calls that were not looked at yet. One that waits for its answer is looked at later, if there is a later. */
function deviations(isOver: (one: Watched) => boolean): string[] {
  const found = new Set<string>()
  for (const one of watched) {
    const { specification, calls } = one
    for (const call of calls) {
      if (seen.has(call) || (call.status === undefined && !isOver(one))) continue
      seen.add(call)
      const asked = requestDeviations(specification, call).map((why) => `the request: ${why}`)
      const answered = answerDeviations(specification, call).map((why) => `the answer: ${why}`)
      for (const why of [...asked, ...answered]) found.add(`${call.method} ${call.path}: ${why}`)
    }
  }
  return [...found]
}

const failure = (found: string[]): Error =>
  new Error(`${found.length} deviations from the platform’s OpenAPI document:\n  ${found.join('\n  ')}`)

// A hook of mocha's that fails ends the run, so the check is the last thing a test itself does.
beforeEach(function () {
  inTest = true
  const test = this.currentTest
  const work = test?.fn as Mocha.AsyncFunc | undefined
  if (test === undefined || work === undefined || work.length > 0) return
  test.fn = async function (this: Mocha.Context) {
    await work.call(this)
    const found = deviations(() => false)
    if (found.length > 0) throw failure(found)
  }
})

// What was called by a test that failed otherwise, or was answered after its end, is told when all are over.
afterEach(function () {
  inTest = false
  late.push(...deviations(({ ofTest }) => ofTest).map((one) => `${this.currentTest?.fullTitle()}: ${one}`))
  watched = watched.filter(({ ofTest }) => !ofTest)
})

after(() => {
  late.push(...deviations(() => true))
  if (late.length > 0) throw failure(late)
})
