import { defined } from '../core/defined.ts'
import type { AgentWords, DeskHappening, DeskInterpretation, DeskView } from '../core/desk/desk.ts'
import type { AcceptedEvent } from '../core/engine/engine.ts'
import { type GenesysEvent, readEvent } from './events.ts'
import { seenIn } from './happenings.ts'
import { type Memory, memoryOf, remember } from './memory.ts'
import { type Look, readOwn } from './own-events.ts'
import type { GenesysProfile } from './profile.ts'
import { shownBy } from './structured.ts'

/** What the meaning of an event depends on beside the event: handed in. */
export interface InterpretPorts {
  profile: GenesysProfile
  /** Whether it is one of our own mirrored messages, of this process. */
  isEcho(id: string | undefined, text: string): boolean
  /** A file of an agent's as the customer can fetch it. */
  file(
    attachment: NonNullable<AgentWords['attachments']>[number],
  ): Promise<{ attachment?: typeof attachment; text?: string }>
  /** Look at the conversation now; undefined where that is not possible. */
  look(conversationId: string): Promise<Look | undefined>
}

/** What an event means: of the webhook (facts: webhooks), or of our own. */
export async function interpretEvent(
  event: AcceptedEvent,
  view: DeskView,
  ports: InterpretPorts,
): Promise<DeskInterpretation> {
  const memory = memoryOf(view.data)
  const named = readOwn(event, 'genesys/conversation') ?? readOwn(event, 'genesys/registered')
  if (named !== undefined) {
    // The flow of an earlier message may register later than the hand-off was answered.
    const certain = view.session?.open === true && memory.of === view.session.number
    return only('the conversation has a name', memory, certain ? {} : { conversationId: named.conversationId })
  }
  const opened = readOwn(event, 'genesys/opened')
  if (opened !== undefined) {
    const { conversationId, gone } = opened
    const place = { conversationId, of: view.session?.number, gone: { conversationId, ids: gone } }
    const change = { ...place, human: true, lookedAt: undefined, seen: undefined }
    return only('the hand-off was taken', memory, change)
  }
  const look = readOwn(event, 'genesys/look')
  if (look !== undefined) {
    const { happenings, change } = seenIn(look, view, memory, ports.profile)
    return { happenings, data: remember(memory, change) }
  }
  const read = readEvent(event.body)
  if (!read.ok) return { happenings: [{ kind: 'ignored', why: read.why }] }
  // A conversation that a webhook names is the newest there is (facts: async threading).
  const known: Memory = { ...memory, ...placeOf(read.event, view) }
  switch (read.event.type) {
    case 'Text':
    case 'Structured':
      return said(read.event, event, view, known, ports)
    case 'Event':
      return { happenings: signals(read.event, view), data: remember(known, {}) }
    case 'Receipt':
      return { happenings: [receipt(read.event)] }
    default:
      return { happenings: [{ kind: 'ignored', why: `its type is ${event.type}` }] }
  }
}

/** What was on its way before the hand-off tells of an earlier conversation. */
function placeOf({ conversationId, at }: GenesysEvent, { session }: DeskView): Partial<Memory> {
  if (conversationId === undefined || (session?.open && (at === undefined || at < session.since))) return {}
  return { conversationId }
}

