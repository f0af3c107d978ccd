import type { RoundReport } from './round.ts'
import { newTally, type Tally } from './tally.ts'

/** A whole run. */
export interface Report {
  seed: number
  kills: number
  seconds: number
  rounds: RoundReport[]
  /** What must not be, in words; empty where all is well. */
  failures: string[]
}

const COLUMNS: readonly (keyof Tally)[] = [
  'events',
  'turns',
  'replies',
  'lost',
  'reordered',
  'repeated',
  'wrong',
  'held',
  'parked',
  'neverAccepted',
]

/** Platforms where a look-up tells whether a command arrived: nothing is said twice there. */
const LOOKED_UP = ['Gladly', '8x8']

const IN_THE_RESPONSE = 'Hootsuite, in the response'

/** Why there are repeats, and why there are none. */
const POLICIES: readonly [string, string][] = [
  ['Gladly', 'a reply of unknown outcome is looked up in the conversation’s items and sent only if it is not there'],
  ['8x8', 'the same, among the conversation’s messages'],
  ['Hootsuite', 'no look-up and no key: a reply of unknown outcome is sent once more'],
  [
    IN_THE_RESPONSE,
    'an answer that was handed to the connection is assumed to have arrived; the same event again gets the same answer, and Hootsuite takes one answer an event',
  ],
  ['IMIconnect', 'no look-up and no key: a reply of unknown outcome is sent once more'],
  ['Web Chat', 'the connector has neither look-up nor key: what is said is sent once more'],
  [
    '8x8 desk',
    'a relayed message has no key of ours: of unknown outcome it is sent once more; to the customer by the connector, as Web Chat',
  ],
  [
    'Genesys desk',
    'a relayed message is looked for in the conversation where that can be told, else sent once more under the same id, which this Genesys takes for a new message; to the customer by the connector, as Web Chat',
  ],
  [
    'Genesys desk, one message an id',
    'the same id again is the same message to this Genesys: repeats are those of the connector, as Web Chat',
  ],
]

/** What must not be. */
export function failuresOf(rounds: readonly RoundReport[]): string[] {
  const failures: string[] = []
  for (const { configuration, unrest, sides, parked } of rounds) {
    // The plan lets no event be at work at more than two deaths.
    if (parked > 0) failures.push(`${configuration}: ${parked} events were parked as if at work at three deaths`)
    if (unrest !== undefined) failures.push(`${configuration}: no rest: ${unrest}`)
    for (const side of sides) {
      const must: (keyof Tally)[] = ['lost', 'reordered', 'wrong', 'neverAccepted']
      if (LOOKED_UP.includes(side.name)) must.push('repeated')
      if (side.events === 0) failures.push(`${configuration}: nothing happened on ${side.name}`)
      for (const what of must) {
        if (side[what] > 0) failures.push(`${configuration}: ${side.name}: ${side[what]} ${what}`)
      }
    }
  }
  return failures
}

/** The report as text: a table, where it died, the policies, and what was found. */
export function textOf({ seed, kills, seconds, rounds, failures }: Report): string {
  const rows = rounds.flatMap(({ configuration, sides }) =>
    sides.map((side) => [configuration, side.name, ...COLUMNS.map((column) => String(side[column]))]),
  )
  const sum = newTally()
  for (const { sides } of rounds) for (const side of sides) for (const column of COLUMNS) sum[column] += side[column]
  const names = rounds.flatMap(({ sides }) => sides.map(({ name }) => name))
  const deaths: Record<string, number> = {}
  for (const round of rounds) {
    for (const [where, times] of Object.entries(round.deaths)) deaths[where] = (deaths[where] ?? 0) + times
  }
  const words = rounds.flatMap((round) => round.words.map((line) => `- ${round.configuration}: ${line}`))
  return [
    `${kills} kills in ${seconds} s, seed ${seed}.`,
    `Again, with the same load and the same kills: CRASH_SEED=${seed} CRASH_KILLS=${kills} npm run test:crash. One configuration: CRASH_ONLY=<its name>, and CRASH_KILLS=<its share>. Real time interleaves them anew.`,
    '',
    ...table([
      ['configuration', 'side', ...COLUMNS.map((column) => (column === 'neverAccepted' ? 'never accepted' : column))],
      ...rows,
      ['all', '', ...COLUMNS.map((column) => String(sum[column]))],
    ]),
    '',
    `It died at: ${Object.entries(deaths)
      .map(([where, times]) => `${where} ${times}`)
      .join(', ')}.`,
    `Points not come by in time, killed there and then: ${rounds.reduce((all, { notReached }) => all + notReached, 0)}.`,
    '',
    'Held: sent twice with unknown outcome, and kept as dead letters for a person to replay. Parked: events at work at three deaths, kept likewise; the kills are planned so that there is none.',
    'Repeats, by the policy for unknown outcomes (`resend`):',
    ...POLICIES.filter(([name]) => names.includes(name)).map(
      ([name, why]) => `- ${name}, ${repeats(rounds, name)}: ${why}.`,
    ),
    ...(words.length > 0 ? ['', `Found (${words.length}):`, ...words.slice(0, 60)] : []),
    '',
    failures.length === 0 ? 'Lost, reordered and wrong: 0.' : `FAILED:\n${failures.join('\n')}`,
  ].join('\n')
}

/** How often something was said again there, or how many answers nobody confirmed. */
function repeats(rounds: readonly RoundReport[], name: string): string {
  const sides = rounds.flatMap((round) => round.sides.filter((side) => side.name === name))
  const sum = (column: keyof Tally): number => sides.reduce((all, side) => all + side[column], 0)
  const assumed = name === IN_THE_RESPONSE ? `, ${sum('replies')} answers assumed` : ''
  return `${sum('repeated')} repeated${assumed}`
}

function table(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)]
}
