import type { Agents } from './agents.ts'
import type { WebhookEvent } from './types.ts'

/**
 * An event in the flat form of Chat API v2. One that has no such form stays as it is, or is not sent at all (`only`):
 * v2 knows neither the state of conversations, nor activities, nor messages of others than agents.
 */
export function legacyForm(event: WebhookEvent, agents: Agents, only: boolean): WebhookEvent | undefined {
  const { eventType, conversationId, timestamp, data = {} } = event
  const flat = (type: string, messageType: string, fields: object = {}): WebhookEvent => {
    return { eventType: type, messageType, conversationId, timestamp, ...fields }
  }
  const named = (agentId: string) => ({ agentId, agentName: agents.nameOf(agentId) })
  const { sender } = data as { sender?: { id: string; type: string } }
  if (eventType === 'QUEUED') return flat('QUEUED', 'SYSTEM', data)
  if (eventType === 'TRANSFER') return flat('TRANSFER', 'SYSTEM')
  if (eventType === 'MEMBERS_CHANGED' && data.memberType === 'agent') {
    return flat(data.change === 'joined' ? 'AGENT_JOINED' : 'AGENT_LEFT', 'SYSTEM', named(String(data.id)))
  }
  if (eventType === 'MESSAGE' && sender?.type === 'agent') {
    return flat('TEXT', 'AGENT', { ...named(sender.id), message: data.text ?? '' })
  }
  return only ? undefined : event
}
