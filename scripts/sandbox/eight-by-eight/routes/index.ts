import type { Route } from '../../simulator/router.ts'
import type { Operation } from '../http.ts'
import type { KeyRing } from '../keys.ts'
import type { World } from '../world.ts'
import { attachmentRoutes } from './attachments.ts'
import { channelRoutes } from './channels.ts'
import { conversationRoutes } from './conversations.ts'
import { indicatorRoutes } from './indicators.ts'
import { keyRoutes } from './keys.ts'
import { messageRoutes } from './messages.ts'
import { openingHoursRoutes } from './opening-hours.ts'
import { participantRoutes } from './participants.ts'
import { webhookRoutes } from './webhooks.ts'

/** All that can be asked of the platform. */
export function apiRoutes(world: World, keys: KeyRing): Route<Operation>[] {
  return [
    ...conversationRoutes(world),
    ...indicatorRoutes(world),
    ...participantRoutes(world),
    ...messageRoutes(world),
    ...attachmentRoutes(world),
    ...webhookRoutes(world),
    ...channelRoutes(world),
    ...keyRoutes(keys, world.settings),
    ...openingHoursRoutes(world),
  ]
}
