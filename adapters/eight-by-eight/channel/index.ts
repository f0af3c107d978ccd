import { type Clock, systemClock } from '../../core/clock.ts'
import { type Logger, silentLogger } from '../../core/log.ts'
import type { Platform } from '../../core/platform.ts'
import { wellFormed } from '../../core/render/well-formed.ts'
import type { Environment, ReadSettings } from '../../core/settings.ts'
import { createEightByEightClient } from '../client.ts'
import { createKeySource } from '../fetch-key.ts'
import { completeEightByEightSettings, type EightByEightSettings, readEightByEightSettings } from '../settings.ts'
import { createSigningKeys } from '../signing-keys.ts'
import { EIGHT_BY_EIGHT, readWebhook, verifyWebhook } from '../webhook.ts'
import { createAskOwner } from './ask-owner.ts'
import { capabilitiesOf } from './capabilities.ts'
import { createDeliver } from './deliver.ts'
import { interpret } from './interpret.ts'
import { lookUp } from './look-up.ts'
import type { ChannelPorts } from './ports.ts'
import { render } from './render.ts'

export { UNKNOWN_ACTIVITY } from './activity.ts'

/** What can be handed in: the machine's own time and no logs where absent. */
export interface EightByEightChannelDependencies {
  clock?: Clock
  log?: Logger
}

/**
 * 8x8 with the bot inside its own channels (web chat, WhatsApp, …): 8x8 brings conversations to the webhook first, and the
 * bot hands them to a queue. README.md says how to set it up.
 */
export function createEightByEightChannel(
  given: EightByEightSettings,
  dependencies: EightByEightChannelDependencies = {},
): Platform {
  const settings = completeEightByEightSettings(given)
  const { clock = systemClock, log = silentLogger } = dependencies
  const { profile } = settings
  const client = createEightByEightClient(settings, clock)
  const source = createKeySource(settings, clock)
  const keys = createSigningKeys({ fetch: source.fetch, profile, clock })
  const askOwner = createAskOwner({ settings, client, clock })
  const ports: ChannelPorts = { settings, client, clock, log, askOwner }

  return {
    channelId: EIGHT_BY_EIGHT,
    account: settings.account,
    capabilities: capabilitiesOf(profile),
    // People at 8x8 see the whole conversation.
    needsTranscript: false,
    // Agents see additional properties only once the conversation is theirs.
    carriesToHandOff: ['add-note'],
    keptHeaders: [],
    unknownOutcome: profile.channel.unknownOutcome,
    serviceUrl: settings.baseUrl,
    bot: { id: 'bot', name: 'Bot' },

    verify: (request) => verifyWebhook(settings, keys, request, clock.now()),
    read: (request) => readWebhook(settings, request),
    interpret: (event, view, signal) => interpret(ports, event, view, signal),
    render: (activity, view) => render(profile, wellFormed(activity), view),
    deliver: createDeliver(ports),
    lookUp: (command, view, known, signal) => lookUp(ports, command, view, known, signal),
    askOwner,
    together: (work, signal) => client.together(work, signal),
    async typing({ key }) {
      const { typingAs, thinkingSeconds } = profile.channel
      if (typingAs === 'typing') await client.typing(key.conversationId, 'bot')
      else await client.thinking(key.conversationId, thinkingSeconds)
    },
    async close() {
      client.close()
      source.close()
    },
  }
}

/** The same settings as the desk's, where the role asks for the bot inside a channel; else none. */
export function readEightByEightChannelSettings(env: Environment): ReadSettings<EightByEightSettings> {
  const read = readEightByEightSettings(env)
  const { role = 'desk' } = read.settings ?? {}
  // Of the desk's settings the desk tells.
  return role === 'desk' && read.settings !== undefined ? { settings: undefined, warnings: [] } : read
}
