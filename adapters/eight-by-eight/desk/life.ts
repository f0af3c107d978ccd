import type { DeskHappening, DeskInterpretation } from '../../core/desk/desk.ts'
import type { EightByEightProfile } from '../profile.ts'
import type { DeskMemory } from './memory.ts'

/**
 * The life of a handed-off conversation (Chat workflow; sheet 3.9), as a machine without clock or network. 8x8 promises no
 * order and tells no end: an agent's leaving is the end only once the conversation is idle, or when for a while nothing
 * says that it goes on. What comes late, by its timestamp, changes nothing.
 */

/** What one thing that happened does. */
export interface Step {
  memory: DeskMemory
  happenings: DeskHappening[]
  /** Ask for a reminder to look whether it is over. */
  remind?: true
  /** That reminder is not needed any more. */
  forget?: true
}

type Windows = Pick<EightByEightProfile, 'endGraceMs' | 'transferWindowMs'>

const nothing = (memory: DeskMemory, why: string): Step => ({ memory, happenings: [{ kind: 'ignored', why }] })

/** It was passed on at about the time the agent left. */
const isTransfer = ({ movedAt }: DeskMemory, at: number, { transferWindowMs }: Windows): boolean =>
  movedAt !== undefined && Math.abs(at - movedAt) <= transferWindowMs

/** Whether something of this time can come after the end, and so shows that it was none. */
function isAfterEnd({ ended, joinedAt = 0 }: DeskMemory, at: number, windows: Windows): boolean {
  if (ended === undefined || at > ended.at) return true
  return ended.by === 'grace' && at > joinedAt && at >= ended.at - windows.transferWindowMs
}

/** An agent has the customer. */
export function agentJoined(memory: DeskMemory, at: number, agent: { id?: string; name?: string }): Step {
  const id = agent.id ?? ''
  const { agents, gone, movedAt, ended } = memory
  if (agents.includes(id)) return nothing(memory, 'the agent is there already')
  const left = gone[id]
  if ((left !== undefined && at <= left) || (movedAt !== undefined && at < movedAt) || (ended && at <= ended.at)) {
    return nothing({ ...memory, met: true }, 'an agent came who has left since')
  }
  const { [id]: _, ...others } = gone
  const { leftAt: __, movedAt: ___, ended: ____, ...rest } = memory
  const joinedAt = Math.max(at, memory.joinedAt ?? 0)
  return {
    memory: { ...rest, agents: [...agents, id], gone: others, met: true, joinedAt },
    happenings: [{ kind: 'accepted', agent: { ...agent } }],
    forget: true,
  }
}

/** 8x8 says that an agent has it, without saying since when: not one who left. */
export function agentSeen(memory: DeskMemory, at: number, agent: { id?: string; name?: string }): Step {
  if (Object.hasOwn(memory.gone, agent.id ?? '')) return nothing(memory, 'that agent has left')
  return agentJoined(memory, at, agent)
}

const MOST_GONE = 20

/** An agent left: over, unless somebody else is there or it was passed on. */
export function agentLeft(
  memory: DeskMemory,
  at: number,
  agent: { id?: string; name?: string },
  windows: Windows,
): Step {
  const id = agent.id ?? ''
  if (memory.ended !== undefined && at <= memory.ended.at) return nothing(memory, 'the conversation was over by then')
  if (
    memory.agents.includes(id) &&
    memory.joinedAt !== undefined &&
    memory.agents.length === 1 &&
    at < memory.joinedAt
  ) {
    return nothing(memory, 'the agent came back since')
  }
  const agents = memory.agents.filter((one) => one !== id)
  const gone = Object.fromEntries([...Object.entries(memory.gone), [id, at] as const].slice(-MOST_GONE))
  const next: DeskMemory = { ...memory, agents, gone, met: true }
  // Their coming was not told: they had the customer all the same.
  const met: DeskHappening[] = memory.met ? [] : [{ kind: 'accepted', agent: { ...agent } }]
  const stays = (why: string): Step => ({ memory: next, happenings: [...met, { kind: 'ignored', why }] })
  if (agents.length > 0) return stays('another agent is there')
  if (isTransfer(memory, at, windows)) return stays('the conversation was passed on')
  if (memory.joinedAt !== undefined && at < memory.joinedAt) return stays('another agent came since')
  return {
    memory: { ...next, leftAt: at },
    happenings: [...met, { kind: 'ignored', why: 'an agent left: over, unless another one comes' }],
    remind: true,
  }
}

