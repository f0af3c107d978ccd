import type { ConversationSnapshot, GenesysSimulator } from '../../scripts/sandbox/genesys/index.ts'
import type { Arrived } from '../contract/desk/stage.ts'

/** How the summary of a hand-off begins. */
export const SUMMARY = 'Handed over by the bot'

/** One call that did what it was to do, with what it says of the customer. */
export interface InboundCall {
  at: Date
  nickname: string
  messageId: string | undefined
  type: string | undefined
  text: string
}

interface Body {
  channel?: {
    messageId?: string
    from?: { nickname?: string }
    metadata?: { customAttributes?: Record<string, string> }
  }
  text?: string
  buttonResponse?: { text?: string }
}

/** Calls to this path that were applied, in order. */
export function callsOf({ calls }: GenesysSimulator, path: RegExp): InboundCall[] {
  return calls.flatMap((call) => {
    const { applied = call.status ?? 0 } = call
    if (call.method !== 'POST' || applied < 200 || applied > 299 || !path.test(call.path)) return []
    const { channel, text, buttonResponse } = (call.body ?? {}) as Body
    return [
      {
        at: call.at,
        nickname: channel?.from?.nickname ?? '',
        messageId: channel?.messageId,
        type: channel?.metadata?.customAttributes?.type,
        text: text ?? buttonResponse?.text ?? '',
      },
    ]
  })
}

/** What customers said to agents: what was mirrored says `type`, and what hands over is the summary. */
export function arrivedAt(simulator: GenesysSimulator): Arrived[] {
  const places = new Map<string, ConversationSnapshot[]>()
  for (const conversation of simulator.conversations()) {
    for (const { from, messageId } of conversation.messages) {
      if (from !== 'customer' || messageId === undefined) continue
      places.set(messageId, [...(places.get(messageId) ?? []), conversation])
    }
  }
  const calls = callsOf(simulator, /inbound\/open\/(message|structured\/response)$/)
  return calls.flatMap((call) => {
    // A second one of the same id is none where Genesys tells them apart.
    const place = places.get(call.messageId ?? '')?.shift()
    if (call.type !== undefined || place === undefined) return []
    return [{ customer: call.nickname, text: call.text, heard: heardBy(place, call, calls) }]
  })
}

/** A moment after a message the flow has it, and then the queue. */
const FLOW_MS = 500

function heardBy({ participants }: ConversationSnapshot, { at, nickname }: InboundCall, calls: InboundCall[]) {
  const people = participants.filter(({ purpose }) => purpose === 'agent' || purpose === 'acd')
  const after = people.filter(({ endTime }) => endTime === undefined || endTime >= at)
  if (after.length === 0) return 'never'
  // Who came because the bot handed over meanwhile did not come for these words: they find them in the thread.
  const handOver = calls.find((call) => call.nickname === nickname && call.type === 'human' && call.at > at)
  const untilThen = ({ startTime }: { startTime: Date }): boolean =>
    startTime.getTime() <= at.getTime() + FLOW_MS && !(handOver !== undefined && startTime >= handOver.at)
  return after.some(untilThen) ? 'at once' : 'later'
}
