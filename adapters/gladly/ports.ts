import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { GladlyClient } from './client.ts'
import type { People } from './people.ts'
import type { CompleteGladlySettings } from './settings.ts'
import type { TopicBook } from './topics.ts'

/** What the parts of the platform share. */
export interface GladlyPorts {
  settings: CompleteGladlySettings
  client: GladlyClient
  people: People
  topics: TopicBook
  clock: Clock
  log: Logger
}
