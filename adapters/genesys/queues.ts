import type { z } from 'zod'
import type { Clock } from '../core/clock.ts'
import { defined } from '../core/defined.ts'
import type { QueueStatus } from '../core/desk/desk.ts'
import { DeskClosedError, messageOf, PlatformRefusedError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import { GENESYS } from './address.ts'
import type { GenesysCalls } from './calls.ts'
import type { observationsAnswer } from './schemas.ts'
import type { CompleteGenesysSettings } from './settings.ts'

/** Queues by the names the bot uses, and how they are doing where our client may see it. */
export interface Queues {
  /** The name or id in Genesys. @throws DeskClosedError for a name nobody has set up. */
  resolve(name: string | undefined): string | undefined
  /** Absent fields where it cannot be told. Never rejects for a permission that is missing. */
  status(name: string | undefined, signal?: AbortSignal): Promise<QueueStatus>
  /** @throws DeskClosedError where it is certain that no agent is on the queue. */
  refuseEmpty(name: string | undefined, signal?: AbortSignal): Promise<void>
}

export interface QueuePorts {
  settings: Pick<CompleteGenesysSettings, 'queues' | 'profile'>
  calls: Pick<GenesysCalls, 'observations'>
  clock: Clock
  log: Logger
}

const REFUSED_MS = 3_600_000
const LOOK_MS = 3_000
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Whether a queue's setting is its id: some calls take nothing else. */
export const isQueueId = (queue: string): boolean => UUID.test(queue)

export function createQueues({ settings, calls, clock, log }: QueuePorts): Queues {
  const { queues, profile } = settings
  let refusedUntil = 0

  const resolve = (name: string | undefined): string | undefined => {
    if (name === undefined) return undefined
    const queue = Object.hasOwn(queues, name) ? queues[name] : undefined
    if (queue !== undefined) return queue
    const known = Object.keys(queues).join(', ')
    throw new DeskClosedError(`There is no queue '${name}'`, {
      channelId: GENESYS,
      hint: known === '' ? 'Name it in GENESYS_QUEUES.' : `GENESYS_QUEUES has ${known}.`,
    })
  }

  async function look(name: string | undefined, signal?: AbortSignal): Promise<Observed> {
    const queue = resolve(name)
    if (!profile.observations || queue === undefined || !isQueueId(queue)) return {}
    if (clock.now().getTime() < refusedUntil) return {}
    try {
      return observed(
        await calls.observations(queue, { timeoutMs: LOOK_MS, ...(signal === undefined ? {} : { signal }) }),
      )
    } catch (error) {
      // Without the permission (or the call) there is no use in asking again soon.
      if (error instanceof PlatformRefusedError) refusedUntil = clock.now().getTime() + REFUSED_MS
      log.info({ err: messageOf(error), queue: name }, 'Genesys does not tell how a queue is doing')
      return {}
    }
  }

  return {
    resolve,
    async status(name, signal) {
      const { idle, waiting } = await look(name, signal)
      return defined({ agentsAvailable: idle, waiting })
    },
    async refuseEmpty(name, signal) {
      if (!profile.refuseWhenNobody) return
      const { onQueue } = await look(name, signal)
      if (onQueue === 0) throw new DeskClosedError(`No agent is on queue '${name}'`, { channelId: GENESYS })
    },
  }
}

interface Observed {
  /** Agents on queue, busy or not. */
  onQueue?: number
  idle?: number
  waiting?: number
}

/**
 * Numbers come split by medium, and those of users by routing status. What is none is left out, so in an answer that has the
 * queue no number of users means nobody; an answer without the queue says nothing.
 */
export function observed(answer: z.output<typeof observationsAnswer>): Observed {
  const groups = (answer.results ?? []).filter((one) => one != null)
  if (groups.length === 0) return {}
  const data = groups.flatMap(({ group, data }) =>
    (data ?? []).flatMap((one) => (one == null ? [] : [{ ...one, medium: group?.mediaType?.toLowerCase() }])),
  )
  const sum = (counted: (one: (typeof data)[number]) => boolean): number =>
    data.filter(counted).reduce((total, one) => total + (one.stats?.count ?? 0), 0)
  const users = (wanted: (status: string | undefined) => boolean): number =>
    sum(({ metric, qualifier }) => metric === 'oOnQueueUsers' && wanted(qualifier?.toUpperCase()))
  return {
    onQueue: users((status) => status !== 'OFF_QUEUE'),
    idle: users((status) => status === undefined || status === 'IDLE'),
    waiting: sum(({ metric, medium }) => metric === 'oWaiting' && (medium === undefined || medium === 'message')),
  }
}
