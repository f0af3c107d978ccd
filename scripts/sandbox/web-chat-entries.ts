import type { DeskWords } from './desk-people.ts'
import type { EntrySeen } from './stage.ts'
import type { Button, TranscriptEntry, WireActivity, WireAttachment } from './web-chat/index.ts'

/** How long a customer's page shows that somebody is typing. */
const TYPING_MS = 5_000

/** The id a button of the bot's goes by, a card's as well: what it sends, objects as JSON. */
export const optionIdOf = ({ value, text, title }: Button): string => {
  const sent = value ?? text ?? title ?? ''
  return typeof sent === 'object' ? JSON.stringify(sent) : String(sent)
}

/**
 * What was said on Web Chat. Agents' words go by the desk's ids, so that they stay the same entries from the moment the
 * agent wrote them; those that have not reached the customer yet come last.
 */
export function entriesOf(transcript: readonly TranscriptEntry[], words: readonly DeskWords[]): EntrySeen[] {
  const open = new Set(words)
  const said = transcript
    .filter(({ activity }) => activity.type === 'message')
    .map(({ from, activity, at }): EntrySeen => {
      const entry = { id: activity.id ?? '', at, ...contentOf(activity) }
      if (from === 'customer') return { ...entry, kind: 'customer', text: wordsOf(activity) }
      if (!isRelayed(activity) || words.length === 0) return { ...entry, kind: 'bot' }
      const theirs = wordsBehind(activity.text ?? '', words, open)
      if (theirs === undefined) return { ...entry, kind: 'bot' }
      // One that came twice is shown twice.
      const id = open.delete(theirs) ? theirs.id : entry.id
      const { author, tick = 'delivered' } = theirs
      return { ...entry, kind: 'agent', id, tick, ...(author === undefined ? {} : { author }) }
    })
  const waiting = [...open].map(({ id, text, at, author, tick = 'sent' }): EntrySeen => {
    return { id, kind: 'agent', text, at, tick, ...(author === undefined ? {} : { author }) }
  })
  return [...said, ...waiting]
}

/**
 * Whether it may be an agent's: the adapter brings agents' words as plain text that answers nothing and hints at
 * nothing. What a bot says hints at the input it expects, or answers an activity.
 */
function isRelayed({ textFormat, inputHint, replyToId }: WireActivity): boolean {
  return textFormat === 'plain' && inputHint === undefined && replyToId === undefined
}

/** Agents' words come in order; a platform's adapter may have put something to them, or given one of them up. */
function wordsBehind(text: string, words: readonly DeskWords[], open: ReadonlySet<DeskWords>): DeskWords | undefined {
  const [next] = open
  return [...open].find((one) => one.text === text) ?? words.find((one) => one.text === text) ?? next
}

function contentOf({ text = '', suggestedActions, attachments = [] }: WireActivity) {
  const options = suggestedActions?.actions.map((one) => ({ id: optionIdOf(one), label: one.title ?? optionIdOf(one) }))
  const cards = attachments.filter(isCard).map(({ contentType, content }) => ({ contentType, content }))
  const files = attachments.filter((one) => !isCard(one)).map(fileOf)
  return {
    text,
    ...(options === undefined || options.length === 0 ? {} : { options }),
    ...(cards.length === 0 ? {} : { cards }),
    ...(files.length === 0 ? {} : { files }),
  }
}

const isCard = ({ contentType }: WireAttachment): boolean => contentType.startsWith('application/vnd.microsoft.card.')

function fileOf({ name, contentType, contentUrl }: WireAttachment): NonNullable<EntrySeen['files']>[number] {
  const known = { name: name ?? contentType, contentType }
  return contentUrl === undefined ? known : { ...known, url: contentUrl }
}

/** What a customer's activity says: a button's or card's data where there are no words. */
function wordsOf({ text = '', value, channelData }: WireActivity): string {
  const { messageBack } = (channelData ?? {}) as { messageBack?: { displayText?: string } }
  if (messageBack?.displayText) return messageBack.displayText
  if (text !== '' || value === undefined || value === null) return text
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${typeof one === 'string' ? one : JSON.stringify(one)}`)
    .join('\n')
}

/** Which side is typing: those whose last sign, lately, was that they type. */
export function typingIn(transcript: readonly TranscriptEntry[], now: Date): TranscriptEntry['from'][] {
  return (['customer', 'bot'] as const).filter((side) => {
    const last = transcript.findLast(({ from, activity }) => from === side && isSign(activity))
    return last?.activity.type === 'typing' && now.getTime() - last.at.getTime() < TYPING_MS
  })
}

const isSign = ({ type }: WireActivity): boolean => type === 'typing' || type === 'message'
