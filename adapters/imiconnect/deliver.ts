import type { HandOffPayload } from '../core/commands.ts'
import type { ConversationView } from '../core/conversation.ts'
import { NotSupportedError } from '../core/errors.ts'
import type { Delivered, PlatformCommand } from '../core/platform.ts'
import { type CallBody, closeCall, customCall, handOffCall, replyCall } from './calls.ts'
import type { ImiconnectClient } from './client.ts'
import type { ImiconnectProfile } from './profile.ts'
import type { ImiconnectReply } from './render.ts'
import { IMICONNECT } from './webhook.ts'

/** Brings commands to the platform: each is one call, or none. */
export function createDeliver(profile: ImiconnectProfile, client: ImiconnectClient) {
  return async (command: PlatformCommand, view: ConversationView, signal: AbortSignal): Promise<Delivered> => {
    const call = callFor(profile, command, view.key.conversationId)
    if (call === 'nothing to send') return {}
    const platformId = await client.post(NAMES[command.kind], call, signal)
    return platformId === undefined ? {} : { platformId }
  }
}

const NAMES: Record<PlatformCommand['kind'], string> = {
  platform: 'a call',
  reply: 'a reply',
  'add-topics': 'topics',
  'remove-topics': 'the removal of topics',
  'set-attributes': 'attributes',
  'add-note': 'a note',
  'hand-off': 'a hand-over',
  resolve: 'a close',
}

function callFor(
  profile: ImiconnectProfile,
  { kind, body, createdAt }: PlatformCommand,
  conversationId: string,
): CallBody | 'nothing to send' {
  const asked = { kind, createdAt, conversationId }
  switch (kind) {
    case 'reply':
      return replyCall(profile, asked, body as ImiconnectReply)
    case 'hand-off':
      return handOffCall(profile, asked, body as HandOffPayload)
    case 'resolve':
      return closeCall(profile, asked) ?? 'nothing to send'
    default: {
      const call = customCall(profile, asked, body)
      if (call !== undefined) return call
      throw new NotSupportedError(`IMIconnect has nothing for '${kind}' unless the profile names it in customEvents`, {
        channelId: IMICONNECT,
      })
    }
  }
}
