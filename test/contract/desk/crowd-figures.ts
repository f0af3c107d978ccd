import { ofBot } from './bots.ts'
import type { Customer } from './customer.ts'
import type { Arrived, DeskStage } from './stage.ts'

/** One of many customers, and what was said by and to them. */
export interface CrowdMember {
  customer: Customer
  /** By the customer, in order. */
  wrote: string[]
  /** By agents, in order. */
  told: string[]
}

/** What came of a crowd. */
export interface CrowdFigures {
  counts: {
    messages: number
    byBot: number
    byAgents: number
    agentWords: number
    handOffs: number
    lost: number
    repeated: number
    reordered: number
    twoVoices: number
  }
  /** In words, the first few of each kind. */
  wrong: string[]
}

type Wrong = 'lost' | 'repeated' | 'reordered' | 'twoVoices'

/** Every message once, in order, on one side; and no word of the bot's between its handing over and its return. */
export function figuresOf(
  { desk }: DeskStage,
  members: CrowdMember[],
  { unordered }: { unordered: boolean },
): CrowdFigures {
  const counts: CrowdFigures['counts'] = {
    messages: 0,
    byBot: 0,
    byAgents: 0,
    agentWords: 0,
    handOffs: 0,
    lost: 0,
    repeated: 0,
    reordered: 0,
    twoVoices: 0,
  }
  const wrong: string[] = []
  const arrivals = new Map<string, Arrived[]>()
  for (const one of desk.arrived()) arrivals.set(one.customer, [...(arrivals.get(one.customer) ?? []), one])

  for (const { customer, wrote, told } of members) {
    const note = (kind: Wrong, what: string): void => {
      counts[kind]++
      if (counts[kind] <= 5) wrong.push(`${kind}: ${what}, ${customer.name}; heard ${heard.join(' | ')}`)
    }
    const heard = customer.heard()
    const byBot = heard.flatMap((text) => ofBot(text)?.text ?? [])
    // What nobody there heard at once is the bot's, if the bot got it.
    const byAgents = (arrivals.get(customer.name) ?? [])
      .filter(({ text, heard }) => heard === 'at once' || (heard === 'later' && !byBot.includes(text)))
      .map(({ text }) => text)
    const agentWords = heard.filter((text) => text.startsWith('agent'))
    counts.messages += wrote.length + told.length
    counts.byBot += byBot.length
    counts.byAgents += byAgents.length
    counts.agentWords += agentWords.length
    counts.handOffs += byBot.filter((text) => text.startsWith('person')).length

    for (const text of wrote) {
      const times = [...byBot, ...byAgents].filter((one) => one === text).length
      if (times === 0) note('lost', text)
      if (times > 1) note('repeated', `${text} (bot ${byBot.includes(text)}, desk ${byAgents.includes(text)})`)
    }
    for (const text of told) {
      const times = agentWords.filter((one) => one === text).length
      if (times === 0) note('lost', text)
      if (times > 1) note('repeated', text)
    }
    if (!isInOrder(byBot, wrote)) note('reordered', `the bot got ${byBot}`)
    if (!isInOrder(byAgents, wrote)) note('reordered', `the desk got ${byAgents}`)
    // A platform's webhooks have an order within a conversation there, if any: one hand-off's may overtake another's.
    for (const inOne of unordered ? [] : byConversation(agentWords).values()) {
      if (!isInOrder(inOne, told)) note('reordered', `the customer got ${inOne}`)
    }
    const second = secondVoice(heard)
    if (second !== undefined) note('twoVoices', second)
  }
  return { counts, wrong }
}

/** Agents' words by the conversation they were said in. */
function byConversation(words: string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const text of words) {
    const conversation = text.slice(text.indexOf(' in '))
    groups.set(conversation, [...(groups.get(conversation) ?? []), text])
  }
  return groups
}

const isInOrder = (some: string[], all: string[]): boolean =>
  some.every((text, index) => index === 0 || all.indexOf(some[index - 1]!) <= all.indexOf(text))

/** What the bot answered after it had handed over and before it was told to come back. */
function secondVoice(heard: string[]): string | undefined {
  let away = false
  for (const text of heard) {
    const said = ofBot(text)
    if (text.startsWith('back')) away = false
    else if (said !== undefined && away) return text
    else if (said?.text.startsWith('person') === true) away = true
  }
  return undefined
}
