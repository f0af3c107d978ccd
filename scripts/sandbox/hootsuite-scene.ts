import type { ConversationSnapshot, HootsuiteSimulator, MessageSnapshot, NoteSnapshot } from './hootsuite/index.ts'
import type { EntrySeen, FileSeen, OwnerSeen, Scene } from './stage.ts'

/** Hootsuite's documents have shortcodes shown by the Web Messenger only. */
const SHOWS_SHORTCODES = 'rtm'
const REPLY_BUTTON = /%\[([^\]]*)\]\(reply:([^)]*)\)/g

const STATUS: Readonly<Record<ConversationSnapshot['owner'], string>> = {
  bot: 'Assigned',
  new: 'New',
  agent: 'Assigned',
  resolved: 'Resolved',
}

/** One conversation as Hootsuite's agents see it. `others`: the customer's conversations on other media. */
export function hootsuiteScene(
  hootsuite: HootsuiteSimulator,
  conversationId: string,
  others: readonly string[],
): Scene {
  const conversation = hootsuite.conversation(conversationId)
  const { id, customerId, topics, contactAttributes, typing } = conversation
  return {
    conversationId: id,
    ids: [...new Set([id, customerId, ...others])],
    owner: ownerOf(hootsuite, conversation),
    entries: entriesOf(hootsuite, conversation),
    topics,
    customerAttributes: contactAttributes,
    conversationAttributes: {},
    facts: factsOf(hootsuite, conversation),
    ...(typing ? { typing: ['bot'] } : {}),
  }
}

function ownerOf(hootsuite: HootsuiteSimulator, { owner, agentId }: ConversationSnapshot): OwnerSeen {
  if (owner === 'bot') return { who: 'bot' }
  if (owner === 'resolved') return { who: 'closed' }
  if (owner === 'new') return { who: 'queue', name: 'New' }
  return { who: 'agent', name: nameOf(hootsuite, agentId) }
}

function factsOf(hootsuite: HootsuiteSimulator, conversation: ConversationSnapshot): Scene['facts'] {
  const { owner, activation, release, agentId, medium, channelId, customerId, tags } = conversation
  const has = activation === 'delegation' ? 'has it, delegated' : 'has it since the start'
  const lost = release === undefined ? 'never had it' : `had it: ${release}`
  const channel = hootsuite.settings.channels.find(({ id }) => id === channelId)
  const unconfirmed = Object.entries(conversation.unconfirmedAttributes)
  return [
    { name: 'Status', value: STATUS[owner] },
    { name: 'Virtual agent', value: owner === 'bot' ? has : lost },
    ...(agentId === undefined ? [] : [{ name: 'Agent', value: nameOf(hootsuite, agentId) }]),
    { name: 'Medium', value: medium },
    { name: 'Channel', value: channel?.name ?? channelId },
    { name: 'Contact', value: customerId },
    ...(tags.length === 0 ? [] : [{ name: 'Tags', value: tags.map(({ tag }) => tag).join(', ') }]),
    ...unconfirmed.map(([name, value]) => ({ name: 'To confirm', value: `${name} = ${value}` })),
  ]
}

/** Notes stand beside what was said: each before what followed it. */
function entriesOf(hootsuite: HootsuiteSimulator, { id, medium }: ConversationSnapshot): EntrySeen[] {
  const notes = hootsuite.notes(id).map((note, index) => ({ after: note.after, entry: noteOf(hootsuite, note, index) }))
  const messages = hootsuite.messages(id)
  const entries: EntrySeen[] = []
  for (const [index, message] of messages.entries()) {
    while (notes[0] !== undefined && notes[0].after <= index) entries.push(notes.shift()!.entry)
    entries.push(entryOf(hootsuite, message, { id, medium }))
  }
  return [...entries, ...notes.map(({ entry }) => entry)]
}

function noteOf(hootsuite: HootsuiteSimulator, { text, at, agentId }: NoteSnapshot, index: number): EntrySeen {
  const author = agentId === undefined ? {} : { author: nameOf(hootsuite, agentId) }
  return { id: `note-${index}`, kind: 'note', text, at, ...author }
}

function entryOf(
  hootsuite: HootsuiteSimulator,
  message: MessageSnapshot,
  { id: conversationId, medium }: { id: string; medium: string },
): EntrySeen {
  const { id, from, text = '', at, agentId } = message
  const files = filesOf(hootsuite, message, conversationId)
  const entry = { id, text, at, ...(files.length === 0 ? {} : { files }) }
  if (from === 'customer') return { ...entry, kind: 'customer' }
  if (from !== 'bot') {
    return { ...entry, kind: 'agent', author: from === 'system' ? 'Hootsuite' : nameOf(hootsuite, agentId) }
  }
  if (medium !== SHOWS_SHORTCODES) return { ...entry, kind: 'bot' }
  const options = [...text.matchAll(REPLY_BUTTON)].map(([, label = '', payload = '']) => ({ id: payload, label }))
  const words = text.replace(REPLY_BUTTON, '').trim()
  return { ...entry, kind: 'bot', text: words, ...(options.length === 0 ? {} : { options }) }
}

function filesOf(hootsuite: HootsuiteSimulator, message: MessageSnapshot, conversationId: string): FileSeen[] {
  const { attachment, attachments, contentTypes } = message
  if (attachments !== undefined) {
    return attachments.map((name, index) => ({ name, contentType: contentTypes?.[index] ?? UNKNOWN }))
  }
  if (attachment === undefined) return []
  const uploaded = hootsuite.uploads(conversationId).find(({ filename }) => filename === attachment)
  return [{ name: attachment, contentType: uploaded?.contentType ?? UNKNOWN }]
}

const UNKNOWN = 'application/octet-stream'

function nameOf({ settings }: HootsuiteSimulator, agentId: string | undefined): string {
  return settings.agents.find(({ id }) => id === agentId)?.name ?? agentId ?? 'an agent'
}
