import { z } from 'zod'
import { filled, optionalObject as part, optionalText as text } from '../core/filled.ts'

/**
 * Answers of the API, as far as we use them (facts: REST calls). All tolerant: fields are added without notice, and `null`
 * means absent.
 */

const participant = z.looseObject({
  id: text,
  name: text,
  purpose: text,
  state: text,
  disconnectType: text,
  connectedTime: text,
  endTime: text,
  attributes: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  user: part({ id: text, name: text }),
  queue: part({ id: text, name: text }),
  fromAddress: part({ addressNormalized: text, addressRaw: text }),
  messages: z
    .array(part({ messageId: text, messageTime: text }))
    .nullish()
    .catch(undefined),
})
export type Participant = z.output<typeof participant>

/** `GET /api/v2/conversations/messages/{conversationId}`. */
export const conversationAnswer = z.looseObject({
  id: text,
  participants: z
    .array(z.unknown())
    .catch([])
    .transform((all) =>
      all.flatMap((one): Participant[] => {
        const parsed = participant.safeParse(one)
        return parsed.success ? [parsed.data] : []
      }),
    ),
})
export type Conversation = z.output<typeof conversationAnswer>

/** What inbound and agentless messages are answered: the conversation only where it was asked for. */
export const messageAnswer = z
  .looseObject({ id: text, conversationId: text })
  .catch({ id: undefined, conversationId: undefined })

/** `GET /api/v2/conversations/messages/{messageId}/details`. */
export const detailsAnswer = z.looseObject({
  id: text,
  conversationId: text,
  normalizedMessage: part({ channel: part({ messageId: text }) }),
})
export type MessageDetails = z.output<typeof detailsAnswer>

/** `POST /api/v2/notifications/channels`. */
export const channelAnswer = z.looseObject({ id: filled(), connectUri: filled(), expires: text })
export type NotificationChannel = z.output<typeof channelAnswer>

/** Queue observations (analytics): not in the platform's messaging documents, read with care. */
export const observationsAnswer = z.looseObject({
  results: z
    .array(
      part({
        group: part({ mediaType: text }),
        data: z
          .array(
            part({ metric: text, qualifier: text, stats: part({ count: z.number().optional().catch(undefined) }) }),
          )
          .nullish()
          .catch(undefined),
      }),
    )
    .nullish()
    .catch(undefined),
})

/** The platform's form of an error (facts: errors). */
export const problem = z.looseObject({ message: text, code: text, contextId: text })

/** The participant who is the customer. */
export function customerIn(conversation: Pick<Conversation, 'participants'>): Participant | undefined {
  const customers = conversation.participants.filter(({ purpose }) => purpose?.toLowerCase() === 'customer')
  return customers.findLast(isLive) ?? customers.at(-1)
}

/** Taking part: any state but the last ones (facts: state from the participants). One that says nothing takes no part. */
export function isLive({ state }: Pick<Participant, 'state'>): boolean {
  return state !== undefined && !['disconnected', 'terminated'].includes(state.toLowerCase())
}
