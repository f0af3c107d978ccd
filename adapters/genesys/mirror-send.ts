import type { DeskView, Overheard } from '../core/desk/desk.ts'
import { messageOf, PlatformUnreachableError } from '../core/errors.ts'
import { shorten, splitText } from '../core/render/split-text.ts'
import { addressOf } from './address.ts'
import type { InboundMessage, Taken } from './calls.ts'
import type { CallOptions } from './client.ts'
import { inboundParts } from './content.ts'
import { memoryOf } from './memory.ts'
import { setOnCustomer } from './participant.ts'
import { conversationOf, fromOf, type Parts, reachableFrom, timeOf } from './parts.ts'
import { wordsOf } from './summary.ts'
import type { Thread } from './threads.ts'

/** The most agentless messages one answer of the bot becomes. */
const MOST_PIECES = 5

/** Shows Genesys one thing that was said while the bot has the customer (facts: mirroring). */
export async function sendMirror(
  parts: Parts,
  said: Overheard,
  view: DeskView,
  thread: Thread,
  giveUp: AbortSignal,
): Promise<void> {
  const options: CallOptions = { priority: 'spare', giveUp }
  await resetType(parts, view, thread, options)
  if (said.from === 'customer') return customerSaid(parts, said, view, thread, options)
  return botSaid(parts, said, view, options)
}

/** After agents had the customer, so that the flow does not queue the customer again (facts: no hand-back). */
export async function resetType(parts: Parts, view: DeskView, thread: Thread, options: CallOptions): Promise<void> {
  if (thread.reset || memoryOf(view.data).human !== true) return
  const conversationId = conversationOf(parts, view)
  const { attributes, bot } = parts.settings.profile
  try {
    if (conversationId !== undefined)
      await setOnCustomer(parts, view, conversationId, { [attributes.type]: bot }, options)
    thread.reset = true
  } catch (error) {
    parts.log.info(
      { err: messageOf(error), conversationId },
      'type could not be set back; the next message says it too',
    )
  }
}

async function customerSaid(
  parts: Parts,
  said: Overheard,
  view: DeskView,
  thread: Thread,
  options: CallOptions,
): Promise<void> {
  const { settings, calls, clock } = parts
  const { attributes, bot, textLimit } = settings.profile
  for (const [index, part] of inboundParts(
    said.text,
    said.attachments ?? [],
    textLimit,
    reachableFrom(settings),
  ).entries()) {
    const body: InboundMessage = {
      channel: {
        messageId: index === 0 ? said.id : `${said.id}-${index + 1}`,
        time: timeOf(said.at, clock),
        from: fromOf(view),
        // With every message: whether later ones overwrite is not documented, and none must queue the customer.
        metadata: { customAttributes: { [attributes.type]: bot } },
      },
      ...part,
      direction: 'Inbound',
    }
    // Until two answers in a row named the same conversation: from then on it goes on.
    const taken = await calls.message(body, thread.confirmed < 2, options)
    await learn(parts, view, taken, 'customer')
  }
}

async function botSaid(parts: Parts, said: Overheard, view: DeskView, options: CallOptions): Promise<void> {
  const { settings, calls, echoes, clock } = parts
  const { botPrefix, agentlessLimit, textLimit, mirrorBotBy, attributes, bot } = settings.profile
  const words = wordsOf(said)
  if (words === '') return
  if (mirrorBotBy === 'inbound') {
    const channel = {
      messageId: said.id,
      time: timeOf(said.at, clock),
      from: fromOf(view),
      metadata: { customAttributes: { [attributes.type]: bot } },
    }
    await learn(
      parts,
      view,
      await calls.message(
        { channel, text: shorten(`${botPrefix}${words}`, textLimit), direction: 'Inbound' },
        false,
        options,
      ),
      'other',
    )
    return
  }
  const pieces = splitText(words, agentlessLimit - botPrefix.length).slice(0, MOST_PIECES)
  for (const piece of pieces) {
    const text = `${botPrefix}${piece}`
    const flight = echoes.leaves(addressOf(view.own), text)
    let taken: Taken
    try {
      taken = await calls.agentless(addressOf(view.own), text, options)
    } catch (error) {
      flight.lost(error instanceof PlatformUnreachableError ? error.outcome : 'not-sent')
      throw error
    }
    flight.arrived(taken.id)
    await learn(parts, view, taken, 'other')
  }
}

async function learn(parts: Parts, view: DeskView, { conversationId }: Taken, by: 'customer' | 'other'): Promise<void> {
  if (conversationId !== undefined) await parts.learnt(view, conversationId, by)
}
