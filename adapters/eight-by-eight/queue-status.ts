import type { QueueStatus } from '../core/desk/desk.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import type { EightByEightClient } from './client.ts'
import type { EightByEightProfile } from './profile.ts'
import type { QueueStatistics } from './schemas.ts'
import type { CompleteEightByEightSettings } from './settings.ts'
import { EIGHT_BY_EIGHT } from './webhook.ts'

/** What the questions about opening hours and queues need. */
export interface StatusPorts {
  settings: Pick<CompleteEightByEightSettings, 'scheduleId' | 'profile'>
  client: Pick<EightByEightClient, 'scheduleStatus' | 'queueStatistics'>
  log: Logger
}

/** What a schedule's status means (Tenant schedules): 0 is open, -1 closed, `Choice #n` what the profile says. Undefined: nobody knows. */
export function isOpen(
  status: number | string,
  { closedChoices }: Pick<EightByEightProfile, 'closedChoices'>,
): boolean | undefined {
  const word = String(status).trim()
  if (word === '0') return true
  if (word === '-1') return false
  const choice = /^choice\s*#?\s*(\d+)$/i.exec(word)?.[1]
  return choice === undefined ? undefined : !closedChoices.includes(Number(choice))
}

/** Whether nobody at all is there (Real-time statistics): a missing or negative number says nothing. */
export function isDeserted(
  statistics: QueueStatistics,
  { nobodyFields }: Pick<EightByEightProfile, 'nobodyFields'>,
): boolean {
  return nobodyFields.length > 0 && nobodyFields.every((name) => statistics[name] === 0)
}

/** Why nobody can take a customer in this queue now; undefined where somebody can, or where it cannot be told. */
export async function whyClosed(ports: StatusPorts, queueId: string, signal: AbortSignal): Promise<string | undefined> {
  const { profile, scheduleId } = ports.settings
  if (scheduleId !== undefined) {
    const open = await hours(ports, scheduleId, signal)
    if (open === false) return 'outside opening hours'
    if (open === undefined && profile.onScheduleError === 'closed') return 'the opening hours cannot be read'
  }
  if (profile.nobodyFields.length === 0) return undefined
  const statistics = await numbers(ports, queueId, signal)
  if (statistics === undefined) {
    return profile.onStatisticsError === 'closed' ? 'the state of the queue cannot be read' : undefined
  }
  return isDeserted(statistics, profile) ? `no agent is there in queue ${queueId}` : undefined
}

/** How a queue is doing. What cannot be read is absent; the expected wait is the average of the last half hour. */
export async function queueStatus(ports: StatusPorts, queueId: string, signal: AbortSignal): Promise<QueueStatus> {
  const { scheduleId } = ports.settings
  const [open, statistics = {}] = await Promise.all([
    scheduleId === undefined ? undefined : hours(ports, scheduleId, signal),
    numbers(ports, queueId, signal),
  ])
  const told = (name: string): number | undefined => {
    const value = statistics[name]
    return value !== undefined && value >= 0 ? value : undefined
  }
  return Object.fromEntries(
    Object.entries({
      open,
      agentsAvailable: told('agent-count-waitTransact'),
      waiting: told('queue-size'),
      expectedWaitSeconds: told('thirty-min-avg-wait-time'),
    }).filter(([, value]) => value !== undefined),
  )
}

async function hours({ settings, client, log }: StatusPorts, scheduleId: string, signal: AbortSignal) {
  try {
    const status = await client.scheduleStatus(scheduleId, signal)
    const open = isOpen(status, settings.profile)
    if (open === undefined) log.warn({ channelId: EIGHT_BY_EIGHT, scheduleId, status }, 'unknown status of a schedule')
    return open
  } catch (error) {
    if (signal.aborted) throw error
    log.warn({ channelId: EIGHT_BY_EIGHT, scheduleId, why: messageOf(error) }, 'the opening hours cannot be read')
    return undefined
  }
}

async function numbers({ client, log }: StatusPorts, queueId: string, signal: AbortSignal) {
  try {
    return await client.queueStatistics(queueId, signal)
  } catch (error) {
    if (signal.aborted) throw error
    log.warn({ channelId: EIGHT_BY_EIGHT, queueId, why: messageOf(error) }, 'the state of the queue cannot be read')
    return undefined
  }
}
