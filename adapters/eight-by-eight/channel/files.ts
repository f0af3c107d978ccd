import type { Attachment } from 'botbuilder'
import { showFile } from '../desk/agent-files.ts'
import type { MessageEvent } from '../events.ts'
import type { FileReference } from '../schemas.ts'
import type { Case } from './case.ts'

/**
 * Files and cards the customer sent, as the bot gets them (8x8, Webhooks events reference, MESSAGE). Addresses are signed
 * and expire: fetch at once. The older revision of the event has ids alone: small files then come as they are.
 */
export async function attachmentsOf(at: Case, { attachments, cards }: MessageEvent): Promise<Attachment[]> {
  const files = await Promise.all(attachments.map((file) => fileOf(at, file)))
  const shown = cards.map(({ contentType, content }) => (contentType === undefined ? [] : [{ contentType, content }]))
  return [...files, ...shown].flat()
}

async function fileOf({ ports, view, signal }: Case, file: FileReference): Promise<Attachment[]> {
  const { client, settings } = ports
  const { conversationId } = view.key
  const shown = await showFile(client, conversationId, file, settings.profile.inlineMaxBytes, signal)
  if ('attachment' in shown) return [shown.attachment]
  if (file.id === undefined) return []
  // Too large to come along: the bot can get it with the API key.
  const path = [conversationId, 'attachments', file.id, 'content'].map(encodeURIComponent).join('/')
  const contentUrl = `${settings.baseUrl}${settings.profile.apiPath}/conversations/${path}`
  const name = file.fileName === undefined ? {} : { name: file.fileName }
  return [{ contentType: 'application/octet-stream', contentUrl, ...name }]
}
