import { type Clock, systemClock } from '../core/clock.ts'
import { type Logger, silentLogger } from '../core/log.ts'
import type { Platform } from '../core/platform.ts'
import { wellFormed } from '../core/render/well-formed.ts'
import { capabilitiesOf } from './capabilities.ts'
import { createImiconnectClient } from './client.ts'
import { createDeliver } from './deliver.ts'
import { interpret } from './interpret.ts'
import { render } from './render.ts'
import { completeImiconnectSettings, type ImiconnectSettings, URL_MISSING } from './settings.ts'
import { verifyWebhook } from './verify.ts'
import { IMICONNECT, readWebhook } from './webhook.ts'

export { UNKNOWN_EVENT } from './interpret.ts'
export type { ImiconnectProfileInput } from './profile.ts'
export { type ImiconnectSettings, imiconnectSecrets, readImiconnectSettings } from './settings.ts'
export { IMICONNECT } from './webhook.ts'

/** What can be handed in: the machine's own time and no logs where absent. */
export interface ImiconnectDependencies {
  clock?: Clock
  log?: Logger
}

/** IMIconnect, now Webex Connect: the bot is a generic one of its bot platforms. README.md says how to set it up. */
export function createImiconnectPlatform(
  given: ImiconnectSettings,
  dependencies: ImiconnectDependencies = {},
): Platform {
  const settings = completeImiconnectSettings(given)
  const { clock = systemClock, log = silentLogger } = dependencies
  const { profile, inboundUrl } = settings
  const client = createImiconnectClient(settings, clock)
  if (inboundUrl === undefined) log.warn({ channelId: IMICONNECT }, URL_MISSING)

  return {
    channelId: IMICONNECT,
    account: settings.account,
    capabilities: capabilitiesOf(settings),
    needsTranscript: profile.handover.customParams.includes('transcript'),
    // What no event of the tenant's own is configured for goes with the hand-over.
    carriesToHandOff: (['add-topics', 'remove-topics', 'set-attributes', 'add-note'] as const).filter(
      (kind) => profile.customEvents[kind] === undefined,
    ),
    acknowledgeWithinMs: 5_000,
    unknownOutcome: profile.calls.unknownOutcome,
    keptHeaders: [],
    // Never the generated URL itself: bots keep conversation references, and log them.
    serviceUrl: inboundUrl === undefined ? 'urn:imiconnect' : new URL(inboundUrl).origin,
    bot: { id: 'bot', name: 'Bot' },

    verify: (request) => verifyWebhook(settings, request),
    read: (request) => readWebhook(settings, request),
    interpret: async (event, view) => interpret(profile, event, view),
    render: (activity) => render(profile, wellFormed(activity)),
    deliver: createDeliver(profile, client),
    close: async () => client.close(),
  }
}
