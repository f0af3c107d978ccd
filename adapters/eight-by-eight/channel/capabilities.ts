import type { Capabilities } from '../../core/capabilities.ts'
import type { EightByEightProfile } from '../profile.ts'

/** What the Chat Gateway can do for a bot inside one of 8x8's channels (8x8, Contact Center Chat Gateway). */
export function capabilitiesOf({ channel }: EightByEightProfile): Capabilities {
  return {
    /** Quick replies in web chat, numbered lists on all other channels. */
    buttons: 'channel',
    typing: 'native',
    attachments: 'native',
    /** One of the additional properties that agents see. */
    topics: 'mapped',
    contactAttributes: 'native',
    /** Additional properties as well: 8x8 knows no others. */
    conversationAttributes: 'mapped',
    /** With the hand-off. */
    notes: 'mapped',
    handOff: 'native',
    resolve: 'native',
    /** While the conversation is the bot's. */
    proactive: true,
    handoffStatus: ['accepted', 'failed', 'completed'],
    textLimit: channel.maxTextLength,
  }
}
