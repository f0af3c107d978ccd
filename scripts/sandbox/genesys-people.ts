import { DESK_FAULTS, type DeskPeople, type Handed, setDeskFault } from './desk-people.ts'
import type { ConversationSnapshot, GenesysSimulator } from './genesys/index.ts'

/** Genesys Cloud's agents, for whoever plays one. */
export class GenesysPeople implements DeskPeople {
  readonly platform = 'Genesys Cloud'
  readonly faults = DESK_FAULTS
  readonly remarks = ['What is said before a hand-off is mirrored, the bot’s words with BOT before them.']
  private readonly simulator: GenesysSimulator

  constructor(simulator: GenesysSimulator) {
    this.simulator = simulator
  }

  look(customer: string): Handed {
    const conversation = this.all(customer).at(-1)
    if (conversation === undefined) return { owner: undefined, notes: [], topics: [], attributes: {}, agentTexts: [] }
    const { topics = '', ...attributes } = conversation.attributes
    const held = conversation.owner === 'queue' || conversation.owner === 'agent'
    return {
      owner: ownerOf(conversation, this.simulator),
      notes: held ? notesOf(conversation) : [],
      topics: topics
        .split(',')
        .map((topic) => topic.trim())
        .filter((topic) => topic !== ''),
      attributes,
      agentTexts: this.all(customer).flatMap(({ messages }) =>
        messages.filter(({ from }) => from === 'agent').map(({ text }) => text ?? ''),
      ),
    }
  }

  async take(customer: string): Promise<void> {
    await this.simulator.agentAccepts(this.theirs(customer).id)
  }

  async says(customer: string, text: string): Promise<void> {
    await this.simulator.agentSays(this.theirs(customer).id, text)
  }

  async leaves(customer: string): Promise<void> {
    await this.simulator.agentDisconnects(this.theirs(customer).id)
  }

  setFault(fault: string | undefined): void {
    setDeskFault(this.simulator.faults, fault)
  }

  private theirs(customer: string): ConversationSnapshot {
    const conversation = this.all(customer).at(-1)
    if (conversation !== undefined) return conversation
    throw new Error('Genesys has no conversation of this customer: write as the customer first.')
  }

  /** Oldest first. */
  private all(customer: string): ConversationSnapshot[] {
    return this.simulator
      .conversations()
      .filter(({ participants }) =>
        participants.some(({ purpose, name }) => purpose === 'customer' && name === customer),
      )
  }
}

function ownerOf({ owner, queue, agent }: ConversationSnapshot, { agents }: GenesysSimulator): Handed['owner'] {
  if (owner === 'queue') return queue === undefined ? { who: 'queue' } : { who: 'queue', name: queue }
  if (owner !== 'agent') return undefined
  const name = agents.find(({ id }) => id === agent)?.name
  return name === undefined ? { who: 'agent' } : { who: 'agent', name }
}

/** What the agent reads when the customer comes, as one note: all up to the message that hands over. */
function notesOf({ id, messages }: ConversationSnapshot): Handed['notes'] {
  const last = messages.findLastIndex(({ from, text }) => from === 'customer' && text?.startsWith(SUMMARY) === true)
  if (last < 0) return []
  const lines = messages.slice(0, last + 1).map(({ from, text }) => `${from}: ${text ?? '[content]'}`)
  return [{ id: `seen-${id}-${messages[last]!.id}`, text: ['Genesys shows the agent:', ...lines].join('\n') }]
}

/** How the adapter's summary begins, as its profile has it. */
const SUMMARY = 'Handed over by the bot'
