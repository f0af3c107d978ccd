import type { CustomerWords, DeskView } from '../core/desk/desk.ts'
import { DeskClosedError } from '../core/errors.ts'
import type { Delivered } from '../core/platform.ts'
import { addressOf, GENESYS } from './address.ts'
import { answerTo } from './buttons.ts'
import type { InboundMessage, Taken } from './calls.ts'
import { inboundParts } from './content.ts'
import { findMessage } from './find-message.ts'
import { memoryOf } from './memory.ts'
import { conversationOf, fromOf, type Parts, reachableFrom, timeOf } from './parts.ts'
import { isContentRefusal } from './refusals.ts'
import { customerIn } from './schemas.ts'
import { partsOf } from './state.ts'

/** Brings a customer's words to the agents (facts: inbound message, structured response). */
export async function relay(
  parts: Parts,
  words: CustomerWords,
  view: DeskView,
  signal: AbortSignal,
): Promise<Delivered> {
  const taken = (await asAnswer(parts, words, view, signal)) ?? (await asMessages(parts, words, view, signal))
  if (taken?.conversationId !== undefined) {
    if (await beganAnother(parts, taken.conversationId, view, signal)) throw over()
    await parts.learnt(view, taken.conversationId, 'other')
  }
  return taken?.id === undefined ? {} : { platformId: taken.id }
}

/**
 * Whether words came too late for the hand-off's conversation and began another one, which nobody is in: the flow ends it,
 * for it does not say that a person is wanted (facts: async threading). Where the earlier one is alive the new one is
 * only its newer name.
 */
async function beganAnother(
  { calls, settings }: Parts,
  conversationId: string,
  { session, data }: DeskView,
  signal: AbortSignal,
): Promise<boolean> {
  const { conversationId: known, of } = memoryOf(data)
  if (known === undefined || known === conversationId || of !== session?.number) return false
  const { attributes, human } = settings.profile
  const now = await calls.conversation(conversationId, { signal })
  if (now === undefined || customerIn(now)?.attributes?.[attributes.type] === human) return false
  const before = await calls.conversation(known, { signal })
  return before === undefined || !partsOf(before.participants).some(({ live, role }) => live && role !== 'other')
}

/** An answer to the newest buttons; undefined where it is none, or Genesys does not want it as one: then as text. */
async function asAnswer(
  parts: Parts,
  words: CustomerWords,
  view: DeskView,
  signal: AbortSignal,
): Promise<Taken | undefined> {
  const { offered } = memoryOf(view.data)
  const answer = parts.settings.profile.structuredResponses ? answerTo(words, offered) : undefined
  if (answer === undefined || offered === undefined) return undefined
  const channel = { from: fromOf(view), time: timeOf(words.at, parts.clock), messageId: words.id }
  try {
    return await parts.calls.structuredResponse(channel, answer, offered.messageId, { signal })
  } catch (error) {
    if (!isContentRefusal(error)) throw error
    parts.log.info({ err: error.message, id: words.id }, 'an answer to a button is sent as text')
    return undefined
  }
}

/** Forgotten with the process: a repeated part is the risk of a repeated message. */
const MOST_RELAYED = 20

async function asMessages(
  parts: Parts,
  words: CustomerWords,
  view: DeskView,
  signal: AbortSignal,
): Promise<Taken | undefined> {
  const { settings, calls, threads, clock } = parts
  const text = words.text !== '' ? words.text : textOfValue(words.value)
  const messages = inboundParts(text, words.attachments ?? [], settings.profile.textLimit, reachableFrom(settings))
  const { relayed } = threads.of(addressOf(view.own))
  let last: Taken | undefined
  for (const [index, part] of messages.entries()) {
    if (index < (relayed.get(words.id) ?? 0)) continue
    const messageId = index === 0 ? words.id : `${words.id}-${index + 1}`
    const body: InboundMessage = {
      channel: { messageId, time: timeOf(words.at, clock), from: fromOf(view) },
      ...part,
      direction: 'Inbound',
    }
    // With the conversation's name in the answer: it may not be the one the agents are in any more.
    const taken = await calls.message(body, true, { signal })
    last ??= taken
    // Where a later part fails, the ones before it are not said again.
    if (messages.length > 1) relayed.set(words.id, index + 1)
    if (relayed.size > MOST_RELAYED) relayed.delete(relayed.keys().next().value!)
  }
  return last
}

/** What a card sent back, for people. */
function textOfValue(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${typeof one === 'object' ? JSON.stringify(one) : String(one)}`)
    .join('\n')
}

/** Whether a message whose outcome is unknown arrived; undefined where it cannot be told. Throws where nobody was there. */
export async function findRelayed(
  parts: Parts,
  words: CustomerWords,
  view: DeskView,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const conversationId = conversationOf(parts, view)
  // Of several parts only the first has the id.
  if (conversationId === undefined || (words.attachments?.length ?? 0) > 1) return undefined
  const found = await findMessage(parts.calls, conversationId, words.id, { signal })
  if (found === true && (await beganAnother(parts, conversationId, view, signal))) throw over()
  return found
}

const over = (): DeskClosedError => new DeskClosedError('the conversation on Genesys was over', { channelId: GENESYS })