/** An agent moved it to another queue: shortly before or after leaving. */
export function transferred(memory: DeskMemory, at: number, windows: Windows): Step {
  if (memory.joinedAt !== undefined && at < memory.joinedAt) return nothing(memory, 'another agent came since')
  if (!isAfterEnd(memory, at, windows)) return nothing(memory, 'the conversation was over by then')
  return passedOn({ ...memory, met: true }, at, { kind: 'queued' })
}

/** The customer waits in a queue, at first or again. */
export function queued(memory: DeskMemory, at: number, queue: { id?: string; name?: string }, windows: Windows): Step {
  if (memory.joinedAt !== undefined && at <= memory.joinedAt) return nothing(memory, 'an agent came since')
  if (!isAfterEnd(memory, at, windows)) return nothing(memory, 'the conversation was over by then')
  return passedOn(memory, at, { kind: 'queued', queue })
}

/** Whoever had it has it no more; one who takes it again joins again. */
function passedOn(memory: DeskMemory, at: number, happening: DeskHappening): Step {
  const { leftAt: _, ended: __, ...rest } = memory
  const moved: Partial<DeskMemory> = memory.met ? { movedAt: Math.max(at, memory.movedAt ?? 0) } : {}
  return { memory: { ...rest, ...moved, agents: [], gone: allGone(memory, at) }, happenings: [happening], forget: true }
}

const allGone = ({ gone, agents }: DeskMemory, at: number): Record<string, number> => ({
  ...gone,
  ...Object.fromEntries(agents.map((id) => [id, at])),
})

/** The customer is out of it: by our own doing, or 8x8's. */
export function userLeft(memory: DeskMemory, at: number): Step {
  return over(memory, at, 'the customer left the conversation')
}

/** Nobody works on it any more. */
export function idle(memory: DeskMemory, at: number, why = 'the agent is done'): Step {
  if (at < Math.max(memory.joinedAt ?? 0, memory.movedAt ?? 0)) return nothing(memory, 'it has come to life since')
  return over(memory, at, why)
}

/** The time after the agent's leaving is up. `leftAt` is which leaving. */
export function graceOver(memory: DeskMemory, leftAt: number): Step {
  if (memory.leftAt !== leftAt || memory.agents.length > 0) return nothing(memory, 'it went on after the agent left')
  return over(memory, leftAt, 'the agent left', 'grace')
}

function over(memory: DeskMemory, at: number, why: string, by: 'grace' | '8x8' = '8x8'): Step {
  if (memory.ended !== undefined) {
    const ended = { at: Math.max(at, memory.ended.at), by: by === '8x8' ? by : memory.ended.by }
    return nothing({ ...memory, ended }, 'it is over already')
  }
  const { leftAt: _, ...rest } = memory
  const happening: DeskHappening = memory.met
    ? { kind: 'ended', why }
    : { kind: 'failed', why: 'the conversation ended before an agent came: the queue is closed, or nobody was there' }
  return {
    memory: { ...rest, agents: [], gone: allGone(memory, at), ended: { at, by } },
    happenings: [happening],
    forget: true,
  }
}

/** A step as the desk returns it. Reminders are one for each conversation. */
export function interpretationOf(step: Step, { endGraceMs }: Windows): DeskInterpretation {
  const { memory, happenings, remind, forget } = step
  const key = `over-${memory.conversationId}`
  const body = JSON.stringify({ leftAt: memory.leftAt })
  return {
    happenings,
    data: { ...memory },
    ...(remind ? { reminders: [{ key, afterMs: endGraceMs, body }] } : {}),
    ...(forget && !remind ? { forget: [key] } : {}),
  }
}
