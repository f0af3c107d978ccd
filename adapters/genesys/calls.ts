import { isRefusal } from '../core/errors.ts'
import type { CallOptions, GenesysClient } from './client.ts'
import {
  type Conversation,
  channelAnswer,
  conversationAnswer,
  detailsAnswer,
  type MessageDetails,
  messageAnswer,
  type NotificationChannel,
  observationsAnswer,
} from './schemas.ts'
import type { CompleteGenesysSettings } from './settings.ts'

/** A customer, as every inbound call names one. */
export interface From {
  id: string
  idType: 'Opaque'
  nickname?: string
}

export interface InboundContent {
  contentType: 'Attachment'
  attachment: { mediaType: 'Image' | 'Video' | 'Audio' | 'File' | 'Link'; url: string; mime: string; filename?: string }
}

/** The customer's words (facts: inbound message). Either `text` or `content`, or both. */
export interface InboundMessage {
  channel: {
    messageId: string
    time: string
    from: From
    metadata?: { customAttributes: Record<string, string> }
  }
  text?: string
  content?: [InboundContent]
  direction: 'Inbound'
}

export interface ButtonResponse {
  type: 'Button' | 'QuickReply' | 'DatePicker'
  text: string
  payload: string
}

/** Genesys' ids of a message and, where told, of its conversation. */
export interface Taken {
  id?: string
  conversationId?: string
}

/** The calls of the platform API that a desk makes. They reject with the errors of `core/errors.ts`. */
export type GenesysCalls = ReturnType<typeof createCalls>

const MESSAGES = '/api/v2/conversations/messages'

export function createCalls(settings: CompleteGenesysSettings, client: GenesysClient) {
  const { profile } = settings
  const e = encodeURIComponent
  const inbound = (kind: string): string => `${MESSAGES}/${e(settings.integrationId ?? '')}/inbound/open/${kind}`
  const conversationPath = (id: string): string => `${MESSAGES}/${e(id)}`

  return {
    /** `POST …/inbound/open/message`. `prefetch`: the answer has the conversation's id. */
    async message(body: InboundMessage, prefetch: boolean, options?: CallOptions): Promise<Taken> {
      const query = prefetch && profile.prefetch ? { query: { prefetchConversationId: 'true' } } : {}
      return messageAnswer.parse(
        await client.call({ method: 'POST', path: inbound('message'), ...query, body }, options),
      )
    },

    /** `POST …/inbound/open/event`: the customer is typing. */
    async typing(from: From, time: string, options?: CallOptions): Promise<void> {
      const body = { channel: { from, time }, events: [{ eventType: 'Typing' }] }
      await client.call({ method: 'POST', path: inbound('event'), body }, options)
    },

    /** `POST …/inbound/open/receipt`: what became of an agent's message. */
    async receipt(id: string, to: string, time: string, state: 'delivered' | 'failed', options?: CallOptions) {
      const body = {
        id,
        channel: { to: { id: to, idType: 'Opaque' }, time },
        status: state === 'delivered' ? 'Delivered' : 'Failed',
        ...(state === 'failed'
          ? { reasons: [{ code: 'GeneralError', message: 'The customer’s channel did not take it.' }] }
          : {}),
        direction: 'Outbound',
        isFinalReceipt: true,
      }
      await client.call({ method: 'POST', path: inbound('receipt'), body }, options)
    },

    /** `POST …/inbound/open/structured/response`: the customer pressed a button. */
    async structuredResponse(
      channel: { from: From; time: string; messageId: string },
      buttonResponse: ButtonResponse,
      originatingMessageId: string,
      options?: CallOptions,
    ): Promise<Taken> {
      const body = { channel, buttonResponse, originatingMessageId }
      return messageAnswer.parse(
        await client.call({ method: 'POST', path: inbound('structured/response'), body }, options),
      )
    },

    /** `POST /api/v2/conversations/messages/agentless`: comes back on our own webhook. */
    async agentless(to: string, textBody: string, options?: CallOptions): Promise<Taken> {
      const body = {
        fromAddress: settings.integrationId ?? '',
        toAddress: to,
        toAddressMessengerType: 'open',
        textBody,
        useExistingActiveConversation: true,
      }
      return messageAnswer.parse(await client.call({ method: 'POST', path: `${MESSAGES}/agentless`, body }, options))
    },

    /** `GET …/{conversationId}`; undefined where there is no such conversation. */
    async conversation(id: string, options?: CallOptions): Promise<Conversation | undefined> {
      try {
        return conversationAnswer.parse(
          (await client.call({ method: 'GET', path: conversationPath(id) }, options)) ?? {},
        )
      } catch (error) {
        if (isRefusal(error, 404)) return undefined
        throw error
      }
    },

    /** `GET …/{messageId}/details`; undefined where there is no such message. */
    async details(messageId: string, options?: CallOptions): Promise<MessageDetails | undefined> {
      try {
        const path = `${conversationPath(messageId)}/details`
        return detailsAnswer.parse((await client.call({ method: 'GET', path }, options)) ?? {})
      } catch (error) {
        if (isRefusal(error, 404)) return undefined
        throw error
      }
    },

    /** `PATCH …/participants/{participantId}/attributes`: merges by key. */
    async setAttributes(id: string, participant: string, attributes: Record<string, string>, options?: CallOptions) {
      const path = `${conversationPath(id)}/participants/${e(participant)}/attributes`
      await client.call({ method: 'PATCH', path, body: { attributes } }, options)
    },

    /** `PATCH …/{conversationId}[/participants/{participantId}]`, `disconnected`: of one, or of everybody. */
    async disconnect(id: string, participant: string | undefined, options?: CallOptions): Promise<void> {
      const whom = participant === undefined ? '' : `/participants/${e(participant)}`
      await client.call(
        { method: 'PATCH', path: `${conversationPath(id)}${whom}`, body: { state: 'disconnected' } },
        options,
      )
    },

    /** `POST /api/v2/conversations/{conversationId}/participants/{participantId}/replace/queue`. */
    async replaceQueue(id: string, participant: string, queueId: string, options?: CallOptions): Promise<void> {
      const path = `/api/v2/conversations/${e(id)}/participants/${e(participant)}/replace/queue`
      await client.call({ method: 'POST', path, body: { queueId, transferType: 'Unattended' } }, options)
    },

    /** `POST /api/v2/notifications/channels`. */
    async createChannel(options?: CallOptions): Promise<NotificationChannel> {
      return channelAnswer.parse(await client.call({ method: 'POST', path: '/api/v2/notifications/channels' }, options))
    },

    /** `POST …/channels/{id}/subscriptions`: adds to what is there. */
    async subscribe(channelId: string, topics: readonly string[], options?: CallOptions): Promise<void> {
      const path = `/api/v2/notifications/channels/${e(channelId)}/subscriptions`
      await client.call({ method: 'POST', path, body: topics.map((id) => ({ id })) }, options)
    },

    /** Queue observations: how many wait in a queue, and how many agents are on it. */
    async observations(queueId: string, options?: CallOptions) {
      const body = {
        // Not by medium: users are on queue for all of them.
        filter: {
          type: 'and',
          predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: queueId }],
        },
        metrics: ['oWaiting', 'oOnQueueUsers'],
      }
      return observationsAnswer.parse(
        await client.call({ method: 'POST', path: profile.observationsPath, body }, options),
      )
    },
  }
}
