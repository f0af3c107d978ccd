import { type Clock, systemClock } from '../core/clock.ts'
import { NotSupportedError } from '../core/errors.ts'
import { type Logger, silentLogger } from '../core/log.ts'
import type { Platform, ResponseMode } from '../core/platform.ts'
import { wellFormed } from '../core/render/well-formed.ts'
import { capabilitiesOf } from './capabilities.ts'
import { createHootsuiteClient } from './client.ts'
import { compose } from './compose.ts'
import { createDelivery, ownerFromRefusal } from './deliver.ts'
import { interpret } from './interpret.ts'
import type { HootsuiteProfile } from './profile.ts'
import { render } from './render.ts'
import { completeHootsuiteSettings, type HootsuiteSettings } from './settings.ts'
import { HOOTSUITE, jsonAnswer, NOTHING, readWebhook, verifyWebhook } from './webhook.ts'

export type { HootsuiteProfileInput } from './profile.ts'
export { type HootsuiteSettings, readHootsuiteSettings } from './settings.ts'
export { HOOTSUITE } from './webhook.ts'

/** What can be handed in: the machine's own time and no logs where absent. */
export interface HootsuiteDependencies {
  clock?: Clock
  log?: Logger
}

/** Hootsuite Inbox 2.0: the bot is a custom virtual agent. README.md says how to set it up, with its API and without. */
export function createHootsuitePlatform(given: HootsuiteSettings, dependencies: HootsuiteDependencies = {}): Platform {
  const settings = completeHootsuiteSettings(given)
  const { clock = systemClock, log = silentLogger } = dependencies
  const { profile, credentials } = settings
  const api = credentials !== undefined

  return {
    channelId: HOOTSUITE,
    account: settings.account,
    capabilities: capabilitiesOf({ api, textLimit: profile.maxTextLength }),
    // People in Inbox see the whole conversation.
    needsTranscript: false,
    keptHeaders: [],
    serviceUrl: settings.baseUrl,
    bot: { id: 'virtual-agent', name: 'Bot' },

    verify: (request) => verifyWebhook(settings, request, clock.now()),
    read: (request) => readWebhook(settings, request),
    interpret: async (event, view) => interpret(profile, event, view),
    render: (activity, view) => render({ profile, uploads: api }, wellFormed(activity), view),
    ownerFromRefusal,
    ...(credentials === undefined
      ? { response: responseMode(profile, log), deliver: noWayOut }
      : overApi(createHootsuiteClient(settings, credentials, clock))),
  }

  function overApi(client: ReturnType<typeof createHootsuiteClient>) {
    const delivery = createDelivery({ settings, client, log })
    return {
      deliver: delivery.deliver,
      lookUp: (command, view, _known, signal) => delivery.lookUp(command, view, signal),
      typing: delivery.typing,
      close: async () => client.close(),
    } satisfies Partial<Platform>
  }
}

/** Hootsuite's documents: 10 s for an answer, three retries. */
const LIMIT_MS = 10_000
const DELIVERIES = 4
/** The largest body Hootsuite's other webhooks allow; of these none is documented. */
const LARGEST_ANSWER = 32 * 1024

function responseMode(profile: HootsuiteProfile, log: Logger): ResponseMode {
  const { fallback } = profile
  const handsOff = fallback === 'HANDOVER'
  return {
    budgetMs: profile.syncBudgetMs,
    limitMs: LIMIT_MS,
    deliveries: DELIVERIES,
    repeatMs: profile.repeatMs,
    compose(commands) {
      const answer = jsonAnswer(compose(commands, profile))
      const bytes = Buffer.byteLength(answer.body ?? '')
      if (bytes > LARGEST_ANSWER) log.warn({ bytes }, 'a large answer: Hootsuite may not take it')
      return answer
    },
    empty: NOTHING,
    fallback: jsonAnswer(handsOff ? { complete: 'HANDOVER' } : { sendMessage: { text: fallback.text } }),
    fallbackHandsOff: handsOff,
  }
}

const noWayOut: Platform['deliver'] = async () => {
  throw new NotSupportedError('Without credentials for its API, the bot can only answer what Hootsuite sends', {
    channelId: HOOTSUITE,
    hint: 'Set HOOTSUITE_CLIENT_ID, HOOTSUITE_CLIENT_SECRET and HOOTSUITE_ORGANIZATION_ID for words that come later, or of their own accord.',
  })
}
