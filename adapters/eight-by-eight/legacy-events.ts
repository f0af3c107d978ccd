type Flat = Record<string, unknown>

/**
 * The flat events of Chat API v2 (`AGENT_JOINED`, `AGENT_LEFT`, `TEXT`, and `QUEUED` without `data`) as the Chat Gateway
 * has them: the workflow page still prints them (Webhooks events reference, v2). Any other event stays as it is.
 */
export function inPresentForm(event: Flat): Flat {
  const { data, agentId, agentName, queueId, queueName, message, ...rest } = event
  if (data !== undefined) return event
  const agent = { id: agentId, name: agentName }
  switch (event.eventType) {
    case 'QUEUED':
      return { ...rest, data: { queueId, queueName } }
    case 'AGENT_JOINED':
      return { ...rest, eventType: 'MEMBERS_CHANGED', data: { memberType: 'agent', change: 'joined', ...agent } }
    case 'AGENT_LEFT':
      return { ...rest, eventType: 'MEMBERS_CHANGED', data: { memberType: 'agent', change: 'left', ...agent } }
    case 'TEXT':
      return {
        ...rest,
        eventType: 'MESSAGE',
        data: { isEcho: false, sender: { ...agent, type: 'agent' }, text: message },
      }
    default:
      return event
  }
}
