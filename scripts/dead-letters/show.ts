import type { DeadLetter, DeadLetterHeading } from '../../adapters/index.ts'
import { redactBody, redactSentence } from './redact.ts'

/** A letter as it is shown. */
export type ShownLetter = Omit<DeadLetter, 'body'> & { body: unknown }

/** A letter with its body; unless it is asked for in full, without what a person wrote. */
export function shown(letter: DeadLetter, { full }: { full: boolean }): ShownLetter {
  if (full) return letter
  return { ...letter, reason: redactSentence(letter.reason), body: redactBody(letter.body) }
}

/** What a letter is about, without what a person wrote. */
export function summaryOf(letter: DeadLetterHeading): DeadLetterHeading {
  return { ...letter, reason: redactSentence(letter.reason) }
}

/** As a table for people. */
export function tableOf(letters: readonly DeadLetterHeading[]): string {
  const rows = letters.map(summaryOf).map(({ id, at, kind, channelId, account, type, conversationId, reason }) => {
    const channel = account === '' ? channelId : `${channelId}~${account}`
    return [id, at, channel, `${kind} ${type}`, conversationId ?? '-', reason.replaceAll(/\s+/g, ' ')]
  })
  const all = [['id', 'since', 'channel', 'what', 'conversation', 'why'], ...rows]
  const widths = all[0]!.map((_, column) => all.reduce((most, row) => Math.max(most, row[column]!.length), 0))
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** One letter, for people. */
export function pageOf(letter: ShownLetter): string {
  const { body, ...about } = letter
  const lines = Object.entries(about).filter(([, value]) => value !== undefined && value !== '')
  const text = typeof body === 'string' ? body : JSON.stringify(body, undefined, 2)
  return [...lines.map(([name, value]) => `${name}: ${value}`), '', text].join('\n')
}
