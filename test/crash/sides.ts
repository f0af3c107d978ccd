import type { DeadLetter } from '../../adapters/index.ts'
import type { Agents } from './agents.ts'
import type { Platforms } from './configurations.ts'
import { type Answered, judge, judgeCustomer, type Outcome } from './judge.ts'
import type { Load } from './load.ts'
import type { Party, Talk } from './parties/party.ts'
import { Records } from './records.ts'
import { Findings, type Tally } from './tally.ts'

/** What is counted of one platform's customers. */
export interface Side extends Tally {
  name: string
}

interface Played {
  load: Load
  agents: Agents | undefined
  dataDir: string
}

/** What is seen in the end. */
export interface Assessment {
  sides: Side[]
  /** Events of any kind that the server died in three times. */
  parked: number
  /** What was found, in words. */
  words: string[]
}

/** Look at everything, from the platforms' sides and in what the server kept. */
export async function assess(platforms: Platforms, played: Played): Promise<Assessment> {
  const records = await Records.open(played.dataDir)
  try {
    const letters = await records.deadLetters()
    const parked = letters.filter(({ kind, reason }) => kind === 'event' && reason.includes('three times'))
    const sides: Side[] = []
    const words: string[] = []
    for (const party of platforms.parties) {
      const name = party === platforms.handsOver ? platforms.desk!.name : party.name
      const findings = new Findings(name)
      const channelId = played.load.talks.get(party)![0]?.channelId ?? ''
      const outcomes = played.load.talks.get(party)!.map((talk) => ({
        ...outcomeOf(party, talk, platforms, played),
        held: heldOf(talk, letters),
        parked: parkedOf(talk, parked),
      }))
      await assessParty(findings, channelId, outcomes, records)
      findings.tally.neverAccepted = played.load.neverTaken.get(party)!.length
      sides.push({ name, ...findings.tally })
      words.push(...findings.words)
    }
    words.push(...letters.map(({ channelId, type, reason }) => `dead letter: ${channelId} ${type}: ${reason}`))
    return { sides, parked: parked.length, words }
  } finally {
    await records.close()
  }
}

async function assessParty(
  findings: Findings,
  channelId: string,
  outcomes: readonly Outcome[],
  records: Records,
): Promise<void> {
  const customers = new Map<string, Answered[][]>()
  let turns = 0
  for (const outcome of outcomes) {
    if (outcome.said.length === 0) continue
    const answered = judge(findings, outcome)
    turns += answered.length
    customers.set(outcome.person, [...(customers.get(outcome.person) ?? []), answered])
    await records.checkCounter(findings, channelId, outcome.conversation, answered.length)
    await records.checkTranscript(findings, channelId, outcome)
  }
  for (const [person, talks] of customers) judgeCustomer(findings, person, talks)
  const counted = await records.countedOf(channelId)
  if (counted !== turns) findings.found('wrong', `customers are counted for ${counted} turns of ${turns}`)
}

function outcomeOf(
  party: Party,
  talk: Talk,
  { handsOver, desk }: Platforms,
  { agents }: Played,
): Omit<Outcome, 'held' | 'parked'> {
  const heard = talk.said.length === 0 ? [] : party.heard(talk)
  const withAgents = party === handsOver && desk !== undefined
  return {
    person: talk.person,
    conversation: talk.conversation,
    said: talk.said.filter((said) => party.taken(said)).map(({ text }) => text),
    heard,
    told: withAgents ? (agents?.told.get(talk.person) ?? []).filter((text) => desk.taken(text)) : [],
    arrived: withAgents ? desk.arrived().filter(({ customer }) => customer === talk.person) : [],
  }
}

/** Commands of a conversation that were given up since nobody knows whether they arrived. */
function heldOf({ conversation, person, place }: Talk, letters: readonly DeadLetter[]): string[] {
  return letters.flatMap(({ kind, reason, conversationId, body }) => {
    const isOurs = conversationId?.includes(conversation) || body.includes(`${person}p${place} `)
    return kind === 'command' && reason.includes('outcome is unknown') && isOurs ? [body] : []
  })
}

/** What was said in these events; most of them tell it by its id only. */
function parkedOf({ said }: Talk, letters: readonly DeadLetter[]): string[] {
  const names = ({ body }: DeadLetter, id: string): boolean =>
    [`"${id}"`, `"${id}\\"`].some((one) => body.includes(one))
  return said.flatMap(({ id, text }) => (letters.some((letter) => names(letter, id)) ? [text] : []))
}
