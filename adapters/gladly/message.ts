import type { Attachment } from 'botbuilder'
import { z } from 'zod'
import { PlatformRefusedError } from '../core/errors.ts'
import { filled } from '../core/filled.ts'
import type { Logger } from '../core/log.ts'
import type { CustomerMessage } from '../core/platform.ts'
import type { GladlyClient } from './client.ts'
import { textOf, timeOf } from './items.ts'
import type { Item } from './schemas.ts'

const attachments = z
  .array(
    z.looseObject({
      id: filled(),
      contentType: z.string().nullish(),
      filename: z.string().nullish(),
      fileSize: z.number().nullish().catch(undefined),
    }),
  )
  .catch([])

const quickReply = z.looseObject({ selectedOptionId: filled() })

/** A customer's item as the message the bot gets (Gladly API reference, Conversation Items: item types). */
export async function messageOf(
  ports: { client: GladlyClient; log: Logger },
  item: Item,
  eventType: string,
  signal: AbortSignal,
): Promise<CustomerMessage> {
  const files = await attachmentsOf(ports, item, signal)
  const choiceId = choiceIn(item)
  const at = timeOf(item)
  return {
    kind: 'message',
    id: item.id,
    text: textOf(item),
    ...(choiceId === undefined ? {} : { choiceId }),
    ...(files.length === 0 ? {} : { attachments: files }),
    ...(at === undefined ? {} : { at }),
    channelData: { eventType, item },
  }
}

/** The id of the quick reply that was taken; the item's text is its label. */
export function choiceIn({ content }: Item): string | undefined {
  if (content.messageType !== 'QUICK_REPLY_RESPONSE') return undefined
  const parsed = quickReply.safeParse(content.messageData)
  return parsed.success ? parsed.data.selectedOptionId : undefined
}

/** Each file by the address Gladly redirects to. One that cannot be had is named all the same. */
async function attachmentsOf(
  { client, log }: { client: GladlyClient; log: Logger },
  item: Item,
  signal: AbortSignal,
): Promise<Attachment[]> {
  return Promise.all(
    attachments.parse(item.content.attachments ?? []).map(async ({ id, contentType, filename }) => {
      const contentUrl = await client.attachmentUrl(item.id, id, signal).catch((error: unknown) => {
        // While Gladly cannot be reached the turn waits; only a no is final.
        if (!(error instanceof PlatformRefusedError) || error.isCredentials) throw error
        log.warn({ err: error, item: item.id, attachment: id }, 'an attachment could not be had')
        return undefined
      })
      return {
        contentType: contentType || 'application/octet-stream',
        ...(filename ? { name: filename } : {}),
        ...(contentUrl === undefined ? {} : { contentUrl }),
      }
    }),
  )
}
