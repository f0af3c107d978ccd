import { DESK_FAULTS, type DeskPeople, type Handed, setDeskFault } from './desk-people.ts'
import type { ConversationSnapshot, EightByEightSimulator } from './eight-by-eight/index.ts'

/** 8x8's agents, for whoever plays one. */
export class EightByEightPeople implements DeskPeople {
  readonly platform = '8x8'
  readonly faults = DESK_FAULTS
  readonly remarks = [
    'Each hand-off is a conversation of its own on 8x8; topics and the reason are properties of the user.',
  ]
  private readonly simulator: EightByEightSimulator

  constructor(simulator: EightByEightSimulator) {
    this.simulator = simulator
  }

  look(customer: string): Handed {
    const conversation = this.find(customer)
    if (conversation === undefined) return { owner: undefined, notes: [], topics: [], attributes: {}, agentTexts: [] }
    const properties = conversation.user.additionalProperties ?? []
    const attributes = Object.fromEntries(properties.map(({ key, value }) => [key, value]))
    const { topics = '', ...others } = attributes
    return {
      owner: ownerOf(conversation, this.simulator),
      notes: notesOf(conversation),
      topics: topics.split(', ').filter((topic) => topic !== ''),
      attributes: others,
      agentTexts: this.all(customer).flatMap(({ messages }) =>
        messages.filter(({ authorType }) => authorType === 'agent').map(({ text }) => text ?? ''),
      ),
    }
  }

  async take(customer: string): Promise<void> {
    this.simulator.agentAccepts(this.theirs(customer).id)
  }

  async says(customer: string, text: string): Promise<void> {
    this.simulator.agentSays(this.theirs(customer).id, text)
  }

  async leaves(customer: string): Promise<void> {
    this.simulator.agentLeaves(this.theirs(customer).id)
  }

  setFault(fault: string | undefined): void {
    setDeskFault(this.simulator.faults, fault)
  }

  private theirs(customer: string): ConversationSnapshot {
    const conversation = this.find(customer)
    if (conversation !== undefined) return conversation
    throw new Error('8x8 has no conversation of this customer: ask the bot for a person.')
  }

  private find(customer: string): ConversationSnapshot | undefined {
    return this.all(customer).at(-1)
  }

  private all(customer: string): ConversationSnapshot[] {
    return this.simulator
      .conversations()
      .filter(({ user }) => user.name === customer)
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
  }
}

function ownerOf(
  { owner, assignment, agentId }: ConversationSnapshot,
  simulator: EightByEightSimulator,
): Handed['owner'] {
  if (owner === 'agent') return agentId === undefined ? { who: 'agent' } : { who: 'agent', name: agentId }
  if (owner !== 'queue') return undefined
  return { who: 'queue', name: assignment.id === simulator.billingQueueId ? 'billing' : 'support' }
}

/** The history as the agent reads it, as one note. */
function notesOf({ id, history }: ConversationSnapshot): Handed['notes'] {
  if (history.length === 0) return []
  const lines = history.map(({ authorType, text }) => `${authorType}: ${text ?? '[card or file]'}`)
  return [{ id: `history-${id}`, text: ['8x8 shows the agent:', ...lines].join('\n') }]
}
