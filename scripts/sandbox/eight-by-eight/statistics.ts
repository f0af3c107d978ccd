import type { Agent } from './agents.ts'
import type { QueuePass } from './queue-records.ts'
import type { Queue, World } from './world.ts'

const HALF_HOUR = 1_800_000
const SLA_SECONDS = 60

/** A queue's real-time statistics, from who waits, who is served, and what its agents do. */
export function queueStatistics(world: World, { id, name }: Queue): Record<string, string | number> {
  const { clock, queueRecords, agents } = world
  const now = clock.ms()
  const today = new Date(now).setUTCHours(0, 0, 0, 0)
  const current = queueRecords.now(id)
  const waiting = current.filter(({ acceptedAt }) => acceptedAt === undefined)
  const longest = Math.max(0, ...waiting.map(({ queuedAt }) => now - queuedAt))
  return {
    'queue-id': Number(id),
    'queue-name': name,
    'media-type': 'chat',
    'queue-type': 'chat',
    'queue-size': waiting.length,
    'longest-wait-time': seconds(longest),
    'number-in-progress': current.length - waiting.length,
    'number-in-offered': 0,
    ...agentCounts(agents.of(id), id),
    ...period('thirty-min', queueRecords.of(id, now - HALF_HOUR), now),
    ...period('day', queueRecords.of(id, today), now),
    'sla-activity': sla(queueRecords.of(id, today)),
    'sla-target': SLA_SECONDS,
  }
}

function agentCounts(members: Agent[], queueId: string): Record<string, number> {
  const enabled = members.filter(({ queues }) => queues.get(queueId))
  const busy = ({ status, conversations }: Agent) => status === 'available' && conversations.size > 0
  const of = (status: Agent['status']) => enabled.filter((one) => one.status === status && !busy(one)).length
  return {
    'assigned-agent-count': members.length,
    'enabled-agent-count': enabled.length,
    'agent-count-waitTransact': of('available'),
    'agent-count-busy': enabled.filter(busy).length,
    'agent-count-onBreak': of('onBreak'),
    'agent-count-workOffline': of('workOffline'),
    'agent-count-postProcess': of('postProcess'),
    'agent-count-loggedOut': of('loggedOut'),
  }
}

function period(prefix: string, passes: QueuePass[], now: number): Record<string, number> {
  const waits = passes.map(({ queuedAt, acceptedAt, abandonedAt }) => (acceptedAt ?? abandonedAt ?? now) - queuedAt)
  const served = passes.filter(({ acceptedAt }) => acceptedAt !== undefined)
  const durations = served.map(({ acceptedAt, endedAt }) => (endedAt ?? now) - acceptedAt!)
  const counts = {
    'avg-wait-time': seconds(average(waits)),
    queued: passes.length,
    accepted: served.length,
    abandoned: passes.filter(({ abandonedAt }) => abandonedAt !== undefined).length,
    'avg-duration': seconds(average(durations)),
    'longest-wait-time': seconds(Math.max(0, ...waits)),
    'sla-activity': sla(passes),
  }
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [`${prefix}-${name}`, value]))
}

/** Percent of those served that did not wait longer than the target. */
function sla(passes: QueuePass[]): number {
  const served = passes.filter(({ acceptedAt }) => acceptedAt !== undefined)
  const inTime = served.filter(({ queuedAt, acceptedAt }) => acceptedAt! - queuedAt <= SLA_SECONDS * 1000)
  return served.length === 0 ? 100 : Math.round((100 * inTime.length) / served.length)
}

function average(numbers: number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
