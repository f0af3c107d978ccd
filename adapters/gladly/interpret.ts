import type { ConversationView } from '../core/conversation.ts'
import type { AcceptedEvent } from '../core/engine/engine.ts'
import { PlatformRefusedError } from '../core/errors.ts'
import type { Interpretation } from '../core/platform.ts'
import { readEvent } from './events.ts'
import { ignored, mergeOf } from './happenings.ts'
import { interpretChange } from './interpret-change.ts'
import { interpretMessage } from './interpret-message.ts'
import { interpretSent } from './interpret-sent.ts'
import type { GladlyPorts } from './ports.ts'
import { GLADLY } from './webhook.ts'

/**
 * What an event means. Events carry ids only, and the state from before they happened, and come late and in any order:
 * what counts is what Gladly says when asked now. A webhook hears of the whole organization, so events of conversations
 * that are neither ours nor in an AI inbox must cost no call.
 */
export async function interpret(
  ports: GladlyPorts,
  accepted: AcceptedEvent,
  view: ConversationView,
  signal: AbortSignal,
): Promise<Interpretation> {
  const read = readEvent(accepted.body, ports.settings.profile)
  if (read.kind !== 'event') {
    // It could be read when it was taken in: the profile has changed since.
    if (read.kind === 'malformed') throw new PlatformRefusedError(read.why, { channelId: GLADLY })
    return ignored('the profile takes this type for none of ours any more')
  }
  const { event } = read
  switch (event.kind) {
    case 'message':
      return interpretMessage(ports, event, accepted.origin, view, signal)
    case 'sent':
      return interpretSent(ports, event, view, signal)
    case 'assignee':
    case 'changed':
      return interpretChange(ports, event, view, signal)
    case 'merged':
      return { happenings: [mergeOf(event)] }
  }
}
