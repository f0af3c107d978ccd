import type { Conversation, Conversations } from './conversations.ts'
import type { Downloads } from './downloads.ts'
import { findQueue } from './flow.ts'
import { type Lifecycle, liveOnes } from './lifecycle.ts'
import type { Outbound, OutboundMessage } from './outbound.ts'
import type { Agent, GenesysSettings } from './settings.ts'
import type { GenesysPeople, SaysOptions } from './simulator.ts'
import type { Content, Participant } from './types.ts'
import { snapshotOf } from './views.ts'

/** What people act on. */
export interface PeopleParts {
  settings: GenesysSettings
  conversations: Conversations
  lifecycle: Lifecycle
  outbound: Outbound
  downloads: Downloads
}

/** What agents and the flow do, and what can be seen. */
export function peopleOf(parts: PeopleParts): GenesysPeople {
  const { settings, conversations, lifecycle, outbound } = parts
  const get = (id: string) => conversations.get(id)
  return {
    agentOnline(agent, queues = []) {
      const one = agentNamed(settings, agent)
      one.onQueue = true
      one.queues = [...new Set([...one.queues, ...queues.map((name) => queueNamed(settings, name).name)])]
    },
    agentOffline(agent, queues) {
      const one = agentNamed(settings, agent)
      if (!queues) one.onQueue = false
      const left = (queues ?? []).map((name) => queueNamed(settings, name).name)
      one.queues = one.queues.filter((name) => !left.includes(name))
    },
    async agentIsAlerted(id, agent) {
      return alerted(parts, get(id), agent).userId!
    },
    async agentAccepts(id, agent) {
      const participant = alerted(parts, get(id), agent)
      for (const acd of liveOnes(get(id), 'acd')) lifecycle.end(get(id), acd, 'transfer')
      lifecycle.connect(get(id), participant)
      return participant.userId!
    },
    async agentDeclines(id, agent) {
      lifecycle.end(get(id), alerted(parts, get(id), agent), 'client')
    },
    async agentSays(id, text, options) {
      const participant = holderOf(get(id))
      return say(parts, get(id), { from: 'agent', entity: 'Human', participant }, text, options)
    },
    async agentTypes(id, durationMs) {
      holderOf(get(id))
      outbound.typing(get(id), durationMs)
    },
    async agentTransfers(id, to) {
      const conversation = get(id)
      const from = holderOf(conversation)
      if ('queue' in to) {
        const queue = queueNamed(settings, to.queue)
        lifecycle.end(conversation, from, 'transfer')
        lifecycle.start(conversation, 'acd', { queueId: queue.id, name: queue.name })
        return
      }
      const { id: userId, name } = agentNamed(settings, to.agent)
      lifecycle.end(conversation, from, 'transfer')
      lifecycle.start(conversation, 'agent', { userId, name, queueId: from.queueId })
    },
    async agentDisconnects(id) {
      lifecycle.endAll(get(id), 'client', holderOf(get(id)))
    },
    async agentWrapsUp(id, code = 'resolved') {
      const done = get(id).participants.findLast(({ startAcwTime, endAcwTime }) => startAcwTime && !endAcwTime)
      if (!done) throw new Error(`nobody has after-call work in conversation ${id}`)
      lifecycle.wrapUp(get(id), done, { code })
    },
    async flowSays(id, text, options) {
      const participant = get(id).participants.findLast(({ purpose }) => purpose === 'workflow')
      if (!participant) throw new Error(`no flow ran in conversation ${id}`)
      return say(parts, get(id), { from: 'flow', entity: 'Bot', participant }, text, options)
    },
    conversation: (id) => snapshotOf(get(id), settings),
    conversationsOf: (customerId) => conversations.of(customerId).map((one) => snapshotOf(one, settings)),
    conversations: () => conversations.list().map((one) => snapshotOf(one, settings)),
  }
}

function say(
  { outbound, downloads }: PeopleParts,
  conversation: Conversation,
  who: Pick<OutboundMessage, 'from' | 'entity' | 'participant'>,
  text: string | undefined,
  { attachments = [], structured = [] }: SaysOptions = {},
): string[] {
  const content: Content[][] = attachments.map((file) => [
    { contentType: 'Attachment', attachment: downloads.offer(file) },
  ])
  const messages = content.map((items) => ({ content: items, text: undefined as string | undefined }))
  if (text || structured.length > 0) messages.unshift({ text: text || undefined, content: structured })
  return messages.map((message) => outbound.say(conversation, { ...who, ...message }).id)
}

/** The agent to whom the conversation is offered: already, or now. */
function alerted({ settings, lifecycle }: PeopleParts, conversation: Conversation, wanted?: string): Participant {
  const [acd] = liveOnes(conversation, 'acd')
  if (!acd) throw new Error(`conversation ${conversation.id} is not waiting in a queue`)
  const [already] = liveOnes(conversation, 'agent')
  const agent = wanted === undefined ? undefined : agentNamed(settings, wanted)
  if (already && (agent === undefined || already.userId === agent.id)) return already
  if (already) lifecycle.end(conversation, already, 'system')
  const { id: userId, name } = available(settings, acd, agent)
  return lifecycle.start(conversation, 'agent', { userId, name, queueId: acd.queueId, state: 'alerting' })
}

function available({ agents, queues }: GenesysSettings, { queueId }: Participant, wanted?: Agent): Agent {
  const queue = queues.find(({ id }) => id === queueId)?.name ?? ''
  const candidates = wanted ? [wanted] : agents
  const found = candidates.find((one) => one.onQueue && one.queues.includes(queue))
  if (!found) throw new Error(`${wanted ? `${wanted.name} is not` : 'nobody is'} on queue ${queue}`)
  return found
}

function holderOf(conversation: Conversation): Participant {
  const holder = liveOnes(conversation, 'agent').findLast(({ state }) => state === 'connected')
  if (!holder) throw new Error(`no agent has conversation ${conversation.id}`)
  return holder
}

function agentNamed({ agents }: GenesysSettings, wanted: string): Agent {
  const found = agents.find(({ id, name }) => id === wanted || name === wanted)
  if (!found) throw new Error(`there is no agent ${wanted}`)
  return found
}

function queueNamed({ queues }: GenesysSettings, wanted: string) {
  const found = findQueue(queues, wanted)
  if (!found) throw new Error(`there is no queue ${wanted}`)
  return found
}
