import type { Property } from './schemas.ts'

/** What we send to 8x8 (Contact Center Chat Gateway 1.0.0). */

/** Whom we speak for. Agents cannot be impersonated. */
export type AuthorType = 'user' | 'bot'

/** `SendConversationMessagePayload`: what is sent, and what histories are made of. */
export interface MessageBody {
  authorType: AuthorType
  text?: string
  /** As uploaded before. */
  attachments?: { id: string }[]
  cards?: { contentType: string; content: unknown }[]
}

/** `user` as we send it. */
export interface UserBody {
  name?: string
  userId?: string
  email?: string
  phone?: string
  company?: string
  caseId?: string
  language?: string
  additionalProperties?: Property[]
}

/** Where a conversation goes. */
export interface AssignmentBody {
  type: 'queue' | 'script'
  id: string
}

/** The body of `POST /conversations`. */
export interface ConversationBody {
  channelId: string
  user: UserBody
  assignment?: AssignmentBody
  history?: { messages: MessageBody[] }
}

/** The body of `PATCH /conversations/{id}`: one of the two at a time. */
export type ConversationPatch = { assignment: AssignmentBody } | { user: UserBody }

/** A part of a list: HAL pages count from 0. Empty texts count as absent. */
export interface ListQuery {
  page?: number
  size?: number
  sort?: string
  filter?: string
}

/** A file to upload. */
export interface Upload {
  name: string
  type: string
  bytes: Buffer
  authorType: AuthorType
}

/** The body of `POST /conversations/{id}/post-agent-assignment`. */
export interface PostAgentAssignment {
  type: 'webhook'
  /** The webhook's id. */
  id: string
  configuration?: {
    notifyChannelWebhookIfExists?: string | boolean
    maxTotalMinutes?: number
    userTimeoutInMinutes?: number
  }
}
