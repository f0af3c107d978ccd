import { fileURLToPath } from 'node:url'
import { flawless } from '../interleaved.ts'
import { timeToReady } from '../launch.ts'
import { allNew } from '../messages.ts'
import { ms, type Row, whole } from '../row.ts'
import type { Stage } from '../stage.ts'
import { median } from '../statistics.ts'

const ROUNDS = 5
const MOST_MS = 1_000

const BARE = fileURLToPath(new URL('../bare-server.mjs', import.meta.url))
/** What `npm start` runs. */
const START = fileURLToPath(new URL('../../start.mjs', import.meta.url))

/** From the start of the process to `/readyz` 200, against a server of the same libraries without this package. */
export async function startUp(stage: Stage): Promise<Row[]> {
  const conversations = stage.amount(100_000)
  const full = await fill(stage, conversations)
  const starts = {
    bare: () => timeToReady(stage, { program: BARE, dataDir: stage.folder() }),
    empty: () => timeToReady(stage, { program: START, dataDir: stage.folder() }),
    full: () => timeToReady(stage, { program: START, dataDir: full }),
  }
  type Kind = keyof typeof starts
  const times: Record<Kind, number[]> = { bare: [], empty: [], full: [] }
  for (let round = 0; round < stage.rounds(ROUNDS) + 1; round++) {
    for (const kind of Object.keys(starts) as Kind[]) {
      const took = await starts[kind]()
      // The first round builds the server where its sources are younger, and fills caches.
      if (round > 0) times[kind].push(took)
    }
  }
  const row = (name: string, ours: Kind): Row => {
    const [took, against] = [median(times[ours]), median(times.bare)]
    return {
      name: `second \`npm start\` to /readyz 200, ${name} / a bare restify server with botbuilder`,
      ours: ms(took),
      against: ms(against),
      ratio: (took / against).toFixed(2),
      promise: '< 1 s',
      kept: took < MOST_MS,
      figures: { ours: times[ours], against: times.bare },
    }
  }
  return [row('empty database', 'empty'), row(`${whole(conversations)} conversations in its database`, 'full')]
}

/** A database in which conversations had a turn each. */
async function fill(stage: Stage, conversations: number): Promise<string> {
  const folder = stage.folder()
  const receiver = await stage.receiver()
  const subject = await stage.subject('round-trip', receiver, folder)
  await flawless({ ...subject, count: conversations, concurrency: 64, body: allNew(receiver.url) })
  await receiver.until(conversations, 300_000)
  await subject.stop()
  return folder
}
