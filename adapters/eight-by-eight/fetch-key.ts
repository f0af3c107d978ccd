import type { Clock } from '../core/clock.ts'
import { createConnection } from '../core/delivery/connection.ts'
import { PlatformRefusedError } from '../core/errors.ts'
import type { CompleteEightByEightSettings } from './settings.ts'
import { EIGHT_BY_EIGHT } from './webhook.ts'

/** Where 8x8's public keys are. */
export interface KeySource {
  /** The key as a JWK; undefined where no place has it. Rejects with the errors of core where that cannot be told. */
  fetch(kid: string): Promise<unknown>
  close(): void
}

/**
 * Public keys over HTTP (Get public key), without credentials: the documented path, then the one of the guide's samples.
 * On a connection of its own, so that neither the API's pace nor its breaker holds back a verification.
 */
export function createKeySource(settings: CompleteEightByEightSettings, clock: Clock): KeySource {
  const connection = createConnection({
    channelId: EIGHT_BY_EIGHT,
    baseUrl: settings.baseUrl,
    headers: () => ({}),
    requestsPerSecond: 10,
    timeoutMs: settings.requestTimeoutMs,
    clock,
  })
  return {
    async fetch(kid) {
      for (const template of settings.profile.keyPaths) {
        const path = template.replaceAll('{kid}', () => encodeURIComponent(kid))
        try {
          const { data } = await connection.request({ method: 'GET', path })
          return data ?? null
        } catch (error) {
          if (!(error instanceof PlatformRefusedError) || error.status !== 404) throw error
        }
      }
      return undefined
    },
    close: () => connection.close(),
  }
}
