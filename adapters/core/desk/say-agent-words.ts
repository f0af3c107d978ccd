import { type Activity, ActivityTypes, TurnContext } from 'botbuilder'
import { defined } from '../defined.ts'
import { type Cast, overheardActivity, referenceOf } from '../turn/activities.ts'
import type { TurnSession } from '../turn/session.ts'
import type { AgentWords } from './desk.ts'

/** What is kept of an agent's words on their way to the customer. */
export interface AgentWordsBody {
  activity: Partial<Activity>
  /** Goes back to the desk when the customer has them. */
  receipt?: unknown
  /** The conversation on the desk they come from. */
  session: number
}

/** Bring an agent's words to the customer, in line with everything else the customer is told. */
export async function sayAgentWords(session: TurnSession, cast: Cast, words: AgentWords): Promise<void> {
  const { id, text = '', attachments, suggestedActions, attachmentLayout, agent, at, receipt } = words
  const rich = defined({ attachments, suggestedActions, attachmentLayout })
  const activity: Partial<Activity> = { type: ActivityTypes.Message, text, textFormat: 'plain', ...rich }
  TurnContext.applyConversationReference(activity, { ...referenceOf(cast) })
  const { name } = agent ?? cast.record.agent ?? {}
  const said = {
    id: `agent-${id}`,
    from: 'agent' as const,
    text,
    ...(name === undefined ? {} : { name }),
    ...(at === undefined ? {} : { at }),
  }
  await session.log({ ...overheardActivity(cast, said), ...rich })
  const body: AgentWordsBody = { activity, session: cast.record.desk?.session?.number ?? 0 }
  session.command('agent-words', receipt === undefined ? body : { ...body, receipt })
}
