import type { CallFault, DeliveryFault } from '../../../scripts/sandbox/simulator/faults.ts'
import type { Talk } from '../../crash/parties/party.ts'
import type { FaultyProxy } from '../proxy.ts'

export type { Said, Talk } from '../../crash/parties/party.ts'

/** What every simulator can be made to do. */
export interface FrontFaults {
  api(rule: Omit<CallFault<unknown>, 'match' | 'onHit'>): () => void
  webhooks(rule: Pick<DeliveryFault, 'kind' | 'copies' | 'delayMs'>): () => void
  releaseHeld(order: 'shuffle', seed: number): Promise<void>
  held(): number
}

/** Customers of one platform, or those a desk has taken over: what they say must reach the other side. */
export interface Front {
  readonly name: string
  readonly channelId: string
  /** What is known of a command of unknown outcome: else it is sent once more, and held at the second time. */
  readonly looksUp: boolean
  /** What the server is told. */
  readonly env: Record<string, string>
  /** Names in `env` of addresses that calls go to. */
  readonly addresses: readonly string[]
  readonly faults: FrontFaults
  /** Calls of ours that the platform has seen. */
  calls(): number
  connect(serverUrl: string, env: Record<string, string>): Promise<void>
  /** Where the address of the calls is told with each event: it is this one. */
  behind?(proxy: FaultyProxy): void
  /** The address of the calls, where no name in `env` has it. */
  readonly serviceUrl?: string
  begin(person: string): Promise<Talk>
  say(talk: Talk, text: string): Promise<void>
  /** Ids of what customers said, in the order the server answered 2xx for them. */
  taken(): ReadonlySet<string>
  /** The statuses of events that were not taken. */
  refusals(): number[]
  /** What reached the other side of what the customer said, in order. */
  came(talk: Talk): string[]
  /** All tokens the platform has issued are worth nothing any more; undefined where there are none. */
  revokeTokens?(): void
  /** Let so much time pass for the platform. */
  advance(ms: number): void
  idle(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

/** For how long a platform waits for the answer to an event: shorter than the real ones. */
export const TIMEOUT_MS = 4_000

export type OpenFront = () => Promise<Front>

/** The statuses of deliveries that were answered with a failure. */
export const refusedOf = (deliveries: readonly { status?: number }[]): number[] =>
  deliveries.flatMap(({ status }) => (status !== undefined && status >= 300 ? [status] : []))

/** Whose ids were taken, of a list of deliveries that grows. Entries that are not over yet are looked at again. */
export function takenFrom<Entry>(
  entries: readonly Entry[],
  idOf: (entry: Entry) => string | undefined,
  isOver: (entry: Entry) => boolean = () => true,
): () => ReadonlySet<string> {
  const ids = new Set<string>()
  let pending: Entry[] = []
  let next = 0
  return () => {
    const waiting = [...pending, ...entries.slice(next)]
    next = entries.length
    pending = waiting.filter((entry) => !isOver(entry))
    for (const entry of waiting) {
      const id = isOver(entry) ? idOf(entry) : undefined
      if (id !== undefined) ids.add(id)
    }
    return ids
  }
}
