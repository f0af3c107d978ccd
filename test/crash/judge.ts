import type { Arrived } from '../contract/desk/stage.ts'
import { ofBot, returnOf } from './bot.ts'
import { type Findings, inOrderOnce } from './tally.ts'

/** What is known of a conversation in the end. */
export interface Outcome {
  person: string
  conversation: string
  /** In the order in which the server answered 2xx. */
  said: readonly string[]
  /** From the bot's side. */
  heard: readonly string[]
  /** By agents, to the customer. */
  told: readonly string[]
  /** Where agents got what the customer said. */
  arrived: readonly Pick<Arrived, 'text' | 'heard'>[]
  /** Commands of unknown outcome that are kept as dead letters, as JSON. */
  held: readonly string[]
  /** What was said in events that are kept as dead letters, since the server died three times in their turns. */
  parked: readonly string[]
}

/** What the bot answered in a conversation, each once. */
export interface Answered {
  text: string
  count: number
  total: number
}

/** Every message reached the bot or an agent, once and in order; what was said to the customer came so. */
export function judge(findings: Findings, outcome: Outcome): Answered[] {
  const { tally } = findings
  const { said, told, arrived, held, parked } = outcome
  const heard = withHeld(outcome, (said) => findings.found('held', `'${said}'`))
  const lost = (text: string, why = ''): void => {
    const isHeld = held.some((body) => body.includes(`${text}"`))
    findings.found(parked.includes(text) ? 'parked' : isHeld ? 'held' : 'lost', `'${text}'${why}`)
  }
  const answers = heard.flatMap((text) => ofBot(text) ?? [])
  const toBot = inOrderOnce(
    findings,
    said,
    answers.map(({ text }) => text),
  )
  const toAgents = inOrderOnce(
    findings,
    said,
    arrived.map(({ text }) => text),
  )
  // What came when nobody was there goes back to the bot, even if somebody finds it there later.
  const atOnce = new Set(arrived.flatMap(({ text, heard }) => (heard === 'at once' ? [text] : [])))
  const never = new Set(arrived.flatMap(({ text, heard }) => (heard === 'never' ? [text] : [])))
  for (const text of said) {
    if (toBot.has(text)) {
      if (atOnce.has(text)) findings.found('wrong', `'${text}' went to both`)
    } else if (!toAgents.has(text)) lost(text)
    else if (never.has(text) && !atOnce.has(text)) lost(text, ' came to the desk, and nobody was there')
  }
  const words = inOrderOnce(
    findings,
    told,
    heard.filter((text) => text.startsWith('agent to ')),
  )
  for (const text of told) if (!words.has(text)) lost(text)
  tally.events += said.length + told.length
  tally.turns += toBot.size
  tally.replies += toBot.size + toAgents.size + words.size
  returns(findings, heard)
  return counters(findings, answers)
}

/** What was heard, and in its place what the bot said and is held: its turn has been. */
export function withHeld(
  { heard, held }: Pick<Outcome, 'heard' | 'held'>,
  onHeld: (said: string) => void = () => {},
): string[] {
  const whole = [...heard]
  for (const body of held) {
    const said = /\d+\/\d+: [^"\\]+|back \d+: \w+/.exec(body)?.[0]
    if (said === undefined || whole.includes(said)) continue
    onHeld(said)
    const number = numberOf(said)
    const next = whole.findIndex((text) => kindOf(text) === kindOf(said) && numberOf(text) > number)
    whole.splice(next < 0 ? whole.length : next, 0, said)
  }
  return whole
}

const numberOf = (said: string): number => ofBot(said)?.count ?? returnOf(said) ?? 0
const kindOf = (said: string): string => (ofBot(said) !== undefined ? 'answer' : 'return')

/** The customer's comings back are told once each, in order. */
function returns(findings: Findings, heard: readonly string[]): void {
  const spoken = heard.flatMap((text) => returnOf(text) ?? [])
  const all = Array.from({ length: Math.max(0, ...spoken) }, (_, index) => `return ${index + 1}`)
  const came = inOrderOnce(
    findings,
    all,
    spoken.map((number) => `return ${number}`),
  )
  for (const one of all) if (!came.has(one)) findings.found('lost', one)
}

/** The n-th answer has the number n, and a message has one number. */
function counters(findings: Findings, answers: readonly Answered[]): Answered[] {
  const first = new Map<string, Answered>()
  for (const answer of answers) {
    const known = first.get(answer.text)
    if (known === undefined) first.set(answer.text, answer)
    else if (known.count !== answer.count || known.total !== answer.total) {
      findings.found('wrong', `'${answer.text}' has two turns: ${JSON.stringify([known, answer])}`)
    }
  }
  const all = [...first.values()]
  all.forEach(({ count, text }, index) => {
    if (count !== index + 1) findings.found('wrong', `'${text}' is number ${index + 1}, and was counted as ${count}`)
  })
  return all
}

/** What the bot counted for a customer, over all conversations: 1, 2, 3 and so on, growing in each of them. */
export function judgeCustomer(findings: Findings, person: string, talks: readonly (readonly Answered[])[]): void {
  for (const talk of talks) {
    const totals = talk.map(({ total }) => total)
    if (totals.some((total, index) => index > 0 && total <= totals[index - 1]!)) {
      findings.found('wrong', `${person} was counted ${totals.join(', ')} in one conversation`)
    }
  }
  const all = talks.flatMap((talk) => talk.map(({ total }) => total)).sort((one, other) => one - other)
  if (all.some((total, index) => total !== index + 1)) {
    findings.found('wrong', `${person} was counted ${all.join(', ')}`)
  }
}
