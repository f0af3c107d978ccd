import { z } from 'zod'
import type { DeskHappening, DeskInterpretation, DeskView } from '../../core/desk/desk.ts'
import type { AcceptedEvent } from '../../core/engine/engine.ts'
import { readJson } from '../../core/intake/body.ts'
import { type ConversationEvent, type EightByEightEvent, type MessageEvent, readEvent } from '../events.ts'
import type { EightByEightProfile } from '../profile.ts'
import type { Conversation, FileReference } from '../schemas.ts'
import type { ShownFile } from './agent-files.ts'
import {
  agentJoined,
  agentLeft,
  agentSeen,
  graceOver,
  idle,
  interpretationOf,
  queued,
  type Step,
  transferred,
  userLeft,
} from './life.ts'
import { type DeskMemory, memoryOf } from './memory.ts'
import { wordsOf } from './said.ts'

/** What reading an event needs beside it. */
export interface InterpretPorts {
  profile: EightByEightProfile
  /** A file of an agent's for the customer. */
  show(file: FileReference): Promise<ShownFile>
}

const reminder = z.object({ leftAt: z.number() })

const ignored = (why: string): DeskInterpretation => ({ happenings: [{ kind: 'ignored', why }] })

/**
 * What an event means for the customer (Webhooks events reference). Of an earlier conversation only what an agent says,
 * and that it came to life again, is told; nothing of it is remembered.
 */
export async function interpret(
  { profile, show }: InterpretPorts,
  accepted: AcceptedEvent,
  view: DeskView,
): Promise<DeskInterpretation> {
  const { conversationId } = accepted.conversation
  const isOld = view.session?.conversationId !== undefined && view.session.conversationId !== conversationId
  const memory = memoryOf(isOld ? {} : view.data, conversationId)
  if (accepted.type === 'reminder') {
    const due = reminder.safeParse(readJson(accepted.body).json)
    if (isOld || !due.success) return ignored('a reminder of nothing')
    return interpretationOf(graceOver(memory, due.data.leftAt), profile)
  }
  const read = readEvent(accepted.body)
  if (read.kind !== 'event') return ignored('why' in read ? read.why : 'a handshake')
  const at = Date.parse(read.event.at ?? accepted.acceptedAt)
  const newest = { ...memory, newestAt: Math.max(memory.newestAt, at) }
  const step = await stepOf({ profile, show, event: read.event, key: accepted.key, at, memory: newest })
  if (isOld) return { happenings: step.happenings.filter(tellsOfOld) }
  const result = interpretationOf(step, profile)
  return { ...result, happenings: [...readiness(read.event, view), ...result.happenings] }
}

const tellsOfOld = ({ kind }: DeskHappening): boolean => ['said', 'queued', 'accepted', 'ignored'].includes(kind)

interface Case {
  profile: EightByEightProfile
  show: InterpretPorts['show']
  event: EightByEightEvent
  key: string
  at: number
  memory: DeskMemory
}

async function stepOf({ profile, show, event, key, at, memory }: Case): Promise<Step> {
  const nothing = (why: string): Step => ({ memory, happenings: [{ kind: 'ignored', why }] })
  switch (event.kind) {
    case 'conversation':
      return updated(event, at, memory)
    case 'queued':
      return queued(memory, at, event.queue, profile)
    case 'transfer':
      return transferred(memory, at, profile)
    case 'members': {
      if (event.member === 'user')
        return event.change === 'left' ? userLeft(memory, at) : nothing('the customer is there')
      const agent = { ...(event.id && { id: event.id }), ...(event.name && { name: event.name }) }
      return event.change === 'joined' ? agentJoined(memory, at, agent) : agentLeft(memory, at, agent, profile)
    }
    case 'message': {
      if (event.isEcho) return nothing('it is our own, come back')
      if (profile.silentSenders.includes(event.sender.type)) return nothing(`the ${event.sender.type} said it`)
      const { memory: next, happenings, forget } = speaking(event, at, memory)
      const words = await wordsOf(event, key, show)
      if (words.text === undefined && words.attachments === undefined && words.suggestedActions === undefined)
        return { memory: next, happenings: [...happenings, { kind: 'ignored', why: 'there is nothing in it' }] }
      return { memory: next, happenings: [...happenings, words], ...(forget ? { forget } : {}) }
    }
    case 'typing': {
      const isAgent = ({ id, type }: { id?: string; type?: string }): boolean =>
        type === 'agent' || (type === undefined && id !== undefined && memory.agents.includes(id))
      return event.users.some(isAgent) ? { memory, happenings: [{ kind: 'typing' }] } : nothing('no agent is typing')
    }
    case 'activity':
      return nothing(`activity ${event.name}: nothing for the customer`)
  }
}

/** An agent who speaks is there, though nobody said so. */
function speaking({ sender }: MessageEvent, at: number, memory: DeskMemory): Step {
  if (sender.type !== 'agent') return { memory, happenings: [] }
  const { type: _, ...agent } = sender
  const step = agentSeen(memory, at, agent)
  return { ...step, happenings: step.happenings.filter(({ kind }) => kind !== 'ignored') }
}

/** `CONVERSATION_UPDATE`: idle is the end; an assigned agent has the customer. */
function updated({ state, assignment, user }: ConversationEvent, at: number, known: DeskMemory): Step {
  const memory: DeskMemory = user === undefined ? known : { ...known, user }
  if (state === 'idle') return idle(memory, at)
  if (assignment?.type === 'agent' && assignment.id !== undefined) return agentSeen(memory, at, { id: assignment.id })
  return { memory, happenings: [{ kind: 'ignored', why: `the conversation is ${state ?? 'as it was'}` }] }
}

/** Messages may be relayed once the conversation is active; a queue or an agent has it only then. */
function readiness(event: EightByEightEvent, { session }: DeskView): DeskHappening[] {
  if (session === undefined || session.ready) return []
  const shows =
    (event.kind === 'conversation' && event.state === 'active') ||
    event.kind === 'queued' ||
    (event.kind === 'members' && event.member === 'agent' && event.change === 'joined')
  return shows ? [{ kind: 'ready' }] : []
}

/**
 * What the conversation is now (Get conversation), for webhooks that did not come. It is newer than anything known: 8x8's
 * times and ours are not compared.
 */
export function interpretSnapshot(
  profile: EightByEightProfile,
  conversation: Conversation | undefined,
  conversationId: string,
  view: DeskView,
): DeskInterpretation {
  const memory = memoryOf(view.data, conversationId)
  const at = memory.newestAt + 1
  if (conversation === undefined) {
    if (!view.session?.ready) return ignored('8x8 does not show it yet')
    return interpretationOf(idle(memory, at, '8x8 does not have it any more'), profile)
  }
  const { state, assignment, user } = conversation
  const known: DeskMemory = user === undefined ? memory : { ...memory, user }
  const ready: DeskHappening[] = state === 'active' && !view.session?.ready ? [{ kind: 'ready' }] : []
  const step: Step =
    state === 'idle'
      ? idle(known, at)
      : assignment?.type === 'agent' && assignment.id !== undefined
        ? agentSeen(known, at, { id: assignment.id })
        : { memory: known, happenings: [] }
  const result = interpretationOf(step, profile)
  return { ...result, happenings: [...ready, ...result.happenings] }
}
