import type { ConversationView } from '../core/conversation.ts'
import { defined } from '../core/defined.ts'
import type { AcceptedEvent } from '../core/engine/engine.ts'
import { PlatformRefusedError } from '../core/errors.ts'
import type { CustomerMessage, Happening, Interpretation } from '../core/platform.ts'
import { GIVEN_BACK, isLateStart, LOST, provesReturn, withMessage, withStart } from './epochs.ts'
import { type MessageEvent, readEvent, type StartEvent } from './events.ts'
import { dataOf, type Memory, memoryOf, withEvent } from './memory.ts'
import type { HootsuiteProfile } from './profile.ts'
import { HOOTSUITE } from './webhook.ts'

/** What an event means. Events carry all there is to know, so nothing is asked. */
export function interpret(profile: HootsuiteProfile, accepted: AcceptedEvent, view: ConversationView): Interpretation {
  const read = readEvent(accepted.body)
  if (read.kind !== 'event') throw new PlatformRefusedError(read.why, { channelId: HOOTSUITE })
  const { event } = read
  const memory = memoryOf(view.record)
  const { happenings, remembered } =
    event.kind === 'start'
      ? interpretStart(profile, event, accepted, view, memory)
      : interpretMessage(profile, event, accepted, view, memory)
  return {
    ...(event.customer === undefined ? {} : { customer: event.customer }),
    happenings,
    data: dataOf(withEvent(remembered, event)),
  }
}

interface Meaning {
  happenings: Happening[]
  remembered: Memory
}

/**
 * The bot gets a conversation (Inbox 2.0 API reference, CONVERSATION_STARTED, CONVERSATION_DELEGATED). Where we believe
 * that it has one already, it lost it in between without our hearing of it.
 */
function interpretStart(
  profile: HootsuiteProfile,
  { delegated, sentAt }: StartEvent,
  { acceptedAt: at }: AcceptedEvent,
  { record }: ConversationView,
  memory: Memory,
): Meaning {
  const moment = { at, ...defined({ sentAt }) }
  const remembered = withStart(memory, moment)
  if (isLateStart(memory, { ...moment, delegated }, profile)) {
    return { happenings: [{ kind: 'ignored', why: 'the epoch it begins has begun already' }], remembered }
  }
  const started: Happening = { kind: 'started', ...(delegated ? { delegated } : {}) }
  if (record.owner === 'closed') return { happenings: [started], remembered }
  const handedOff = record.owner === 'queue' || record.owner === 'agent'
  const news = handedOff && delegated ? GIVEN_BACK : LOST
  return { happenings: [{ kind: 'owner', ...news }, started], remembered }
}

/** The customer wrote while the conversation was the bot's (Inbox 2.0 API reference, INBOUND_MESSAGE_RECEIVED). */
function interpretMessage(
  profile: HootsuiteProfile,
  event: MessageEvent,
  accepted: AcceptedEvent,
  view: ConversationView,
  memory: Memory,
): Meaning {
  const moment = { at: accepted.acceptedAt, ...defined({ sentAt: event.sentAt }) }
  const message = messageOf(event, accepted, view, memory)
  if (view.record.owner === 'bot' || view.record.owner === 'closed') {
    return { happenings: [message], remembered: withMessage(memory, moment, !view.held, profile) }
  }
  if (provesReturn(view, memory, moment, profile)) {
    return {
      happenings: [{ kind: 'owner', ...LOST }, message],
      remembered: withMessage(memory, moment, true, profile),
    }
  }
  // Core puts it into the transcript.
  return { happenings: [message], remembered: memory }
}

function messageOf(
  event: MessageEvent,
  accepted: AcceptedEvent,
  { record }: ConversationView,
  memory: Memory,
): CustomerMessage {
  const { payload, sentAt } = event
  const { language, medium, channel, contactProfile, contactAttributes } = withEvent(memory, event)
  const isChoice = payload !== undefined && record.choices?.some(({ id }) => id === payload)
  return {
    kind: 'message',
    id: event.messageId ?? event.idempotencyKey ?? accepted.id,
    text: event.text,
    ...defined({ value: isChoice ? undefined : payload, choiceId: isChoice ? payload : undefined }),
    ...defined({ at: sentAt, locale: language }),
    // What the reference does not know (attachments, for one) is in the event; what only start events tell, beside it.
    channelData: { ...event.raw, known: defined({ language, medium, channel, contactProfile, contactAttributes }) },
  }
}
