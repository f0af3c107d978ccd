import { notFound } from '../simulator/answers.ts'
import type { AttachmentHost } from './attachment-host.ts'
import { assign, assigneeRefused, closeConversation, conversationById, reopen } from './conversations.ts'
import { addCustomer, customerById, customerNow, mergeCustomers, type Profile, updateCustomer } from './customers.ts'
import { addNote, addTopics, changeAttributes, removeTopic } from './labels.ts'
import { addOther, agentWrites, receive } from './messages.ts'
import { configureAttribute, seededIds } from './seed.ts'
import type { GladlySimulator } from './simulator.ts'
import type { Initiator } from './types.ts'
import { snapshot, type World } from './world.ts'

type People = Pick<
  GladlySimulator,
  | 'customerSays'
  | 'agentSays'
  | 'agentNotes'
  | 'agentAddsTopic'
  | 'agentRemovesTopic'
  | 'agentSetsAttribute'
  | 'agentSetsCustomerAttribute'
  | 'assign'
  | 'close'
  | 'reopen'
  | 'merge'
  | 'createCustomer'
  | 'addItem'
  | 'configureAttribute'
  | 'conversation'
  | 'conversations'
  | 'items'
  | 'customer'
  | 'notes'
  | 'botReplies'
  | 'events'
  | 'inboxes'
  | 'agents'
  | 'attachmentUrl'
>

const ROUTING: Initiator = { id: 'ROUTING', type: 'SYSTEM' }
const BY_A_PERSON: ReadonlySet<string> = new Set(['MANUAL', 'DEDICATED_HERO_ASSIGN', 'DEDICATED_HERO_CHANGE'])

/** What customers and agents do, and what can be seen of the organization. */
export function peopleOf(world: World, attachments: AttachmentHost): People {
  const agent = (id: string = seededIds.humanAgent): Initiator => ({ id, type: 'AGENT' })
  return {
    async customerSays(text, { customerId, channel = 'CHAT', ...rest } = {}) {
      const known = customerId === undefined ? undefined : customerNow(world, customerId)
      const customer = known ?? addCustomer(world, { ...(customerId !== undefined && { id: customerId }) })
      const { shown } = receive(world, { customer, text, channel, ...rest })
      return { customerId: shown.customerId, conversationId: shown.conversationId, itemId: shown.id }
    },
    async agentSays(conversationId, text, agentId) {
      const { agentId: current } = conversationById(world, conversationId)
      const writer = agentId ?? (current && current !== world.botAgentId ? current : seededIds.humanAgent)
      return agentWrites(world, conversationId, text, writer).shown.id
    },
    async agentNotes(conversationId, text, agentId) {
      return addNote(world, conversationById(world, conversationId), text, agent(agentId)).shown.id
    },
    async agentAddsTopic(conversationId, name, agentId) {
      addTopics(world, conversationById(world, conversationId), [topicIdOf(world, name)], agent(agentId))
    },
    async agentRemovesTopic(conversationId, name, agentId) {
      removeTopic(world, conversationById(world, conversationId), topicIdOf(world, name), agent(agentId))
    },
    async agentSetsAttribute(conversationId, key, value, agentId) {
      const conversation = conversationById(world, conversationId)
      const before = snapshot(world, conversation).customAttributes[key] ?? []
      const remove = before.filter((one) => one !== value).map((one) => ({ key, value: one }))
      changeAttributes(world, conversation, { add: [{ key, value }], remove }, agent(agentId))
    },
    async agentSetsCustomerAttribute(customerId, name, value) {
      const customer = customerById(world, customerId)
      updateCustomer(world, customer, { customAttributes: { ...customer.profile.customAttributes, [name]: value } })
    },
    async assign(conversationId, { inboxId, agentId }, { reason = 'MANUAL', agentId: actor } = {}) {
      const conversation = conversationById(world, conversationId)
      const wanted = { inboxId, agentId: agentId ?? undefined }
      const refused = assigneeRefused(world, conversation, wanted)
      if (refused) throw refused
      const by = actor || BY_A_PERSON.has(reason) ? agent(actor) : ROUTING
      assign(world, conversation, wanted, { reason, by })
    },
    async close(conversationId, agentId) {
      closeConversation(world, conversationById(world, conversationId), agent(agentId))
    },
    async reopen(conversationId, agentId) {
      const conversation = conversationById(world, conversationId)
      if (conversation.status === 'CLOSED') reopen(world, conversation, agent(agentId))
    },
    async merge(sourceCustomerId, destinationCustomerId) {
      mergeCustomers(world, sourceCustomerId, destinationCustomerId, agent())
    },
    createCustomer: (profile = {}) => addCustomer(world, profile as Profile).profile.id,
    addItem: (conversationId, content, initiator = ROUTING) => {
      return addOther(world, conversationId, content, initiator).shown.id
    },
    configureAttribute: (key) => configureAttribute(world, key),
    conversation: (id) => snapshot(world, conversationById(world, id)),
    conversations: () => [...world.conversations.values()].map((one) => snapshot(world, one)),
    items: (id) => conversationById(world, id).items.map(({ shown }) => ({ ...shown, content: { ...shown.content } })),
    customer: (id) => ({ ...customerById(world, id).profile }),
    notes(id) {
      const contents = conversationById(world, id).items.map(({ shown }) => shown.content)
      return contents.filter(({ type }) => type === 'CONVERSATION_NOTE').map(({ body }) => String(body))
    },
    botReplies: (id) => conversationById(world, id).replies.map((reply) => ({ ...reply })),
    events: () => world.events.between(world.clock.ms() - 86_400_000, world.clock.ms()),
    inboxes: () => [...world.inboxes.values()].map(({ id, name, disabled }) => ({ id, name, disabled })),
    agents: () => [...world.agents.values()].map((one) => ({ ...one })),
    attachmentUrl(itemId, attachmentId) {
      const file = world.items.get(itemId)?.files.find((one) => one.id === attachmentId)
      if (!file) throw notFound(`attachment ${attachmentId} of ${itemId}`)
      return attachments.urlOf(file)
    },
  }
}

function topicIdOf(world: World, name: string): string {
  const all = [...world.topics.values()].filter(({ disabled }) => !disabled)
  const found = all.find((topic) => topic.name.toLowerCase() === name.toLowerCase())
  if (found) return found.id
  throw new Error(`There is no topic '${name}'. Topics: ${all.map((topic) => topic.name).join(', ')}.`)
}
