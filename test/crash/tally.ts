/** What is counted of a platform. */
export interface Tally {
  /** Messages the platform was answered 2xx for. */
  events: number
  /** Turns that committed, as what the bot says shows. */
  turns: number
  /** What reached the other side, each once. */
  replies: number
  lost: number
  reordered: number
  /** What reached the other side once more. */
  repeated: number
  /** State counters and transcripts that are not what they must be. */
  wrong: number
  /** What was committed and is kept as a dead letter: its outcome became unknown a second time. */
  held: number
  /** Events that were kept as dead letters because the server died three times in their turns. */
  parked: number
  /** Messages the platform gave up to bring in. */
  neverAccepted: number
}

export const newTally = (): Tally => ({
  events: 0,
  turns: 0,
  replies: 0,
  lost: 0,
  reordered: 0,
  repeated: 0,
  wrong: 0,
  held: 0,
  parked: 0,
  neverAccepted: 0,
})

/** A tally, and in words what is counted as lost, reordered, repeated or wrong. */
export class Findings {
  readonly tally = newTally()
  readonly words: string[] = []
  private readonly where: string

  constructor(where: string) {
    this.where = where
  }

  found(what: 'lost' | 'reordered' | 'repeated' | 'wrong' | 'held' | 'parked', words: string): void {
    this.tally[what]++
    this.words.push(`${this.where}: ${what}: ${words}`)
  }
}

/** What of a side's words came, each by its place in what was said; what was not said is wrong. */
export function inOrderOnce(findings: Findings, said: readonly string[], came: readonly string[]): Set<string> {
  const places = new Map(said.map((text, place) => [text, place]))
  const seen = new Set<string>()
  let last = -1
  let before: string | undefined
  for (const text of came) {
    const place = places.get(text)
    if (place === undefined) findings.found('wrong', `'${text}' was never said`)
    else if (seen.has(text)) {
      findings.found('repeated', `'${text}'`)
      // It is said again before anything else is.
      if (before !== text) findings.found('reordered', `'${text}' came again after '${before}'`)
    } else {
      if (place < last) findings.found('reordered', `'${text}' came after '${said[last]}'`)
      last = Math.max(last, place)
      seen.add(text)
    }
    before = text
  }
  return seen
}
