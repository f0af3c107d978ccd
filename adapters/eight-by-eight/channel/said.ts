import type { CustomerMessage, Happening } from '../../core/platform.ts'
import type { MessageEvent } from '../events.ts'
import { type Case, ignoring, type Outcome } from './case.ts'
import { attachmentsOf } from './files.ts'
import { type Memory, withPeople } from './memory.ts'
import { learn, learnTruth } from './told.ts'

/**
 * Somebody wrote. Only customers' words are for the bot: those of agents are for customers, and our own come back as
 * echoes (8x8, Webhooks events reference, MESSAGE).
 */
export function fromMessage(at: Case, event: MessageEvent): Outcome | Promise<Outcome> {
  const { sender } = event
  if (event.isEcho) return ignoring(at, 'our own message')
  switch (sender.type) {
    case 'user':
      return fromUser(at, event)
    case 'agent':
      return fromAgent(at, event)
    case 'system':
      return { memory: at.memory, happenings: overheard(at, 'bot', event.text, '8x8') }
    default:
      return ignoring(at, `a message by '${sender.type}'`)
  }
}

async function fromUser(at: Case, event: MessageEvent): Promise<Outcome> {
  const attachments = await attachmentsOf(at, event)
  const files = attachments.length === 0 ? {} : { attachments }
  return fromCustomer(at, { ...common(at, event.raw), text: event.text, ...files })
}

/** What every message of a customer has. Events have no ids of messages: the event's own stands in. */
export function common({ accepted, moment, memory }: Case, raw: unknown): Omit<CustomerMessage, 'text'> {
  const locale = memory.user?.language
  return {
    kind: 'message',
    id: accepted.key,
    at: new Date(moment.at).toISOString(),
    ...(locale === undefined ? {} : { locale }),
    channelData: raw,
  }
}

/** The customer said something, by words, button or card. Whoever has the conversation hears it. */
export async function fromCustomer(at: Case, message: CustomerMessage): Promise<Outcome> {
  const { moment, view } = at
  const { told } = at.memory
  const heard: Memory = { ...at.memory, heardAt: Math.max(moment.at, at.memory.heardAt ?? 0) }
  if (!view.held && told?.owner === 'closed' && moment.at < told.at)
    return { memory: at.memory, happenings: overheard(at, 'customer', message.text) }
  const asked = isDoubtful(at) ? await ask(at, heard) : { memory: heard, happenings: [] }
  const { memory } = asked
  // Not the bot's, and no epoch open: to give it to the bot would begin one.
  if (!view.held && withPeople(memory))
    return { memory, happenings: [...asked.happenings, ...overheard(at, 'customer', message.text)] }
  const withBot = view.record.owner === 'bot' || !view.held
  return {
    memory: withBot ? { ...memory, botAt: moment.acceptedAt } : memory,
    happenings: [...asked.happenings, message],
  }
}

/** Events get lost, and none is documented for an agent who leaves and nothing more: then 8x8 knows better than we do. */
function isDoubtful({ memory, view, moment, ports }: Case): boolean {
  const { endGraceMs, channel } = ports.settings.profile
  const { owner, leaving, handedOffAt } = view.record
  if (owner === 'closed') return withPeople(memory)
  if (owner === 'bot' || leaving !== undefined) return false
  const newsAt = Math.max(memory.newsAt ?? 0, handedOffAt === undefined ? 0 : Date.parse(handedOffAt))
  const alone = memory.leftAt !== undefined && moment.acceptedAt - memory.leftAt >= endGraceMs
  return alone || moment.acceptedAt - newsAt >= channel.recheckMs
}

async function ask({ ports, view, signal, moment }: Case, memory: Memory): Promise<Outcome> {
  return learnTruth(memory, await ports.askOwner(view, signal), moment)
}

/** A person speaks: the person has it, should that not have been told. */
function fromAgent(at: Case, { sender, text }: MessageEvent): Outcome {
  const { memory, view, moment, ports } = at
  const agent = { ...(sender.id === undefined ? {} : { id: sender.id }), ...(sender.name ? { name: sender.name } : {}) }
  const said = overheard(at, 'agent', text, sender.name)
  if (memory.told?.owner === 'agent') return { memory, happenings: said }
  const learnt = learn(memory, view.record, { owner: 'agent', agent }, moment, ports.settings.profile)
  return { ...learnt, happenings: [...learnt.happenings, ...said] }
}

/** For the transcript of a conversation the bot has or had. */
function overheard(at: Case, from: 'agent' | 'customer' | 'bot', text: string, name?: string): Happening[] {
  if (at.view.record.epoch === 0) return [{ kind: 'ignored', why: 'the bot never had this conversation' }]
  const { id, at: time } = common(at, undefined)
  return [{ kind: 'observed', id, from, text, ...(name === undefined ? {} : { name }), ...(time ? { at: time } : {}) }]
}
