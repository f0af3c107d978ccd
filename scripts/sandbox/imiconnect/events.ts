import type { SimulatorClock } from '../simulator/clock.ts'
import { type CustomerMedia, mediaField, messageTypeOf } from './media.ts'
import type { ImiconnectSettings } from './options.ts'
import { eventTimestamp } from './timestamps.ts'
import type { ImiconnectEvent } from './types.ts'

/** Where something happened: all that an event shows of a conversation, and what settings can add. */
export interface Place {
  id: string
  kind: 'BOT' | 'CCSP'
  /** The BOT conversation's id, which for a BOT conversation is its own. */
  botConversationId: string
  customerId: string
  channel: string
}

/**
 * Writes events in the vendor's spelling: `Conversationid` and `Messageid` with a small i, `MessageType` with a capital
 * T, three styles of `Event` (Generic Bot, Outbound Webhook).
 */
export class EventWriter {
  private readonly clock: SimulatorClock
  private readonly settings: ImiconnectSettings

  constructor(clock: SimulatorClock, settings: ImiconnectSettings) {
    this.clock = clock
    this.settings = settings
  }

  /** `Incoming message`: a customer wrote. After a hand-over the same, as a copy, with the agents' conversation. */
  incoming(place: Place, text: string, messageId: string, media?: CustomerMedia): ImiconnectEvent {
    return this.message(place, { text, messageId, media, event: 'Incoming message', author: 'Customer' })
  }

  /** An agent wrote. Documented is that the bot gets a copy, not what it looks like. */
  agent(place: Place, text: string, messageId: string): ImiconnectEvent {
    return this.message(place, { text, messageId, event: this.settings.agentEvent, author: 'Agent' })
  }

  /** `FB POSTBACK`: a button was pressed. No message id, no text. Other channels' are not documented. */
  postback(place: Place, payload: string): ImiconnectEvent {
    return {
      ...this.head(place),
      PostbackPayload: payload,
      Channel: place.channel,
      Event: `${place.channel.toUpperCase()} POSTBACK`,
      ...this.tail(place, 'Customer'),
    }
  }

  /** `Message Delivery`: what became of one of the bot's messages. */
  receipt(place: Place, messageId: string, status: string, description?: string): ImiconnectEvent {
    return {
      ...this.head(place),
      Messageid: messageId,
      Channel: place.channel,
      Event: 'Message Delivery',
      DeliveryStatus: status,
      ...(description !== undefined && { Description: description }),
      ...this.tail(place),
    }
  }

  /** Any other event of a conversation. */
  other(place: Place, event: string): ImiconnectEvent {
    return { ...this.head(place), Channel: place.channel, Event: event, ...this.tail(place) }
  }

  private message(
    place: Place,
    said: { text: string; messageId: string; media?: CustomerMedia; event: string; author: 'Agent' | 'Customer' },
  ): ImiconnectEvent {
    return {
      ...this.head(place),
      Message: said.text,
      MessageType: messageTypeOf(said.media),
      Messageid: said.messageId,
      Media: mediaField(this.settings, said.media),
      Channel: place.channel,
      Event: said.event,
      ...this.tail(place, said.author),
    }
  }

  private head({ id, kind }: Place): ImiconnectEvent {
    return { Conversationid: id, ConversationType: kind === 'BOT' ? 'BOT' : this.settings.ccspType }
  }

  private tail(place: Place, author?: 'Agent' | 'Customer'): ImiconnectEvent {
    const { authorField, linkField, userIdField } = this.settings
    const desk = place.kind === 'CCSP'
    return {
      Timestamp: eventTimestamp(this.clock.now()),
      ...(desk && author && authorField && { [authorField]: author }),
      ...(desk && linkField && { [linkField]: place.botConversationId }),
      ...(userIdField && { [userIdField]: place.customerId }),
    }
  }
}
