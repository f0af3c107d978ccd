import type { DeskView } from '../core/desk/desk.ts'
import { addressOf } from './address.ts'
import type { Attributes } from './attributes.ts'
import type { CallOptions } from './client.ts'
import type { Parts } from './parts.ts'
import { customerIn } from './schemas.ts'

/** The customer's participant in a conversation: asked for once. Undefined where there is none. */
export async function customerParticipant(
  { calls, threads }: Pick<Parts, 'calls' | 'threads'>,
  view: Pick<DeskView, 'own'>,
  conversationId: string,
  options?: CallOptions,
): Promise<string | undefined> {
  const thread = threads.of(addressOf(view.own))
  if (thread.conversationId === conversationId && thread.participantId !== undefined) return thread.participantId
  const conversation = await calls.conversation(conversationId, options)
  const id = conversation && customerIn(conversation)?.id
  if (thread.conversationId === conversationId && id !== undefined) thread.participantId = id
  return id
}

/** Set participant data on the customer (facts: participant attributes). False where nobody is there to have it. */
export async function setOnCustomer(
  parts: Pick<Parts, 'calls' | 'threads'>,
  view: Pick<DeskView, 'own'>,
  conversationId: string,
  attributes: Attributes,
  options?: CallOptions,
): Promise<boolean> {
  const participant = await customerParticipant(parts, view, conversationId, options)
  if (participant === undefined) return false
  await parts.calls.setAttributes(conversationId, participant, attributes, options)
  return true
}
