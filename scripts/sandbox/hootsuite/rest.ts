import type { IncomingHttpHeaders } from 'node:http'
import { type Answer, notFound, ok } from '../simulator/answers.ts'
import type { Route } from '../simulator/router.ts'
import { malformed } from './answers.ts'
import { type Contacts, setFromCrm } from './contacts.ts'
import type { Conversation, Conversations } from './conversations.ts'
import type { Effects } from './effects.ts'
import { object } from './manipulation.ts'
import type { HootsuiteSettings } from './options.ts'

/** A REST request as routes see it. */
export interface RestRequest {
  params: Record<string, string>
  headers: IncomingHttpHeaders
  /** The body's bytes. */
  body: Buffer
  /** How many bytes there were; `body` is cut off beyond the largest upload. */
  bytes: number
}

/** Answers one REST request, or throws `Refusal`. */
export type RestHandler = (request: RestRequest) => Answer

/** What the REST API works on. */
export interface RestParts {
  settings: HootsuiteSettings
  contacts: Contacts
  conversations: Conversations
  effects: Effects
}

/** The REST API that a virtual agent uses (Inbox 2.0 API reference). */
export function restRoutes(parts: RestParts): Route<RestHandler>[] {
  const conversation = '/inbox/v1/virtual-agent/conversations/:conversationId'
  const attachment = `${conversation}/attachments/:filename`
  const { attachmentMethod } = parts.settings
  const methods = attachmentMethod === 'both' ? ['PUT', 'POST'] : [attachmentMethod]
  return [
    { method: 'POST', path: conversation, handle: (request) => manipulate(parts, request) },
    ...methods.map((method) => ({ method, path: attachment, handle: (one: RestRequest) => upload(parts, one) })),
    {
      method: 'PUT',
      path: '/inbox/v2/contact/:contactProfileId/contact-attributes',
      handle: (request) => setContactAttributes(parts, request),
    },
    { method: 'GET', path: '/inbox/v1/user-presence/online-agents', handle: () => onlineAgents(parts) },
  ]
}

function manipulate({ conversations, effects }: RestParts, request: RestRequest): Answer {
  const conversation = assigned(conversations, request.params.conversationId!)
  effects.apply(conversation, json(request), 'rest')
  return ok({})
}

/** Stores a file; it is sent only by a message that names it (Inbox 2.0 API reference, Upload attachments). */
function upload({ conversations, settings }: RestParts, request: RestRequest): Answer {
  const { params, headers, body, bytes } = request
  const conversation = assigned(conversations, params.conversationId!)
  const filename = params.filename!
  if (!/^[A-Za-z0-9_.-]+$/.test(filename)) throw malformed(`${filename} has characters that a filename cannot have`)
  if (headers['content-length'] === undefined) throw malformed('Content-Length is missing')
  const contentType = headers['content-type']
  if (contentType === undefined) throw malformed('Content-Type is missing')
  if (!carries(settings, conversation.channel.medium, contentType)) {
    throw malformed(`${contentType} cannot be sent to ${conversation.channel.medium}`)
  }
  if (bytes === 0) throw malformed('the attachment is empty')
  if (bytes >= settings.maxAttachmentBytes) throw malformed(`the attachment is too large: ${bytes} bytes`)
  if (conversation.uploads.has(filename) && settings.repeatedFilename === 'refuse') {
    throw malformed(`this conversation has a ${filename} already`)
  }
  conversations.upload(conversation, { filename, contentType, body })
  return ok({})
}

function setContactAttributes({ contacts }: RestParts, request: RestRequest): Answer {
  const contact = contacts.get(request.params.contactProfileId!)
  const { autoConfirm, contactAttributes } = object(json(request), 'the body')
  if (autoConfirm !== undefined && typeof autoConfirm !== 'boolean') throw malformed('autoConfirm must be a boolean')
  if (!Array.isArray(contactAttributes)) throw malformed('contactAttributes must be a list')
  const values = new Map<string, string | null>()
  for (const one of contactAttributes) {
    const { attribute, value = null } = object(one, 'a contact attribute')
    if (typeof attribute !== 'string' || attribute === '') throw malformed('attribute must be a string')
    if (value !== null && typeof value !== 'string') throw malformed(`the value of ${attribute} must be a string`)
    values.set(attribute, value)
  }
  setFromCrm(contact, values, autoConfirm === true)
  return ok({})
}

function onlineAgents({ settings }: RestParts): Answer {
  const online = settings.agents.filter(({ userPresence }) => userPresence !== 'OFFLINE')
  return ok({ agents: online.map(({ name: _, ...shown }) => shown) })
}

/** The conversation, if the virtual agent has it now; 404 says nothing about why it has not. */
function assigned(conversations: Conversations, id: string): Conversation {
  const conversation = conversations.get(id)
  if (conversation.owner !== 'bot') throw notFound(`conversation ${id} assigned to the virtual agent`)
  return conversation
}

function carries({ mediumTypes }: HootsuiteSettings, medium: string, contentType: string): boolean {
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  const carried = mediumTypes[medium] ?? mediumTypes['*'] ?? []
  return carried.some((one) => one === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))))
}

function json({ headers, body }: RestRequest): unknown {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw malformed('Content-Type must be application/json')
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw malformed('the body is not valid JSON')
  }
}
