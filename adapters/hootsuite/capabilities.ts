import type { Capabilities } from '../core/capabilities.ts'

/** What Hootsuite can do for a bot, with its API and without. */
export function capabilitiesOf({ api, textLimit }: { api: boolean; textLimit: number }): Capabilities {
  return {
    /** Shortcodes where the medium shows them, numbered lists elsewhere. */
    buttons: 'channel',
    typing: api ? 'native' : 'unsupported',
    /** Uploads need the API; without it links. */
    attachments: api ? 'native' : 'mapped',
    topics: 'native',
    /** Written once: a value that is there already stays. */
    contactAttributes: 'native',
    conversationAttributes: 'unsupported',
    notes: 'native',
    handOff: 'native',
    resolve: 'native',
    /** While the conversation is the bot's. */
    proactive: api,
    /** Nobody tells that a person took over; that one gave it back shows when the bot has it again. */
    handoffStatus: api ? ['failed', 'completed'] : ['completed'],
    textLimit,
  }
}
