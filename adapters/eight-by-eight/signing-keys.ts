import type { KeyObject } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { EightByEightProfile } from './profile.ts'
import { keyFromJwk } from './signature.ts'

/** A key by its name, or why there is none: it does not exist, or it cannot be told now. */
export type KeyAnswer = { kind: 'key'; key: KeyObject } | { kind: 'unknown' } | { kind: 'unavailable'; why: string }

/** 8x8's public keys, by their names. */
export interface SigningKeys {
  /** Never rejects, and never takes much longer than `keyWaitMs`. */
  get(kid: string): Promise<KeyAnswer>
}

export interface SigningKeysOptions {
  /** The platform's answer for this name; undefined where there is no such key. Rejects where that cannot be told. */
  fetch(kid: string): Promise<unknown>
  profile: Pick<EightByEightProfile, 'keyWaitMs' | 'keyLifeMs' | 'unknownKeyMs' | 'keyFetchesPerMinute'>
  clock: Clock
}

const MOST_KEYS = 32
const MOST_UNKNOWN = 1_000
const MOST_AT_ONCE = 4

/**
 * Keys are fetched once, whoever waits for them, and kept for a while, also those that do not exist: anybody can send us
 * a name. So fetches are limited in rate and number, and keys in use never wait for any. What went wrong is not kept.
 */
export function createSigningKeys({ fetch, profile, clock }: SigningKeysOptions): SigningKeys {
  const keys = new Map<string, { key: KeyObject; until: number }>()
  const unknown = new Map<string, number>()
  const fetching = new Map<string, Promise<KeyAnswer>>()
  const started: number[] = []

  const ask = async (kid: string): Promise<KeyAnswer> => {
    try {
      const answer = await fetch(kid)
      const now = clock.now().getTime()
      if (answer === undefined) {
        keep(unknown, kid, now + profile.unknownKeyMs, MOST_UNKNOWN)
        return { kind: 'unknown' }
      }
      const key = keyFromJwk(answer)
      if (key === undefined) return { kind: 'unavailable', why: `key ${kid} is no RSA key for RS256` }
      keep(keys, kid, { key, until: now + profile.keyLifeMs }, MOST_KEYS)
      return { kind: 'key', key }
    } catch (error) {
      keys.delete(kid)
      return { kind: 'unavailable', why: `key ${kid} could not be fetched: ${messageOf(error)}` }
    }
  }

  const mayFetch = (now: number): boolean => {
    while (started[0] !== undefined && started[0] <= now - 60_000) started.shift()
    if (fetching.size >= MOST_AT_ONCE || started.length >= profile.keyFetchesPerMinute) return false
    started.push(now)
    return true
  }

  return {
    async get(kid) {
      const now = clock.now().getTime()
      const kept = keys.get(kid)
      if (kept !== undefined && kept.until > now) return { kind: 'key', key: kept.key }
      if ((unknown.get(kid) ?? 0) > now) return { kind: 'unknown' }
      let asked = fetching.get(kid)
      if (asked === undefined) {
        if (!mayFetch(now)) return { kind: 'unavailable', why: 'too many unknown keys were asked for lately' }
        asked = ask(kid).finally(() => fetching.delete(kid))
        fetching.set(kid, asked)
      }
      // A fetch that takes longer goes on: the retry will find the key.
      const waiting = new AbortController()
      const late = clock
        .sleep(profile.keyWaitMs, waiting.signal)
        .then((): KeyAnswer => ({ kind: 'unavailable', why: `key ${kid} did not come within ${profile.keyWaitMs} ms` }))
      return Promise.race([asked, late]).finally(() => waiting.abort())
    },
  }
}

/** The newest stay. */
function keep<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= most) break
    map.delete(oldest)
  }
}
