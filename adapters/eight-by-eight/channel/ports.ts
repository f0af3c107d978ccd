import type { Clock } from '../../core/clock.ts'
import type { ConversationView } from '../../core/conversation.ts'
import type { Logger } from '../../core/log.ts'
import type { OwnerNews } from '../../core/platform.ts'
import type { EightByEightClient } from '../client.ts'
import type { CompleteEightByEightSettings } from '../settings.ts'

/** What the parts of the platform share. */
export interface ChannelPorts {
  settings: CompleteEightByEightSettings
  client: EightByEightClient
  clock: Clock
  log: Logger
  /** Who has a conversation now, by 8x8's word. */
  askOwner(view: ConversationView, signal: AbortSignal): Promise<OwnerNews>
}
