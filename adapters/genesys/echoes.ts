import type { Clock } from '../core/clock.ts'

/** Tells our own mirrored messages, which come back on the webhook, from an agent's (facts: the BOT prefix). */
export interface Echoes {
  /** A mirror leaves: until `arrived` or `lost`, the same words to the same customer are its echo. */
  leaves(address: string, text: string): Flight
  /** Whether a message is the echo of a mirror of this process. */
  isEcho(address: string, id: string | undefined, text: string): boolean
}

export interface Flight {
  /** Genesys has it, under this id. */
  arrived(id: string | undefined): void
  /** It certainly did not leave, or nobody knows. */
  lost(outcome: 'not-sent' | 'unknown'): void
}

/** Genesys tries for 85 s to deliver to our webhook (facts: delivery semantics). */
const LIFE_MS = 120_000
const MOST = 10_000

export function createEchoes(clock: Clock): Echoes {
  const ids = new Set<string>()
  const texts = new Map<string, { until: number; flights: number }>()
  const keyOf = (address: string, text: string): string => `${address} ${text.trim()}`
  const now = (): number => clock.now().getTime()

  const bound = (): void => {
    if (ids.size > MOST) ids.delete(ids.keys().next().value!)
    if (texts.size <= MOST) return
    for (const [key, { flights }] of texts) {
      if (flights === 0) texts.delete(key)
      if (texts.size <= MOST) return
    }
  }

  return {
    leaves(address, text) {
      const key = keyOf(address, text)
      const entry = texts.get(key) ?? { until: 0, flights: 0 }
      entry.flights += 1
      texts.set(key, entry)
      bound()
      const over = (untilKnown: boolean): void => {
        entry.flights -= 1
        if (!untilKnown) entry.until = now() + LIFE_MS
        else if (entry.flights === 0 && entry.until <= now()) texts.delete(key)
      }
      return {
        arrived(id) {
          if (id !== undefined) ids.add(id)
          over(id !== undefined)
        },
        lost: (outcome) => over(outcome === 'not-sent'),
      }
    },
    isEcho(address, id, text) {
      if (id !== undefined && ids.has(id)) return true
      const entry = texts.get(keyOf(address, text))
      return entry !== undefined && (entry.flights > 0 || entry.until > now())
    },
  }
}
