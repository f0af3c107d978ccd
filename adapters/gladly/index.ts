import { type Clock, systemClock } from '../core/clock.ts'
import { type Logger, silentLogger } from '../core/log.ts'
import type { Platform } from '../core/platform.ts'
import { wellFormed } from '../core/render/well-formed.ts'
import { CAPABILITIES } from './capabilities.ts'
import { missed } from './catch-up.ts'
import { createGladlyClient } from './client.ts'
import { createDeliver } from './deliver.ts'
import { interpret } from './interpret.ts'
import { lookUp } from './look-up.ts'
import { newsOf, truthOf } from './owner.ts'
import { createPeople } from './people.ts'
import type { GladlyPorts } from './ports.ts'
import { render } from './render.ts'
import { completeGladlySettings, type GladlySettings } from './settings.ts'
import { createTopicBook } from './topics.ts'
import { GLADLY, readWebhook, verifyWebhook } from './webhook.ts'

export { UNANSWERABLE_ITEM } from './interpret-message.ts'
export type { GladlyProfileInput } from './profile.ts'
export { type GladlySettings, readGladlySettings } from './settings.ts'
export { GLADLY } from './webhook.ts'

/** What can be handed in: the machine's own time and no logs where absent. */
export interface GladlyDependencies {
  clock?: Clock
  log?: Logger
}

/** Gladly: the bot is one of its agents, with an inbox of its own. README.md says how to set it up. */
export function createGladlyPlatform(given: GladlySettings, dependencies: GladlyDependencies = {}): Platform {
  const settings = completeGladlySettings(given)
  const { clock = systemClock, log = silentLogger } = dependencies
  const client = createGladlyClient(settings, clock)
  const people = createPeople(settings, client, clock, log)
  const topics = createTopicBook(client, clock)
  const ports: GladlyPorts = { settings, client, people, topics, clock, log }

  return {
    channelId: GLADLY,
    account: settings.account,
    capabilities: CAPABILITIES,
    // People in Gladly see the whole conversation.
    needsTranscript: false,
    acknowledgeWithinMs: 15_000,
    keptHeaders: [],
    serviceUrl: settings.baseUrl,
    bot: { id: settings.agentId ?? settings.userEmail, name: 'Bot' },

    verify: (request) => verifyWebhook(settings, request),
    read: (request) => readWebhook(settings, request),
    interpret: (event, view, signal) => interpret(ports, event, view, signal),
    render: (activity, view) => render(settings.profile, wellFormed(activity), view),
    deliver: createDeliver(ports),
    lookUp: (command, view, known, signal) => lookUp(ports, command, view, known, signal),
    async askOwner(view, signal) {
      const conversation = await client.conversation(view.key.conversationId, signal)
      if (conversation === undefined) return { owner: 'closed', why: 'Gladly has no such conversation' }
      return newsOf(await truthOf(conversation, settings.aiInboxIds, people), people)
    },
    together: (work, signal) => client.together(work, signal),
    missed: (since, signal) => missed(ports, since, signal),
    close: async () => client.close(),
  }
}
