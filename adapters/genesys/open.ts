import type { DeskView, Opened, OpenRequest } from '../core/desk/desk.ts'
import { DeskClosedError, PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../core/errors.ts'
import { addressOf, GENESYS } from './address.ts'
import { type HandOffAttributes, handOffAttributes } from './attributes.ts'
import type { InboundMessage, Taken } from './calls.ts'
import { findMessage } from './find-message.ts'
import { ownEvent } from './own-events.ts'
import { conversationOf, fromOf, type Parts } from './parts.ts'
import { customerIn, isLive, type Participant } from './schemas.ts'
import { INTEGRATION_MISSING } from './settings.ts'
import { goneIn, partsOf } from './state.ts'
import { summaryOf } from './summary.ts'
import { unseen } from './unseen.ts'

/** What there was before the hand-off. */
interface Before {
  conversationId: string
  gone: string[]
  participantId?: string
  customerThere: boolean
}

/**
 * Brings a customer to the agents (facts: first agent view): participant data where the conversation is known, then one
 * message with the same data and the summary, so that it works whether Genesys continues the thread or begins another.
 */
export async function open(
  parts: Parts,
  settle: () => Promise<void>,
  request: OpenRequest,
  view: DeskView,
  signal: AbortSignal,
): Promise<Opened> {
  const { settings, queues, threads, log } = parts
  if (settings.integrationId === undefined) throw new DeskClosedError(INTEGRATION_MISSING, { channelId: GENESYS })
  const { handOff } = request
  const queue = queues.resolve(handOff.queue)
  await queues.refuseEmpty(handOff.queue, signal)
  await settle()

  const address = addressOf(view.own)
  const thread = threads.of(address)
  thread.reset = false
  const data = handOffAttributes(queue, handOff.collected ?? {}, settings.profile)
  if (data.rejected.length > 0)
    log.warn({ rejected: data.rejected }, 'attributes of the bot are not set: their names are reserved')
  const before = await lookBefore(parts, view, signal)
  if (before !== undefined) await setBefore(parts, before, data, signal)

  const seen = before !== undefined && (before.customerThere || thread.confirmed >= 2)
  const text = summaryOf(
    {
      handOff,
      unseen: seen ? unseen(handOff.transcript ?? [], thread.mirrored) : (handOff.transcript ?? []),
      told: data.told,
      customer: view.customer,
    },
    settings.profile,
  )
  let taken: Taken
  try {
    taken = await parts.calls.message(messageOf(request, view, data, text, parts), true, { signal })
  } catch (error) {
    if (error instanceof PlatformRefusedError && before !== undefined) await setBack(parts, before, signal)
    throw error
  }
  await afterwards(parts, view, request, before, taken, signal)
  return { conversationId: address, ready: settings.profile.readyOn === 'opened' }
}

function messageOf(
  request: OpenRequest,
  view: DeskView,
  { attributes }: HandOffAttributes,
  text: string,
  { clock }: Parts,
): InboundMessage {
  return {
    channel: {
      messageId: request.id,
      time: clock.now().toISOString(),
      from: fromOf(view),
      metadata: { customAttributes: attributes },
    },
    text,
    direction: 'Inbound',
  }
}

/** The flow waits 3 s for its data action at the most. */
const FLOW_LOOKS = 14
const FLOW_MS = 250

const isFlowAtWork = (one: Participant): boolean => isLive(one) && partsOf([one])[0]?.role === 'flow'

/** A flow at work has read `type` already: a hand-off would join what it is about to disconnect. */
async function lookWithoutFlow(parts: Parts, conversationId: string, signal: AbortSignal) {
  const look = () => passing(parts, 'looked at', () => parts.calls.conversation(conversationId, { signal }))
  let conversation = await look()
  for (let looks = 1; looks < FLOW_LOOKS && conversation?.participants.some(isFlowAtWork); looks++) {
    await parts.clock.sleep(FLOW_MS, signal)
    conversation = await look()
  }
  return conversation
}

async function lookBefore(parts: Parts, view: DeskView, signal: AbortSignal): Promise<Before | undefined> {
  const conversationId = conversationOf(parts, view)
  const { entered } = parts.threads.of(addressOf(view.own))
  if (entered !== undefined && entered !== conversationId) await lookWithoutFlow(parts, entered, signal)
  if (conversationId === undefined) return undefined
  const conversation = await lookWithoutFlow(parts, conversationId, signal)
  if (conversation === undefined) return undefined
  const customer = customerIn(conversation)
  return {
    conversationId,
    gone: goneIn(partsOf(conversation.participants)),
    ...(customer?.id === undefined ? {} : { participantId: customer.id }),
    customerThere: customer !== undefined && isLive(customer),
  }
}

async function setBefore(
  parts: Parts,
  before: Before,
  { attributes }: HandOffAttributes,
  signal: AbortSignal,
): Promise<void> {
  const { conversationId, participantId } = before
  if (!parts.settings.profile.patchBeforeMessage || participantId === undefined) return
  await passing(parts, 'marked', () => parts.calls.setAttributes(conversationId, participantId, attributes, { signal }))
}

/** The hand-off came to nothing: else the flow would queue the customer with the next word to the bot. */
async function setBack(
  { calls, settings, log }: Parts,
  { conversationId, participantId }: Before,
  signal: AbortSignal,
): Promise<void> {
  if (participantId === undefined) return
  const { attributes, bot } = settings.profile
  try {
    await calls.setAttributes(conversationId, participantId, { [attributes.type]: bot }, { signal })
  } catch (error) {
    log.warn({ err: error, conversationId }, 'type could not be set back after a refused hand-off')
  }
}

/** The message carries all of it as well: only a Genesys that cannot be reached is worth waiting for. */
async function passing<T>({ log }: Parts, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RateLimitedError) throw error
    if (error instanceof PlatformUnreachableError && (error.status ?? 503) === 503) {
      // Nothing that counts was sent yet, whatever became of this call.
      throw new PlatformUnreachableError(error.message, 'not-sent', { channelId: GENESYS, cause: error })
    }
    log.warn({ err: error }, `the conversation before a hand-off could not be ${what}`)
    return undefined
  }
}

