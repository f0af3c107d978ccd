import type { ConversationSnapshot, ImiconnectSimulator, TranscriptEntry } from './imiconnect/index.ts'
import type { EntrySeen, HistoryLine, OwnerSeen, Scene, Tick } from './stage.ts'

/** What each custom parameter of a hand-over holds, by its place: `IMICONNECT_PROFILE` has the bot do so. */
export const HANDOVER_PARAMS = ['queue', 'reason', 'conversation', 'transcript', 'topics', 'attributes'] as const

const TICKS: Readonly<Record<NonNullable<TranscriptEntry['receipt']>, Tick>> = {
  Delivered: 'delivered',
  Read: 'read',
  Failed: 'failed',
}

type Params = Partial<Record<(typeof HANDOVER_PARAMS)[number], string>>

/** One conversation as IMIconnect's agents see it, by its BOT id. `others`: more ids that are this customer's. */
export function imiconnectScene(
  imiconnect: ImiconnectSimulator,
  botConversationId: string,
  others: readonly string[],
): Scene {
  const conversation = imiconnect.conversation(botConversationId)
  const transcript = imiconnect.transcript(botConversationId)
  const { id, ccspId, customerId } = conversation
  const params = paramsOf(conversation)
  const history = historyIn(params.transcript ?? '')
  const said = transcript.map(({ conversationId }) => conversationId)
  return {
    conversationId: id,
    ids: [...new Set([id, ...(ccspId === undefined ? [] : [ccspId]), customerId, ...said, ...others])],
    owner: ownerOf(conversation, params),
    entries: entriesOf(conversation, transcript, params),
    topics: (params.topics ?? '').split(', ').filter((topic) => topic !== ''),
    customerAttributes: {},
    // Of customer and conversation: a parameter does not tell one from the other.
    conversationAttributes: attributesIn(params.attributes ?? ''),
    ...(history.length === 0 ? {} : { history }),
    facts: factsOf(imiconnect, conversation),
  }
}

/** What the last hand-over brought, by what each parameter holds. */
function paramsOf({ handover }: ConversationSnapshot): Params {
  return Object.fromEntries(
    HANDOVER_PARAMS.map((name, index) => [name, handover?.customparams[`customparam${index + 1}`]]),
  )
}

function ownerOf({ owner, queue }: ConversationSnapshot, params: Params): OwnerSeen {
  if (owner === 'agent') return { who: 'agent' }
  if (owner !== 'queue') return { who: owner }
  return { who: 'queue', name: queue ?? params.queue }
}

function factsOf({ settings }: ImiconnectSimulator, conversation: ConversationSnapshot): Scene['facts'] {
  const { id, ccspId, owner, channel, customerId } = conversation
  const has = { bot: 'BOT', queue: 'CCSP, no agent yet', agent: 'CCSP, an agent', closed: 'nobody' }[owner]
  return [
    { name: 'BOT id', value: id },
    ...(ccspId === undefined ? [] : [{ name: 'CCSP id', value: ccspId }]),
    { name: 'Held by', value: has },
    { name: 'Service', value: settings.serviceId },
    { name: 'Channel', value: channel },
    { name: 'Customer', value: customerId },
  ]
}

/** What was said, and the reason of the last hand-over in its place. */
function entriesOf(
  { handover }: ConversationSnapshot,
  transcript: readonly TranscriptEntry[],
  { reason }: Params,
): EntrySeen[] {
  if (handover === undefined || reason === undefined) return transcript.map(entryOf)
  const { at } = handover
  const note: EntrySeen = { id: `handover-${at.toISOString()}`, kind: 'note', text: `Handed over: ${reason}`, at }
  const before = transcript.findLastIndex((one) => one.at.getTime() <= at.getTime()) + 1
  return [...transcript.slice(0, before).map(entryOf), note, ...transcript.slice(before).map(entryOf)]
}

function entryOf({ messageId: id, by: kind, text, at, file, media, receipt }: TranscriptEntry): EntrySeen {
  const url = typeof media === 'string' ? { url: media } : {}
  return {
    id,
    kind,
    text,
    at,
    ...(file === undefined ? {} : { files: [{ ...file, ...url }] }),
    ...(kind === 'bot' ? { tick: receipt === undefined ? 'sent' : TICKS[receipt] } : {}),
  }
}

/** A line for each thing said: `Bot: Hello`. */
function historyIn(transcript: string): HistoryLine[] {
  return transcript
    .split('\n')
    .filter((one) => one !== '')
    .map((one) => {
      const [, from = '', text = one] = /^([^:]*): (.*)$/.exec(one) ?? []
      return { from, text }
    })
}

function attributesIn(pairs: string): Record<string, string> {
  return Object.fromEntries(
    pairs
      .split('; ')
      .filter((pair) => pair !== '')
      .map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]),
  )
}
