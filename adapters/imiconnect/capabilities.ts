import type { Capabilities } from '../core/capabilities.ts'
import type { CompleteImiconnectSettings } from './settings.ts'

/** What the contract of generic bots can do (Webex Connect help, Generic Bot), with what the tenant's profile adds. */
export function capabilitiesOf({ profile, linksConversations }: CompleteImiconnectSettings): Capabilities {
  return {
    buttons: 'text',
    typing: 'unsupported',
    /** Links in the text, where no field for files is known. */
    attachments: profile.message.mediaField === undefined ? 'mapped' : 'native',
    // By an event of the tenant's own, or else as parameters of the hand-over.
    topics: 'mapped',
    contactAttributes: 'mapped',
    conversationAttributes: 'mapped',
    notes: 'mapped',
    handOff: 'native',
    /** On our side alone, unless the vendor has told how a bot closes. */
    resolve: profile.close.mode === 'local' ? 'mapped' : 'native',
    /** While the conversation is open, replies can be sent at any time. */
    proactive: true,
    /** A copy of what agents say comes under another conversation's id; only a link between the two tells who took over. */
    handoffStatus: linksConversations ? ['accepted', 'failed', 'completed'] : ['failed', 'completed'],
    textLimit: profile.message.maxTextLength,
  }
}
