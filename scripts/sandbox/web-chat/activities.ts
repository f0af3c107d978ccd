import { randomUUID } from 'node:crypto'
import type { SimulatorClock } from '../simulator/clock.ts'
import type { Conversation } from './conversations.ts'
import type { Account, WireActivity } from './types.ts'

/** Writes activities as Azure's channels do, for one service URL. */
export class ActivityWriter {
  private readonly clock: SimulatorClock
  private readonly serviceUrl: () => string

  constructor(clock: SimulatorClock, serviceUrl: () => string) {
    this.clock = clock
    this.serviceUrl = serviceUrl
  }

  /** An activity of the customer. What `given` says wins over what it would be by itself. */
  fromCustomer(conversation: Conversation, given: Partial<WireActivity> & { type: string }): WireActivity {
    const message = given.type === 'message' ? this.ofMessage() : {}
    return { ...this.envelope(conversation), ...message, ...given }
  }

  /** Who came or went. */
  membersChanged(
    conversation: Conversation,
    changed: { membersAdded?: Account[]; membersRemoved?: Account[] },
  ): WireActivity {
    return this.fromCustomer(conversation, { type: 'conversationUpdate', ...changed })
  }

  /** An activity of the bot with what the channel adds to it. */
  fromBot(conversation: Conversation, sent: WireActivity): WireActivity {
    const { id, channelId, bot, customer } = conversation
    return {
      from: bot,
      recipient: customer,
      ...sent,
      id: conversation.nextActivityId(),
      channelId,
      serviceUrl: this.serviceUrl(),
      conversation: { ...sent.conversation, id },
      timestamp: this.clock.now().toISOString(),
    }
  }

  private envelope(conversation: Conversation) {
    const { id, channelId, locale, customer, bot } = conversation
    const now = this.clock.now()
    return {
      id: conversation.nextActivityId(),
      channelId,
      serviceUrl: this.serviceUrl(),
      timestamp: now.toISOString(),
      localTimestamp: local(now),
      localTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      locale,
      from: customer,
      recipient: bot,
      conversation: { id },
    }
  }

  private ofMessage() {
    return {
      text: '',
      textFormat: 'plain',
      entities: [{ type: 'ClientCapabilities', requiresBotState: true, supportsListening: true, supportsTts: true }],
      channelData: { clientActivityID: randomUUID() },
    }
  }
}

/** The time with this machine's distance from UTC, as in `2024-03-09T18:05:42.118+01:00`. */
function local(time: Date): string {
  const minutes = -time.getTimezoneOffset()
  const two = (number: number): string => String(Math.trunc(Math.abs(number))).padStart(2, '0')
  const shifted = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, -1)
  return `${shifted}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
