/** How a platform does a thing: in its own way, by something close to it, or not at all. */
export type Support = 'native' | 'mapped' | 'unsupported'

/** What a platform can do. Bots read it as `ContactCenter.of(context).capabilities`. */
export interface Capabilities {
  /** Suggested actions and card buttons: `native` buttons, a numbered `text` list, or `channel`: it depends on the customer's channel at the time. */
  buttons: 'native' | 'text' | 'channel'
  /** Typing indicators. */
  typing: Support
  /** Files the bot sends. `mapped`: a link in the text. */
  attachments: Support
  topics: Support
  contactAttributes: Support
  conversationAttributes: Support
  notes: Support
  handOff: Support
  resolve: Support
  /** Whether the bot can speak without having been spoken to in the conversation. */
  proactive: boolean
  /** Which states of `handoff.status` the platform can know of. */
  handoffStatus: readonly ('accepted' | 'failed' | 'completed')[]
  /** Longest text of one message in characters; longer ones are split. 0: no limit known. */
  textLimit: number
}

/** A channel that brings no people: the Emulator, Web Chat and Azure's channels while no desk is configured. */
export const NO_DESK: Capabilities = {
  buttons: 'native',
  typing: 'native',
  attachments: 'native',
  topics: 'unsupported',
  contactAttributes: 'unsupported',
  conversationAttributes: 'unsupported',
  notes: 'unsupported',
  handOff: 'unsupported',
  resolve: 'unsupported',
  proactive: true,
  handoffStatus: [],
  textLimit: 0,
}
