import { createHash } from 'node:crypto'
import type { TranscriptLine } from '../core/commands.ts'
import type { Overheard } from '../core/desk/desk.ts'
import { wordsOf } from './summary.ts'

/** What makes something overheard and a line of the transcript the same. */
export function lineKey({
  from,
  text,
  attachments,
}: Pick<Overheard, 'text' | 'attachments'> & { from: string }): string {
  const words = wordsOf({ text, ...(attachments === undefined ? {} : { attachments }) })
  return createHash('sha256').update(`${from} ${words.trim()}`).digest('base64').slice(0, 16)
}

/** The lines that were not mirrored, in their order. What was mirrored once stands for one line only. */
export function unseen(transcript: readonly TranscriptLine[], mirrored: readonly string[]): TranscriptLine[] {
  const left = new Map<string, number>()
  for (const key of mirrored) left.set(key, (left.get(key) ?? 0) + 1)
  // The newest lines are those that were mirrored, if the same was said more often than it was mirrored.
  return transcript
    .toReversed()
    .filter((line) => {
      const key = lineKey(line)
      const count = left.get(key) ?? 0
      left.set(key, count - 1)
      return count <= 0
    })
    .toReversed()
}
