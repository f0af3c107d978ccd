import type { DeskChange, DeskView } from '../core/desk/desk.ts'
import type { Delivered } from '../core/platform.ts'
import { type Attributes, joinTopics, sortAttributes, splitTopics } from './attributes.ts'
import { conversationOf, type Parts } from './parts.ts'
import { isQueueId } from './queues.ts'
import { isContentRefusal } from './refusals.ts'
import { type Conversation, customerIn, isLive, type Participant } from './schemas.ts'

type Rejected = NonNullable<Delivered['rejected']>

/** Changes queue, topics and attributes of an open conversation: participant data (facts: participant attributes). */
export async function update(
  parts: Parts,
  change: DeskChange,
  view: DeskView,
  signal: AbortSignal,
): Promise<Delivered> {
  const { calls, settings } = parts
  const conversationId = conversationOf(parts, view)
  const conversation = conversationId === undefined ? undefined : await calls.conversation(conversationId, { signal })
  const customer = conversation && customerIn(conversation)
  if (conversationId === undefined || conversation === undefined || customer?.id === undefined)
    return {
      rejected: Object.keys(change).map((what) => ({ what, why: 'Genesys has not named the conversation yet' })),
    }

  const { attributes, rejected, queue } = wanted(parts, change, customer)
  const { attributes: names, attributesLimit } = settings.profile
  for (const [name, value] of Object.entries(attributes)) {
    if (Buffer.byteLength(JSON.stringify({ [name]: value })) <= attributesLimit) continue
    delete attributes[name]
    rejected.push({ what: name === names.notes ? 'note' : `attribute ${name}`, why: 'it is too long' })
  }
  if (Object.keys(attributes).length > 0) await calls.setAttributes(conversationId, customer.id, attributes, { signal })
  if (queue !== undefined) rejected.push(...(await moveTo(parts, conversation, conversationId, queue, signal)))
  return rejected.length === 0 ? {} : { rejected }
}

function wanted({ settings, queues }: Parts, change: DeskChange, customer: Participant) {
  const { profile } = settings
  const names = profile.attributes
  const sorted = sortAttributes({ ...change.contact, ...change.conversation }, profile)
  const rejected: Rejected = [...sorted.rejected]
  const attributes: Attributes = { ...sorted.attributes }
  const now = (name: string): string => {
    const value = customer.attributes?.[name]
    return typeof value === 'string' ? value : ''
  }
  if (change.addTopics !== undefined || change.removeTopics !== undefined) {
    const gone = new Set(splitTopics(joinTopics(change.removeTopics ?? [])))
    const kept = splitTopics(now(names.topics)).filter((topic) => !gone.has(topic))
    attributes[names.topics] = joinTopics([...kept, ...(change.addTopics ?? [])])
  }
  // Participant data, for a message would look like the customer's; one that is there already is not added again.
  if (change.note !== undefined && change.note.trim() !== '') {
    const notes = now(names.notes).split('\n').filter(Boolean)
    const note = change.note.trim().replace(/\s*\n\s*/g, ' ')
    attributes[names.notes] = [...notes.filter((one) => one !== note), note].join('\n')
  }
  let queue: string | undefined
  try {
    queue = queues.resolve(change.queue)
  } catch {
    rejected.push({ what: 'queue', why: `there is no queue '${change.queue}'` })
  }
  if (queue !== undefined) attributes[names.queue] = queue
  return { attributes, rejected, queue }
}

/** Who waits in a queue is moved (facts: to queue without flow); whom an agent has, or the flow, is not. */
async function moveTo(
  { calls, log }: Parts,
  { participants }: Conversation,
  conversationId: string,
  queue: string,
  signal: AbortSignal,
): Promise<Rejected> {
  const waiting = participants.findLast((one) => one.purpose?.toLowerCase() === 'acd' && isLive(one))
  if (waiting?.id === undefined || waiting.queue?.id === queue) return []
  if (!isQueueId(queue))
    return [{ what: 'queue', why: 'GENESYS_QUEUES has its name, and moving a waiting customer needs its id' }]
  try {
    await calls.replaceQueue(conversationId, waiting.id, queue, { signal })
    return []
  } catch (error) {
    if (!isContentRefusal(error) && !(error instanceof Error && 'isCredentials' in error)) throw error
    log.warn({ err: error, conversationId }, 'a waiting customer could not be moved to another queue')
    return [{ what: 'queue', why: 'Genesys did not move the customer who waits' }]
  }
}
