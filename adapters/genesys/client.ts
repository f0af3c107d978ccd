import type { Clock } from '../core/clock.ts'
import { type ConnectionRequest, type ConnectionResponse, createConnection } from '../core/delivery/connection.ts'
import { PlatformRefusedError, PlatformUnreachableError } from '../core/errors.ts'
import { firstOf } from '../core/signals.ts'
import { GENESYS } from './address.ts'
import { type Budget, createBudget, type Priority } from './budget.ts'
import { explained, rateLimited } from './refusals.ts'
import type { CompleteGenesysSettings } from './settings.ts'
import { createTokens, TokenRefusedError, type Tokens } from './token.ts'

/** How a call is made. */
export interface CallOptions {
  /** `live` where absent. */
  priority?: Priority
  signal?: AbortSignal
  /** Ends the wait for a place in the budget; what is on its way by then goes on. */
  giveUp?: AbortSignal
  timeoutMs?: number
}

/**
 * The one way to the API (facts: authentication, limits): with a token that is renewed, within the budget, behind core's
 * connection. Rejects with the errors of `core/errors.ts`.
 */
export interface GenesysClient {
  call(request: Pick<ConnectionRequest, 'method' | 'path' | 'query' | 'body'>, options?: CallOptions): Promise<unknown>
  /** For files of agents, which are elsewhere than the API. */
  token: Tokens['get']
  /** Whether what nobody waits for could go at once. */
  canSpare: Budget['canSpare']
  close(): void
}

const HOLD_MS = 1_000

export function createGenesysClient(settings: CompleteGenesysSettings, clock: Clock): GenesysClient {
  const { profile, apiUrl, requestTimeoutMs } = settings
  const tokens = createTokens(settings, clock)
  const budget = createBudget(profile, clock)
  const connection = createConnection({
    channelId: GENESYS,
    baseUrl: apiUrl,
    headers: async () => ({ Authorization: `Bearer ${await tokens.get()}` }),
    // The budget is by the minute, and has two priorities.
    requestsPerSecond: 0,
    timeoutMs: requestTimeoutMs,
    clock,
  })

  return {
    async call(what, { priority = 'live', signal, giveUp, timeoutMs } = {}) {
      const request: ConnectionRequest = {
        ...what,
        // To see what a 429 says beside its status.
        accept: [429],
        ...(signal === undefined ? {} : { signal }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      }
      const ends = [signal, giveUp].filter((one) => one !== undefined)
      // Only what ends soon lets go of what it listens to.
      const waiting = giveUp === undefined ? signal : firstOf(ends)
      for (let attempt = 1; ; attempt++) {
        const token = await tokens.get()
        if (!(await budget.next(priority, waiting))) throw neverSent(what)
        try {
          const response = await connection.request(request)
          return answerOf(budget, response, what)
        } catch (error) {
          if (error instanceof TokenRefusedError || !(error instanceof PlatformRefusedError)) throw error
          if (error.status !== 401) throw explained(error, what)
          tokens.drop(token)
          if (attempt > 1) throw explained(error, what)
        }
      }
    },
    token: () => tokens.get(),
    canSpare: () => budget.canSpare(),
    close() {
      connection.close()
      tokens.close()
    },
  }
}

function answerOf(budget: Budget, response: ConnectionResponse, what: { method: string; path: string }): unknown {
  budget.observe(response.headers)
  if (response.status !== 429) return response.data
  const error = rateLimited(response, what)
  budget.hold(error.retryAfterMs ?? HOLD_MS)
  throw error
}

const neverSent = ({ method, path }: { method: string; path: string }): PlatformUnreachableError =>
  new PlatformUnreachableError(`${method} ${path} was given up while it waited for its turn`, 'not-sent', {
    channelId: GENESYS,
  })
