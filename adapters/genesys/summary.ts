import type { HandOffPayload, TranscriptLine } from '../core/commands.ts'
import { contentOf } from '../core/render/content.ts'
import { plainText } from '../core/render/plain-text.ts'
import { shorten } from '../core/render/split-text.ts'
import type { GenesysProfile } from './profile.ts'

/** What the agents read first. */
export interface SummaryParts {
  handOff: HandOffPayload
  /** Lines the agents cannot see above it, newest last. */
  unseen: readonly TranscriptLine[]
  /** Attributes that could not be set as such. */
  told: readonly [string, string][]
  customer?: { name?: string; channel?: string; locale?: string }
}

const LONGEST_LINE = 800
const LEFT_OUT = '[earlier messages left out]'

/** The text of the message that hands off: why, what is known, and what was said, within the limit. The newest lines stay. */
export function summaryOf(
  parts: SummaryParts,
  { summaryTitle, textLimit }: Pick<GenesysProfile, 'summaryTitle' | 'textLimit'>,
) {
  const head = shorten(headOf(parts, summaryTitle), Math.floor(textLimit / 2))
  const lines = parts.unseen.map(lineOf).filter((line) => line !== '')
  if (lines.length === 0) return head
  const intro = `${head}\n\nConversation so far:`
  const room = textLimit - intro.length - 1
  const kept: string[] = []
  let length = 0
  for (const line of lines.toReversed()) {
    const reserve = kept.length + 1 < lines.length ? LEFT_OUT.length + 1 : 0
    if (length + line.length + 1 + reserve > room) break
    kept.unshift(line)
    length += line.length + 1
  }
  if (kept.length === 0) return head
  return [intro, ...(kept.length < lines.length ? [LEFT_OUT] : []), ...kept].join('\n')
}

function headOf({ handOff, told, customer }: SummaryParts, title: string): string {
  const who = [customer?.name, customer?.channel && `on ${customer.channel}`, customer?.locale]
    .filter(Boolean)
    .join(', ')
  const notes = (handOff.collected?.notes ?? []).map((note) => `Note: ${note}`)
  const known = [...contextLines(handOff.context), ...told.map(([name, value]) => `${name}: ${value}`)]
  return [
    handOff.reason === undefined || handOff.reason === '' ? `${title}.` : `${title}: ${handOff.reason}`,
    ...(who === '' ? [] : [`Customer: ${who}`]),
    ...notes,
    ...known,
  ].join('\n')
}

function contextLines(context: Record<string, unknown> | undefined): string[] {
  return Object.entries(context ?? {}).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === '') return []
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    return [`${name}: ${shorten(text, 300)}`]
  })
}

function lineOf(line: TranscriptLine): string {
  const text = wordsOf(line)
  if (text === '') return ''
  const who = { customer: 'Customer', bot: 'Bot', agent: line.name ?? 'Agent' }[line.from]
  return `${who}: ${shorten(text.replace(/\s*\n\s*/g, '\n  '), LONGEST_LINE)}`
}

/** What somebody said as plain text: cards flattened, buttons in brackets, files by their address or name. */
export function wordsOf({ text, attachments }: Pick<TranscriptLine, 'text' | 'attachments'>): string {
  const { blocks, offers } = contentOf({
    text,
    textFormat: 'plain',
    ...(attachments === undefined ? {} : { attachments }),
  })
  const buttons = offers.map(({ label }) => `[${label}]`).join(' ')
  return [plainText(blocks), buttons].filter((part) => part !== '').join('\n')
}
