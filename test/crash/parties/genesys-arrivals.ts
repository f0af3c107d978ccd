import type { ConversationSnapshot, GenesysSimulator, Participant } from '../../../scripts/sandbox/genesys/index.ts'
import type { Arrived } from '../../contract/desk/stage.ts'
import { callsOf } from '../../genesys/arrived.ts'

/** What customers said to agents, with who had the conversation in that moment: exactly, as the platform knows it. */
export function arrivalsAt(simulator: GenesysSimulator): Arrived[] {
  const places = new Map<string, ConversationSnapshot[]>()
  for (const conversation of simulator.conversations()) {
    for (const { from, messageId } of conversation.messages) {
      if (from !== 'customer' || messageId === undefined) continue
      places.set(messageId, [...(places.get(messageId) ?? []), conversation])
    }
  }
  return callsOf(simulator, /inbound\/open\/(message|structured\/response)$/).flatMap((call) => {
    // A second one of the same id is none where Genesys tells them apart.
    const place = places.get(call.messageId ?? '')?.shift()
    // What is mirrored says its type.
    if (call.type !== undefined || place === undefined) return []
    return [{ customer: call.nickname, text: call.text, heard: heardBy(place.participants, call.at) }]
  })
}

function heardBy(participants: readonly Participant[], at: Date): Arrived['heard'] {
  const after = participants.filter(({ endTime }) => endTime === undefined || endTime >= at)
  const people = after.filter(({ purpose }) => purpose === 'agent' || purpose === 'acd')
  if (people.length === 0) return 'never'
  if (people.some(({ startTime }) => startTime <= at)) return 'at once'
  // The flow that had it then, or began with it: it leads to the queue or ends.
  const flow = after.find(({ purpose }) => purpose === 'workflow')
  return flow?.disconnectType === 'transfer' ? 'at once' : 'later'
}
