import { randomUUID } from 'node:crypto'

/** A webhook of Gladly's, each of a conversation of its own. */
export function gladlyMessage(index: number): string {
  const id = randomUUID()
  return JSON.stringify({
    id,
    type: 'CONTACT/MESSAGE_RECEIVED',
    timestamp: new Date().toISOString(),
    initiator: { id: `customer-${index}`, type: 'CUSTOMER' },
    content: {
      channel: 'CHAT',
      contactId: `contact-${index}`,
      conversationId: `conversation-${index}`,
      customerId: `customer-${index}`,
      messageId: `message-${id}`,
      context: { assignee: { inboxId: 'ai' } },
    },
  })
}

/** A Bot Framework message, read by both sides. */
export function activity(serviceUrl: string, conversation: string, text: string): string {
  return JSON.stringify({
    type: 'message',
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    channelId: 'stub',
    serviceUrl,
    conversation: { id: `conversation-${conversation}` },
    from: { id: `customer-${conversation}`, name: 'Customer' },
    recipient: { id: 'bot', name: 'Bot' },
    text,
  })
}

/** Messages of so many conversations, which take turns. In a named run they are conversations of that run. */
export function takingTurns(serviceUrl: string, conversations: number, run = ''): (index: number) => string {
  return (index) => activity(serviceUrl, `${run}${index % conversations}`, `message ${index}`)
}

/** Messages of a run, each of a conversation of its own. */
export function allNew(serviceUrl: string, run: string = randomUUID()): (index: number) => string {
  return (index) => activity(serviceUrl, `${run}-${index}`, `message ${index}`)
}
