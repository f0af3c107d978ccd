import { randomBytes } from 'node:crypto'
import { isRefusal } from '../../core/errors.ts'
import { type Download, download } from '../../core/files/download.ts'
import { fileNameOf, mediaTypeOf } from '../../core/files/names.ts'
import { isLocal } from '../settings.ts'
import type { ChannelPorts } from './ports.ts'
import type { Rejected } from './properties.ts'
import type { OutgoingFile } from './reply.ts'

/** What goes into the message for a file, and what was wrong with it. */
export interface Attached {
  attachments?: { id: string }[]
  text?: string
  rejected: Rejected
}

/**
 * Fetch a file and store it in the conversation, from where a message can send it (8x8, Chat Gateway, Upload attachment).
 * Where that cannot be, the customer gets its address, if it is one for the public.
 */
export async function attach(
  { client, settings }: Pick<ChannelPorts, 'client' | 'settings'>,
  conversationId: string,
  file: OutgoingFile,
  signal: AbortSignal,
): Promise<Attached> {
  const limits = {
    maxBytes: settings.profile.uploadMaxBytes,
    timeoutMs: settings.requestTimeoutMs,
    privateHosts: isLocal(settings),
  }
  const got = await download(file.url, limits, signal)
  signal.throwIfAborted()
  if (!got.ok) return instead(file, got)
  const type = mediaTypeOf(got.type, file.type)
  const name = fileNameOf(file, type, randomBytes(4).toString('hex'))
  try {
    const id = await client.upload(conversationId, { name, type, bytes: got.bytes, authorType: 'bot' }, signal)
    return { attachments: [{ id }], rejected: [] }
  } catch (error) {
    // Neither the size nor the types it takes are documented.
    if (!isRefusal(error, 400, 413, 415)) throw error
    return instead(file, { ok: false, why: `8x8 does not take it (${type}): ${error.message}`, linkable: true })
  }
}

function instead({ url, name }: OutgoingFile, { why, linkable }: Extract<Download, { ok: false }>): Attached {
  const rejected = [{ what: `attachment ${name || 'file'}`, why }]
  if (!linkable || !/^https?:/i.test(url)) return { rejected }
  return { text: name === '' ? url : `${name}: ${url}`, rejected }
}
