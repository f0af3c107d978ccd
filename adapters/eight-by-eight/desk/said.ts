import type { Attachment, CardAction } from 'botbuilder'
import { z } from 'zod'
import type { AgentWords } from '../../core/desk/desk.ts'
import { filled } from '../../core/filled.ts'
import type { MessageEvent } from '../events.ts'
import type { Card, FileReference } from '../schemas.ts'
import type { ShownFile } from './agent-files.ts'
import { safeCard } from './safe-cards.ts'

export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'
const QUICK_REPLIES = 'application/8x8.quick.replies'

const options = z.looseObject({
  options: z.array(
    z.looseObject({
      title: filled(),
      data: z.looseObject({ postback: z.unknown().optional(), payload: z.unknown().optional() }).optional(),
    }),
  ),
})

/**
 * An agent's message as words for the customer (MESSAGE; Cards). Quick replies become suggested actions, adaptive cards
 * stay what they are, other cards are named: what is in them is not documented. `id` is the event's: messages have none.
 */
export async function wordsOf(
  event: MessageEvent,
  id: string,
  show: (file: FileReference) => Promise<ShownFile>,
): Promise<AgentWords> {
  const files: ShownFile[] = []
  for (const file of event.attachments) files.push(await show(file))
  const { attachments: cards, actions, unknown } = contentOf(event.cards)
  const attachments = [...files.flatMap((file) => ('attachment' in file ? [file.attachment] : [])), ...cards]
  const lines = [event.text, ...files.flatMap((file) => ('text' in file ? [file.text] : [])), ...unknown]
  const text = lines.filter((line) => line.trim() !== '').join('\n')
  const { type: _, ...agent } = event.sender
  return {
    kind: 'said',
    id,
    ...(text === '' ? {} : { text }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(actions.length === 0 ? {} : { suggestedActions: { to: [], actions } }),
    ...(event.sender.type !== 'agent' ? {} : { agent }),
    ...(event.at === undefined ? {} : { at: event.at }),
  }
}

function contentOf(cards: readonly Card[]) {
  const attachments: Attachment[] = []
  const actions: CardAction[] = []
  const unknown: string[] = []
  for (const { contentType = ADAPTIVE_CARD, content } of cards) {
    const replies = contentType === QUICK_REPLIES ? options.safeParse(content) : undefined
    if (replies?.success) {
      for (const { title, data } of replies.data.options) {
        actions.push({ type: 'imBack', title, value: textOf(data?.postback ?? data?.payload ?? title) })
      }
    } else if (contentType === ADAPTIVE_CARD && typeof content === 'object' && content !== null) {
      attachments.push({ contentType, content: safeCard(content) })
    } else unknown.push(`[${contentType.split(/[/.]/).at(-1)}]`)
  }
  return { attachments, actions, unknown }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
