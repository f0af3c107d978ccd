import type { Capabilities } from '../core/capabilities.ts'

/** What Gladly's REST API can do for a bot. */
export const CAPABILITIES: Capabilities = {
  /** Quick replies on chat, numbered lists on all other channels. */
  buttons: 'channel',
  typing: 'unsupported',
  /** Links in the text. */
  attachments: 'mapped',
  topics: 'native',
  contactAttributes: 'native',
  conversationAttributes: 'native',
  notes: 'native',
  handOff: 'native',
  resolve: 'native',
  /** One can only reply to what the customer wrote. */
  proactive: false,
  handoffStatus: ['accepted', 'failed', 'completed'],
  textLimit: 2048,
}