async function said(
  event: GenesysEvent,
  raw: AcceptedEvent,
  view: DeskView,
  memory: Memory,
  ports: InterpretPorts,
): Promise<DeskInterpretation> {
  if (isOurs(event, raw, view, ports)) return only('our own mirrored message came back', memory, {})
  const shown = shownBy(event, ports.profile)
  const files = await Promise.all(
    shown.attachments.map(
      async (one): ReturnType<InterpretPorts['file']> =>
        one.contentUrl === undefined ? { attachment: one } : ports.file(one),
    ),
  )
  const attachments = files.flatMap(({ attachment }) => attachment ?? [])
  const text = [shown.text, ...files.flatMap((one) => one.text ?? [])].filter((one) => one !== '').join('\n')
  if (text === '' && attachments.length === 0 && shown.suggestedActions === undefined)
    return only('there is nothing in it that can be shown', memory, {})

  const arrival = await arrivalShownBy(event, view, memory, ports)
  const agent = event.human === true ? (arrival.change.seen?.agent ?? seenAgent(memory, view)) : undefined
  const id = event.id ?? raw.key
  const words: AgentWords = {
    kind: 'said',
    id,
    ...(text === '' ? {} : { text }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...defined({
      suggestedActions: shown.suggestedActions,
      attachmentLayout: shown.attachmentLayout,
      agent,
      at: event.at,
    }),
    ...(event.id === undefined ? {} : { receipt: { id: event.id } }),
  }
  // Only the newest message can be answered by a button: what was offered before is over.
  const data = remember(memory, { ...arrival.change, offered: shown.offered })
  return { happenings: [...arrival.happenings, words], data }
}

/** Our own mirrored message: by its id or its text while it was on its way, else by the prefix where no agent can have said it. */
function isOurs(event: GenesysEvent, raw: AcceptedEvent, { session }: DeskView, ports: InterpretPorts): boolean {
  if (event.type !== 'Text') return false
  if (ports.isEcho(event.id, event.text)) return true
  if (!event.text.startsWith(ports.profile.botPrefix)) return false
  // Nothing is mirrored while a hand-off is open: what was said before it is no agent's.
  return !session?.open || (event.at ?? raw.acceptedAt) < session.since || raw.acceptedAt < session.since
}

const seenAgent = ({ seen }: Memory, { session }: DeskView) =>
  seen?.session === session?.number ? seen?.agent : undefined

/** A person's words prove that a person is there, whatever sockets and polls have told up to now. */
async function arrivalShownBy(event: GenesysEvent, view: DeskView, memory: Memory, ports: InterpretPorts) {
  const { session } = view
  const none = { happenings: [] as DeskHappening[], change: {} as Partial<Memory> }
  if (event.human !== true || !session?.open || view.owner === 'agent') return none
  if (event.at !== undefined && event.at < session.since) return none
  const look = memory.conversationId === undefined ? undefined : await ports.look(memory.conversationId)
  const seen =
    look === undefined ? none : seenIn(look, view, { ...memory, lookedAt: undefined, seen: undefined }, ports.profile)
  if (seen.happenings.some(({ kind }) => kind === 'accepted')) return seen
  const change: Partial<Memory> = { seen: { session: session.number, state: 'accepted' } }
  return { happenings: [{ kind: 'accepted' } as DeskHappening], change }
}

/** Typing; and, should they ever come, the ends that the general model knows (facts: Event). */
function signals(event: GenesysEvent, view: DeskView): DeskHappening[] {
  const happenings: DeskHappening[] = []
  for (const one of event.events) {
    const { eventType, presence } = (one ?? {}) as { eventType?: unknown; presence?: { type?: unknown } }
    if (eventType === 'Typing') happenings.push({ kind: 'typing' })
    else if (eventType === 'Presence' && presence?.type === 'Disconnect' && view.session?.open)
      happenings.push({ kind: 'ended', why: 'disconnect' })
  }
  return happenings.length > 0 ? happenings : [{ kind: 'ignored', why: 'no event in it is known' }]
}

function receipt({ id, status, reasons }: GenesysEvent): DeskHappening {
  if (status?.toLowerCase() !== 'failed') return { kind: 'ignored', why: `a receipt: ${status ?? 'without a status'}` }
  const why = reasons.map(({ code, message }) => [code, message].filter(Boolean).join(': ')).join('; ')
  return {
    kind: 'delivery',
    value: { state: 'failed', ...defined({ messageId: id }), ...(why === '' ? {} : { why }), reasons },
  }
}

const only = (why: string, memory: Memory, change: Partial<Memory>): DeskInterpretation => ({
  happenings: [{ kind: 'ignored', why }],
  data: remember(memory, change),
})
