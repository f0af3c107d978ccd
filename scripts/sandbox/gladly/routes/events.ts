import type { Route } from '../../simulator/router.ts'
import { badRequest } from '../answers.ts'
import type { World } from '../world.ts'

const DAY = 86_400_000

/** The entities one can ask for, and the entity part of the event types that belong to each (Gladly API reference, Events). */
const entities: Record<string, string[]> = {
  AGENT_AVAILABILITY: ['AGENT_AVAILABILITY'],
  AGENT_STATUS: ['AGENT_STATUS'],
  CONTACT: ['CONTACT'],
  CONVERSATION: ['CONVERSATION', 'CONVERSATION_ASSIGNEE'],
  CUSTOMER: ['CUSTOMER'],
  PAYMENT_REQUEST: ['PAYMENT_REQUEST'],
  TASK: ['TASK'],
}

/** Gladly API reference, Events: the last 24 h as JSON lines, ascending, some seconds behind. */
export function eventRoutes(world: World): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/events',
      handle({ query }) {
        const now = world.clock.ms()
        const startAt = time('startAt', query.get('startAt'))
        const endAt = query.has('endAt') ? time('endAt', query.get('endAt')) : now
        if (endAt < startAt)
          throw badRequest({ attr: 'startAt', code: 'invalid', detail: 'endAt must occur after startAt' })
        if (startAt < now - DAY) {
          throw badRequest({ attr: 'startAt', code: 'invalid', detail: 'startAt must be within the last 24 hours' })
        }
        const wanted = entitiesIn(world, query.getAll('entities'))
        const events = world.events.between(startAt, Math.min(endAt, now - world.settings.eventsLagMs))
        const lines = events.filter(({ type }) => wanted.has(type.split('/')[0]!)).map((event) => JSON.stringify(event))
        const text = lines.map((line) => `${line}\n`).join('')
        return { status: 200, headers: { 'Content-Type': 'application/x-jsonlines' }, text }
      },
    },
  ]
}

function time(attr: string, given: string | null): number {
  if (!given) throw badRequest({ attr, code: 'blank', detail: `${attr} cannot be blank` })
  const ms = Date.parse(given)
  if (!/^\d{4}-\d\d-\d\dT/.test(given) || Number.isNaN(ms)) {
    throw badRequest({ attr, code: 'invalid', detail: `${attr} must be in ISO 8601 format` })
  }
  return ms
}

function entitiesIn(world: World, names: string[]): Set<string> {
  if (names.length === 0) throw badRequest({ attr: 'entities', code: 'blank', detail: 'entities cannot be blank' })
  const wanted = new Set<string>()
  for (const name of names) {
    const members = entities[name]
    if (!members) throw badRequest({ attr: 'entities', code: 'invalid', detail: `entity [${name}] is not supported` })
    for (const member of members) wanted.add(member)
    if (name === 'CONVERSATION' && world.settings.statusEventsInStream) wanted.add('CONVERSATION_STATUS')
  }
  return wanted
}