async function afterwards(
  parts: Parts,
  view: DeskView,
  request: OpenRequest,
  before: Before | undefined,
  taken: Taken,
  signal: AbortSignal,
): Promise<void> {
  const { calls, log } = parts
  try {
    const details =
      taken.conversationId === undefined && taken.id !== undefined
        ? await calls.details(taken.id, { signal })
        : undefined
    const conversationId = taken.conversationId ?? details?.conversationId ?? before?.conversationId
    if (conversationId === undefined) return
    await parts.learnt(view, conversationId, 'customer')
    const gone =
      before?.conversationId === conversationId
        ? before.gone
        : before === undefined
          ? await goneNow(parts, conversationId, signal)
          : []
    const place = { account: parts.settings.account, address: addressOf(view.own) }
    await parts.ports()?.accept(ownEvent(place, 'genesys/opened', request.id, { conversationId, gone }))
  } catch (error) {
    // The agents have the customer: not knowing the conversation's id yet must not open another.
    log.warn({ err: error, id: request.id }, 'the conversation of a hand-off is not known yet')
  }
}

/** A thread that goes on from an earlier life of ours: who is gone a moment after the message was gone before it. */
async function goneNow({ calls }: Parts, conversationId: string, signal: AbortSignal): Promise<string[]> {
  const conversation = await calls.conversation(conversationId, { signal })
  return conversation === undefined ? [] : goneIn(partsOf(conversation.participants))
}

/**
 * Whether a hand-off whose outcome is unknown arrived. Where it cannot be told the answer is no: Genesys joins what comes
 * from the same `from.id` while a conversation is live, so that sending again shows the summary twice at the worst
 * (whether `channel.messageId` alone would prevent that is not documented).
 */
export async function findOpened(
  parts: Parts,
  request: OpenRequest,
  view: DeskView,
  signal: AbortSignal,
): Promise<Opened | undefined> {
  const conversationId = conversationOf(parts, view)
  if (conversationId === undefined) return undefined
  const found = await findMessage(parts.calls, conversationId, request.id, { signal })
  const ready = parts.settings.profile.readyOn === 'opened'
  return found === true ? { conversationId: addressOf(view.own), ready } : undefined
}
