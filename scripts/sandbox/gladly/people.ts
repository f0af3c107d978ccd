import { assign, assigneeRefused, closeConversation, conversationById, reopen } from './conversations.ts'
import { addCustomer, customerById, customerNow, mergeCustomers, type Profile } from './customers.ts'
import { addOther, agentWrites, receive } from './messages.ts'
import { configureAttribute, seededIds } from './seed.ts'
import type { GladlySimulator } from './simulator.ts'
import type { Initiator } from './types.ts'
import { snapshot, type World } from './world.ts'

type People = Pick<
  GladlySimulator,
  | 'customerSays'
  | 'agentSays'
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
>

const ROUTING: Initiator = { id: 'ROUTING', type: 'SYSTEM' }
const BY_A_PERSON: ReadonlySet<string> = new Set(['MANUAL', 'DEDICATED_HERO_ASSIGN', 'DEDICATED_HERO_CHANGE'])

/** What customers and agents do, and what can be seen of the organization. */
export function peopleOf(world: World): People {
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
    items: (id) => conversationById(world, id).items.map(({ shown }) => structuredClone(shown)),
    customer: (id) => structuredClone(customerById(world, id).profile),
    notes(id) {
      const contents = conversationById(world, id).items.map(({ shown }) => shown.content)
      return contents.filter(({ type }) => type === 'CONVERSATION_NOTE').map(({ body }) => String(body))
    },
    botReplies: (id) => conversationById(world, id).replies.map((reply) => ({ ...reply })),
    events: () => world.events.between(world.clock.ms() - 86_400_000, world.clock.ms()),
  }
}
