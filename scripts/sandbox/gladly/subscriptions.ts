import type { GladlySettings } from './options.ts'

const groups: Record<string, string> = {
  AGENT_AVAILABILITY: 'FOCUS_ENTERED FOCUS_EXITED UPDATED',
  AGENT_STATUS: 'CHANGED_ACTIVE_REASON LOGGED_IN LOGGED_OUT RETURNED_FROM_AWAY WENT_AWAY',
  AUTOMATION: 'MESSAGE_RECEIVED MESSAGE_SENT',
  CONTACT:
    'ENDED FULFILLED HOLD_ENDED HOLD_STARTED JOINED MESSAGE_RECEIVED MESSAGE_SENT OFFER_ACCEPTED OFFERED OFFER_REJECTED STARTED TRANSFERRED',
  CONVERSATION:
    'CLOSED CREATED CUSTOM_ATTRIBUTE_ADDED CUSTOM_ATTRIBUTE_REMOVED NOTE_CREATED REOPENED TOPIC_ADDED TOPIC_REMOVED',
  CONVERSATION_ASSIGNEE: 'UPDATED',
  CONVERSATION_STATUS: 'UPDATED',
  CUSTOM_CHANNEL: 'MESSAGE_SENT',
  CUSTOMER: 'MERGED',
  CUSTOMER_PROFILE: 'CREATED DELETED MERGED UPDATED',
  EXPORT_JOB: 'COMPLETED FAILED',
  PAYMENT_REQUEST: 'CREATED STATUS_CHANGED VIEWED',
  TASK: 'ASSIGNEE_UPDATED CLOSED COMMENT_ADDED CONTENT_UPDATED CREATED DUE_DATE_UPDATED FOLLOWER_ADDED FOLLOWER_REMOVED REOPENED',
}

const documented: ReadonlySet<string> = new Set(
  Object.entries(groups).flatMap(([entity, actions]) => actions.split(' ').map((action) => `${entity}/${action}`)),
)
const withLegacy: ReadonlySet<string> = new Set([...documented, 'MESSAGE/RECEIVED'])

/** The events a webhook can subscribe to (Gladly API reference, Webhooks, Available Events). */
export function subscribable(settings: GladlySettings): ReadonlySet<string> {
  return settings.offersLegacyMessageReceived ? withLegacy : documented
}

/** The events a bot needs; `registerWebhook` subscribes to them unless told otherwise. */
export const botEvents: readonly string[] = [
  'CONTACT/MESSAGE_RECEIVED',
  'CONTACT/MESSAGE_SENT',
  'CONTACT/STARTED',
  'CONTACT/ENDED',
  'CONVERSATION/CREATED',
  'CONVERSATION/CLOSED',
  'CONVERSATION/REOPENED',
  'CONVERSATION_STATUS/UPDATED',
  'CONVERSATION_ASSIGNEE/UPDATED',
  'CUSTOMER/MERGED',
]
