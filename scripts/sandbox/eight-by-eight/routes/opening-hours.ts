import { ok } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { type Operation, operation } from '../http.ts'
import { unknown } from '../problem.ts'
import { queueStatistics } from '../statistics.ts'
import type { Schedule, World } from '../world.ts'

const BASE = '/cc/v1'
const UNDOCUMENTED = { shapes: { 403: 'codes', 404: 'codes' } } as const
const WORKING_DAYS = [1, 2, 3, 4, 5]

/** Opening hours and the queues as they are now. */
export function openingHoursRoutes(world: World): Route<Operation>[] {
  const { schedule, queues } = world
  return [
    operation('GET', `${BASE}/schedules`, () => ok({ schedules: { schedule: [shown(schedule)] } }), UNDOCUMENTED),
    operation(
      'GET',
      `${BASE}/schedules/:id/status`,
      ({ params }) => {
        if (params.id !== schedule.id) throw unknown('Schedule', params.id!)
        return ok({ 'schedule-status': { status: statusOf(schedule) } })
      },
      UNDOCUMENTED,
    ),
    operation(
      'GET',
      `${BASE}/stats/rt/queues`,
      () => ok({ queue: [...queues.values()].map((queue) => queueStatistics(world, queue)) }),
      UNDOCUMENTED,
    ),
    operation(
      'GET',
      `${BASE}/stats/rt/queue/:id`,
      ({ params }) => {
        const queue = queues.get(params.id!)
        if (!queue) throw unknown('Queue', params.id!)
        return ok({ queue: queueStatistics(world, queue) })
      },
      UNDOCUMENTED,
    ),
  ]
}

function statusOf({ status }: Schedule): number | string {
  return status === 'open' ? 0 : status === 'closed' ? -1 : status
}

function shown({ id, name }: Schedule) {
  const properties = { status: 0, 'start-time': '08:00', 'end-time': '18:00' }
  const days = WORKING_DAYS.map((day) => ({ day, properties }))
  return { id: Number(id), name, 'week-days': { 'week-day': days } }
}
