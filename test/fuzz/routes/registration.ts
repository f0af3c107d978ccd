import type { Answer } from './post.ts'

/** What the data action is told where a look-up could not be made now: the flow goes on, and asks with the next message. */
const NOT_NOW = JSON.stringify({ error: 'the conversation could not be looked up' })

/** The team and the bot of an envelope that is right. */
export interface Known {
  teamId?: unknown
  botId?: unknown
}

/**
 * What is wrong with the answer to the flow's data action; undefined where nothing is. 400 where it is not what was
 * agreed on, 403 for another team or bot, and for ours 200, 404 for somebody nobody knows, and 503 where the calls that
 * we may make in a minute are used up: which of the three is not to be seen from here.
 */
export function wrongRegistration(known: Known, body: Buffer, { status, text }: Answer): string | undefined {
  const asked = parsed(body)
  const allowed = asked === undefined ? [400] : isOurs(known, asked) ? [200, 404, 503] : [403]
  // Names that a parser may have reasons to refuse.
  if (/__proto__|constructor/.test(body.toString('latin1').replaceAll('\\u005f', '_'))) allowed.push(400)
  const isExpected = typeof status === 'number' && allowed.includes(status) && (status !== 503 || text === NOT_NOW)
  return isExpected ? undefined : `answered ${status} instead of ${allowed.join(' or ')}: ${text.slice(0, 200)}`
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  let asked: unknown
  try {
    asked = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return undefined
  const fields = asked as Record<string, unknown>
  const isText = (value: unknown): value is string => typeof value === 'string' && value.trim().length <= 256
  const needed = ['teamId', 'botId', 'conversationId'].every((name) => {
    const value = fields[name]
    return isText(value) && value.trim() !== ''
  })
  const others = ['messageId', 'customerId'].every((name) => fields[name] == null || isText(fields[name]))
  return needed && others ? fields : undefined
}

const isOurs = (known: Known, asked: Record<string, unknown>): boolean =>
  [asked.teamId, asked.botId].map((id) => String(id).trim()).join() === [known.teamId, known.botId].join()
