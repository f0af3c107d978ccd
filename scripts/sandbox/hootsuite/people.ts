import { randomUUID } from 'node:crypto'
import { dropOldest } from '../simulator/recorder.ts'
import { type Contacts, setByAgent } from './contacts.ts'
import { type Conversation, type Conversations, snapshotOf } from './conversations.ts'
import { named } from './effects.ts'
import type { Channel, HootsuiteSettings } from './options.ts'
import type { CustomerSaysOptions, HootsuitePeople } from './simulator.ts'
import type { VirtualAgent } from './virtual-agent.ts'

/** What people act on. */
export interface PeopleParts {
  settings: HootsuiteSettings
  contacts: Contacts
  conversations: Conversations
  virtualAgent: VirtualAgent
}

/** What customers and agents do, and what can be seen. */
export function peopleOf(parts: PeopleParts): HootsuitePeople {
  const { settings, contacts, conversations, virtualAgent } = parts
  const get = (id: string) => conversations.get(id)
  const take = (conversation: Conversation, agentId = settings.agents[0]?.id) => {
    virtualAgent.release(conversation, 'agent', 'taken-over', agentId)
  }
  return {
    async customerSays(text, options = {}) {
      return customerSays(parts, text, options)
    },
    async delegate(conversationId) {
      const conversation = get(conversationId)
      if (conversation.owner === 'bot') throw new Error('the virtual agent has this conversation already')
      if (!virtualAgent.serves('delegation', conversation)) {
        throw new Error('there is no delegation virtual agent for this conversation')
      }
      virtualAgent.begin(conversation, 'delegation')
    },
    async agentTakes(conversationId, agentId) {
      take(get(conversationId), agentId)
    },
    async agentSays(conversationId, text, agentId) {
      const conversation = get(conversationId)
      if (conversation.owner !== 'agent') take(conversation, agentId)
      return conversations.say(conversation, { from: 'agent', text, agentId: conversation.agentId }).id
    },
    async agentReturns(conversationId) {
      virtualAgent.release(get(conversationId), 'new', 'taken-over')
    },
    async agentNotes(conversationId, text, agentId = settings.agents[0]?.id) {
      conversations.note(get(conversationId), text, { agentId })
    },
    async agentAddsTopic(conversationId, name) {
      const { topics } = get(conversationId)
      const topic = named(settings.topics, name)
      if (topic === undefined) throw new Error(`There is no topic '${name}'. Topics: ${settings.topics.join(', ')}.`)
      if (!topics.includes(topic)) topics.push(topic)
    },
    async agentRemovesTopic(conversationId, name) {
      const conversation = get(conversationId)
      const topic = named(conversation.topics, name)
      if (topic === undefined) throw new Error(`Topic '${name}' is not on the conversation.`)
      conversation.topics = conversation.topics.filter((one) => one !== topic)
    },
    async agentSetsAttribute(customerId, attribute, value) {
      const { contactAttributes: known } = settings
      if (known?.includes(attribute) === false) {
        throw new Error(`There is no contact attribute '${attribute}'. Attributes: ${known.join(', ')}.`)
      }
      const contact = contacts.get(customerId)
      setByAgent(contact, attribute, value)
      dropOldest(contact.attributes, settings.recordLimit)
    },
    async agentResolves(conversationId) {
      virtualAgent.release(get(conversationId), 'resolved', 'taken-over')
    },
    conversation: (id) => snapshotOf(get(id)),
    conversations: () => conversations.list().map(snapshotOf),
    messages: (id) => get(id).messages.map((one) => ({ ...one })),
    notes(id) {
      const { notes, forgotten } = get(id)
      return notes.map((one) => ({ ...one, after: Math.max(0, one.after - forgotten) }))
    },
    botMessages: (id) => structuredClone(get(id).messages.filter(({ from }) => from === 'bot')),
    uploads: (id) => [...get(id).uploads.values()].map((one) => ({ ...one })),
    contactAttributes: (customerId) => structuredClone(contacts.get(customerId).attributes),
  }
}

function customerSays(parts: PeopleParts, text: string, options: CustomerSaysOptions) {
  const { settings, contacts, conversations, virtualAgent } = parts
  const { customerId: id, name, payload, attachments = [], trigger = null, contactAttributes: attributes } = options
  const contact = contacts.obtain({ id, name, language: options.language ?? settings.language, attributes })
  const channel = channelOf(settings, options.medium ?? settings.medium)
  const newest = conversations.newest(contact, channel)
  const goesOn = newest !== undefined && (newest.owner !== 'resolved' || settings.sameIdOnReturn)
  const conversation = goesOn ? newest : conversations.create(contact, channel)
  // An inception virtual agent picks up what starts, or starts anew; what waits for people is theirs.
  const starts = !goesOn || conversation.owner === 'resolved'
  if (starts) {
    conversation.owner = 'new'
    if (virtualAgent.serves('inception', conversation)) virtualAgent.begin(conversation, 'inception')
  }
  const filenames = attachments.map(({ filename }) => filename)
  const contentTypes = attachments.map(({ contentType }) => contentType)
  const files = filenames.length === 0 ? {} : { attachment: filenames[0], attachments: filenames, contentTypes }
  const message = conversations.say(conversation, { from: 'customer', text: text || undefined, payload, ...files })
  if (conversation.owner === 'bot') virtualAgent.hear(conversation, message, trigger)
  return { customerId: contact.profile.id, conversationId: conversation.id, messageId: message.id }
}

function channelOf(settings: HootsuiteSettings, medium: string): Channel {
  const known = settings.channels.find((one) => one.medium === medium)
  if (known) return known
  const added = { id: randomUUID(), name: `Acme ${medium}`, medium, access: true }
  settings.channels.push(added)
  return added
}
