import { badRequest } from './answers.ts'
import { replyTypes } from './content.ts'
import type { GladlySettings } from './options.ts'

const MOST_OPTIONS = 10
const LONGEST_LABEL = 50

/** What a reply says. */
export interface ReplyContent {
  type: string
  text: string
  options?: { id: string; label: string }[]
}

/**
 * Reads the body of `POST .../reply` to an item of type `answered` (Gladly API reference, Reply to message).
 * Throws 400. The codes of refused quick replies are not documented.
 */
export function readReply(settings: GladlySettings, answered: string, body: Record<string, unknown>): ReplyContent {
  const content = body.content as Record<string, unknown> | null | undefined
  if (content === undefined || content === null || typeof content !== 'object') {
    throw badRequest({ attr: 'content', code: 'blank', detail: 'content cannot be blank' })
  }
  const { type } = content
  if (type === undefined || type === null || type === '') throw badRequest({ attr: 'content.type', code: 'blank' })
  if (typeof type !== 'string' || !replyTypes.has(type)) {
    throw badRequest({ code: 'invalid', detail: `type [${type}] is not supported` })
  }
  if (settings.requireMatchingType && type !== answered) {
    const detail = `type [${type}] does not match the type [${answered}] of the item`
    throw badRequest({ attr: 'content.type', code: 'invalid', detail })
  }
  const text = readBody(settings, type, content.body)
  if (type === 'EMAIL') return { type, text: readPlain(content.bodyPlain) ?? withoutTags(text) }
  if (type !== 'CHAT_MESSAGE') return { type, text }
  const { messageType = 'TEXT' } = content
  if (messageType === 'TEXT') return { type, text }
  if (messageType !== 'QUICK_REPLY_REQUEST') {
    const detail = `messageType [${messageType}] is not supported`
    throw badRequest({ attr: 'content.messageType', code: 'invalid', detail })
  }
  return { type, text, options: readOptions(content.messageData) }
}

function readBody(settings: GladlySettings, type: string, body: unknown): string {
  const attr = 'content.body'
  if (body === undefined || body === null || body === '' || (typeof body === 'string' && body.trim() === '')) {
    throw badRequest({ attr, code: 'blank', detail: 'content.body cannot be blank' })
  }
  if (typeof body !== 'string') throw badRequest({ attr, code: 'invalid', detail: 'content.body must be a string' })
  const longest = type === 'EMAIL' ? settings.maxEmailLength : settings.maxReplyLength
  if (body.length <= longest) return body
  throw badRequest({ attr, code: 'too_long', detail: `content.body cannot be larger than ${longest} characters` })
}

function readPlain(plain: unknown): string | undefined {
  if (plain === undefined || plain === null || plain === '') return undefined
  if (typeof plain === 'string') return plain
  throw badRequest({ attr: 'content.bodyPlain', code: 'invalid', detail: 'content.bodyPlain must be a string' })
}

function withoutTags(html: string): string {
  return html.replace(/<[^>]*>/g, '').trim()
}

function readOptions(data: unknown): { id: string; label: string }[] {
  const attr = 'content.messageData.options'
  const refuse = (code: string, detail: string) => badRequest({ attr, code, detail })
  const options = (data as Record<string, unknown> | null | undefined)?.options
  if (options === undefined || options === null) throw refuse('blank', 'options cannot be blank')
  if (!Array.isArray(options)) throw refuse('invalid', 'options must be a list')
  if (options.length < 1 || options.length > MOST_OPTIONS) throw refuse('wrong_length', 'there must be 1 to 10 options')
  const ids = new Set<string>()
  for (const option of options) {
    const { id, label } = (option ?? {}) as Record<string, unknown>
    if (!id || !label) throw refuse('blank', 'id and label of an option cannot be blank')
    if (typeof id !== 'string' || !/^[A-Za-z0-9_-]+$/.test(id)) throw refuse('invalid', 'id has unsupported characters')
    if (ids.has(id)) throw refuse('taken', `id [${id}] is not unique`)
    if (typeof label !== 'string') throw refuse('invalid', 'label must be a string')
    if (label.length > LONGEST_LABEL)
      throw refuse('too_long', `label cannot be larger than ${LONGEST_LABEL} characters`)
    ids.add(id)
  }
  return options.map(({ id, label }) => ({ id, label }))
}
