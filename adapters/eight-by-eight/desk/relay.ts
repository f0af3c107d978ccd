import type { CustomerWords } from '../../core/desk/desk.ts'
import { DeskClosedError, isRefusal } from '../../core/errors.ts'
import type { Delivered } from '../../core/platform.ts'
import type { EightByEightClient, MessageBody } from '../client.ts'
import type { CompleteEightByEightSettings } from '../settings.ts'
import { EIGHT_BY_EIGHT } from '../webhook.ts'
import { bring } from './upload.ts'

type Client = Pick<EightByEightClient, 'conversation' | 'sendMessage' | 'upload'>

/**
 * Bring the customer's words into the conversation (Send message, `authorType: user`), files first. A message to a
 * conversation that is over would call it back to its last queue, so `isDoubtful` ones are looked at before.
 *
 * Whether a message of unknown outcome arrived cannot be told: neither answers nor events have ids, messages show late,
 * and two that say the same cannot be kept apart. So the policy decides.
 */
export async function relay(
  client: Client,
  settings: CompleteEightByEightSettings,
  at: { conversationId: string; isDoubtful: boolean },
  words: CustomerWords,
  signal: AbortSignal,
): Promise<Delivered> {
  const { conversationId, isDoubtful } = at
  if (isDoubtful && (await isOver(client, conversationId, signal))) throw overError()
  try {
    const { message, rejected } = await messageOf(client, settings, conversationId, words, signal)
    if (message !== undefined) await client.sendMessage(conversationId, message, signal)
    return rejected.length === 0 ? {} : { rejected }
  } catch (error) {
    if (isRefusal(error, 400, 404, 409, 410, 422) && (await isOver(client, conversationId, signal))) throw overError()
    throw error
  }
}

const overError = () => new DeskClosedError('the conversation on 8x8 is over', { channelId: EIGHT_BY_EIGHT })

/** Whether nobody works on a conversation any more; one that is gone is over. */
export async function isOver(
  client: Pick<EightByEightClient, 'conversation'>,
  conversationId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const conversation = await client.conversation(conversationId, signal)
  return conversation === undefined || conversation.state === 'idle'
}

async function messageOf(
  client: Client,
  settings: CompleteEightByEightSettings,
  conversationId: string,
  words: CustomerWords,
  signal: AbortSignal,
) {
  const brought = []
  for (const attachment of words.attachments ?? []) {
    brought.push(await bring(client, settings, conversationId, attachment, signal))
  }
  const ids = brought.flatMap(({ id }) => (id === undefined ? [] : [{ id }]))
  const lines = [words.text.trim(), submitted(words), ...brought.map(({ text = '' }) => text)]
  const text = lines.filter((line) => line !== '').join('\n')
  const message: MessageBody | undefined =
    text === '' && ids.length === 0
      ? undefined
      : { authorType: 'user', ...(text === '' ? {} : { text }), ...(ids.length === 0 ? {} : { attachments: ids }) }
  return { message, rejected: brought.flatMap(({ rejected }) => rejected) }
}

/**
 * What a button or card sent back, as text: the call that reports a submitted card carries no inputs (Adaptive cards,
 * action-submit; sheet 4.6). A button that says the same as the text says nothing.
 */
function submitted({ text, value }: CustomerWords): string {
  if (value === undefined || value === null || value === '') return ''
  if (typeof value !== 'object') return text.trim() === '' ? String(value) : ''
  if (Array.isArray(value)) return JSON.stringify(value)
  return Object.entries(value)
    .map(([key, one]) => `${key}: ${typeof one === 'string' ? one : JSON.stringify(one)}`)
    .join('\n')
}
