import type { Owner, PlatformInfo } from '../protocol.ts'

/** What an agent does with a conversation that not every owner of it lets them do. */
export type AgentDoing = 'take' | 'give-back' | 'close' | 'transfer' | 'answer'

/** Where the bot is one of the agents, so that another agent can take a conversation from it. */
const FROM_THE_BOT = new Set(['gladly', 'hootsuite'])
/** Where nothing is done to a customer who waits but to take them; an answer takes them too. */
const DESKS = new Set(['8x8', 'genesys'])

/** Why the agent cannot do it now; undefined where they can. `begun`: whether the customer has written. */
export function whyNot(
  doing: AgentDoing,
  { id, name }: Pick<PlatformInfo, 'id' | 'name'>,
  { who }: Owner,
  begun: boolean,
): string | undefined {
  if (!begun) return 'The customer writes first.'
  if (who === 'queue') {
    const taken = !DESKS.has(id) || doing === 'take' || doing === 'answer'
    return taken ? undefined : 'No agent has it yet: take it first.'
  }
  if (who === 'agent') return doing === 'take' ? 'An agent has it already.' : undefined
  if (doing === 'give-back') return who === 'bot' ? 'The bot has it already.' : 'It is closed.'
  if (!FROM_THE_BOT.has(id)) {
    return `No agent has it: on ${name} agents get a conversation from the bot only. Ask the bot for a person.`
  }
  if (doing === 'transfer') return 'No agent has it: take it first.'
  return doing === 'close' && who === 'closed' ? 'It is closed already.' : undefined
}
