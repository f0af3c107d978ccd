import { share } from '../amount.ts'
import type { Row } from '../table.ts'
import { outOfReach } from './out-of-reach.ts'
import { type Tried, triedPlatforms } from './platforms.ts'
import { tryRawRequests } from './raw-request.ts'
import { tryRendering } from './render.ts'
import { type Tally, tryAuthentic, tryForgeries } from './requests.ts'

/** One thing that is tried without a server. */
export interface PureCase {
  name: string
  run(): Promise<Row>
}

/** Call `open` before the first of them is run, `close` after the last. */
export interface PureSuite {
  cases: readonly PureCase[]
  open(): Promise<void>
  close(): Promise<void>
}

/** Everything that is a function of a request or an activity. `runs`: inputs in all. */
export function pureSuite(runs: number, seed: number): PureSuite {
  let all: Tried[] = []
  const names = ['gladly', 'hootsuite', 'hootsuite, no API', 'imiconnect', '8x8, channel', '8x8, desk', 'genesys']
  const rendering = names.slice(0, 5)
  const each = share(1 / (2 * names.length + rendering.length + 1), runs)
  const of = (name: string): Tried => {
    const tried = all.find((one) => one.name === name)
    if (tried === undefined) throw new Error(`there is no ${name}`)
    return tried
  }
  const made = (name: string, work: () => Tally | Promise<Tally>): PureCase => ({
    name,
    run: async () => ({ what: name, ...(await work()) }),
  })
  return {
    cases: [
      ...names.map((name) => made(`${name}: requests without a proof`, () => tryForgeries(of(name), each, seed))),
      ...names.map((name) => made(`${name}: requests with one`, () => tryAuthentic(of(name), each, seed))),
      ...rendering.map((name) => made(`${name}: what a bot says`, () => tryRendering(of(name), each, seed))),
      made('bytes of requests', () => tryRawRequests(each, seed)),
    ],
    async open() {
      await outOfReach.start()
      all = triedPlatforms()
    },
    async close() {
      await Promise.all(all.map((one) => one.close()))
      await outOfReach.stop()
    },
  }
}
