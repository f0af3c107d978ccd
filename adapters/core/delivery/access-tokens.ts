import type { Clock } from '../clock.ts'

/** The access token of one account, fetched when it is needed and when it has run out. */
export interface AccessTokens {
  /** Callers at the same time share one request. */
  get(): Promise<string>
  /** The API refused this token: the next `get` fetches another. Any other token stays. */
  drop(token: string): void
}

/** A token as an OAuth server gives it. */
export interface Granted {
  token: string
  /** How long it is good for, in milliseconds. */
  lifeMs: number
}

/** A token is renewed so long before it runs out, in milliseconds, or after half of a shorter life. */
const MARGIN_MS = 60_000

/** Keeps one token and renews it. `fetch` asks the platform's OAuth server; what it rejects with, `get` does. */
export function createAccessTokens(fetch: () => Promise<Granted>, clock: Clock): AccessTokens {
  let current: { token: string; until: number } | undefined
  let underWay: Promise<string> | undefined

  const renew = async (): Promise<string> => {
    const { token, lifeMs } = await fetch()
    current = { token, until: clock.now().getTime() + lifeMs - Math.min(MARGIN_MS, lifeMs / 2) }
    return token
  }

  return {
    async get() {
      if (current !== undefined && clock.now().getTime() < current.until) return current.token
      underWay ??= renew().finally(() => {
        underWay = undefined
      })
      return underWay
    },
    drop(token) {
      if (current?.token === token) current = undefined
    },
  }
}
