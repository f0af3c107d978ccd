import { z } from 'zod'
import type { Reading, Verdict } from '../../../adapters/core/platform.ts'
import { ContactCenterError } from '../../../adapters/index.ts'

/** What core makes a waiting turn or a dead letter of, on purpose; any other error is a mistake of ours. */
export const isForeseen = (error: unknown): boolean =>
  error instanceof ContactCenterError || error instanceof z.ZodError

/** What is wrong with a verdict; undefined where nothing is. */
export function wrongVerdict(verdict: Verdict): string | undefined {
  if (verdict.ok) return undefined
  const { status = 401, why } = verdict
  if (status < 400 || status > 415) return `refused with ${status}: ${why}`
  return typeof why === 'string' && why !== '' ? undefined : 'refused without a reason'
}

/** What is wrong with a reading; undefined where nothing is. */
export function wrongReading(reading: Reading): string | undefined {
  const { answer } = reading
  if (answer !== undefined && (answer.status < 200 || answer.status > 299)) return `answered ${answer.status}`
  if (reading.kind !== 'events') return undefined
  for (const { conversation, key, keyLifeMs, body, occurredAt } of reading.events) {
    if (typeof conversation.conversationId !== 'string' || conversation.conversationId === '') return 'no conversation'
    if (typeof key !== 'string' || key === '') return 'no key'
    if (key.length > 2_000) return `a key of ${key.length} characters`
    if (!(keyLifeMs > 0)) return `a key that lives ${keyLifeMs} ms`
    if (typeof body !== 'string') return 'no body'
    if (occurredAt !== undefined && Number.isNaN(Date.parse(occurredAt))) return `a time that is none: ${occurredAt}`
  }
  return undefined
}
