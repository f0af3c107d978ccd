import type { DeskPeople, Handed } from './desk-people.ts'
import type { EntrySeen, Scene, Stage } from './stage.ts'
import type { WebChatSimulator } from './web-chat/index.ts'

type Said = ReturnType<WebChatSimulator['transcript']>[number]

/** A customer on Web Chat, with the agents of a desk behind the bot. */
export class WebChatStage implements Stage {
  readonly platform: string
  readonly channels = ['webchat'] as const
  readonly faults: readonly string[]
  readonly remarks: readonly string[]
  private readonly webChat: WebChatSimulator
  private readonly people: DeskPeople
  private customers = 0
  private name = ''
  private conversationId: string | undefined

  constructor(webChat: WebChatSimulator, people: DeskPeople) {
    this.webChat = webChat
    this.people = people
    this.platform = `Web Chat, with ${people.platform} behind it`
    this.faults = people.faults
    this.remarks = [
      `The customer is on Web Chat (/api/messages); ${people.platform} has the agents.`,
      'Agents get a customer from the bot only: ask the bot for a person. They cannot take over before.',
      '/back and /close are one: the agent ends the conversation, and the bot has the customer again.',
      ...people.remarks,
    ]
    this.newCustomer()
  }

  async customerSays(text: string, optionId?: string): Promise<void> {
    this.conversationId ??= await this.webChat.join({ customerId: `customer-${this.customers}`, name: this.name })
    if (optionId === undefined) await this.webChat.says(this.conversationId, text)
    else await this.webChat.presses(this.conversationId, text)
  }

  useChannel(): void {}

  newCustomer(): void {
    this.customers += 1
    this.name = this.customers === 1 ? 'Nadia Okoye' : `Nadia Okoye ${this.customers}`
    this.conversationId = undefined
  }

  async agentSays(text: string): Promise<void> {
    if (this.handed().owner?.who === 'queue') await this.take()
    await this.people.says(this.name, text)
  }

  async take(): Promise<void> {
    if (this.handed().owner === undefined) {
      throw new Error('No agent can: a desk gets a customer from the bot only. Ask the bot for a person.')
    }
    await this.people.take(this.name)
  }

  async giveBack(): Promise<void> {
    await this.people.leaves(this.name)
  }

  close(): Promise<void> {
    return this.giveBack()
  }

  setFault(fault: string | undefined): void {
    this.people.setFault(fault)
  }

  look(): Scene | undefined {
    if (this.conversationId === undefined) return undefined
    const handed = this.handed()
    return {
      conversationId: this.conversationId,
      owner: handed.owner ?? { who: 'bot' },
      entries: entriesOf(this.webChat.transcript(this.conversationId), handed),
      topics: handed.topics,
      customerAttributes: {},
      // The desk does not tell the customer's from the conversation's.
      conversationAttributes: handed.attributes,
    }
  }

  private handed(): Handed {
    return this.people.look(this.name)
  }
}

/** What the customer saw, and what came along for the agents once there is something. */
function entriesOf(transcript: readonly Said[], { notes, agentTexts }: Handed): EntrySeen[] {
  const byAgents = [...agentTexts]
  const said = transcript.flatMap(({ from, activity }): EntrySeen[] => {
    if (from !== 'bot' || activity.type !== 'message') return []
    const text = activity.text ?? ''
    const at = byAgents.indexOf(text)
    if (at >= 0) byAgents.splice(0, at + 1)
    const actions = (activity.suggestedActions as { actions?: { title: string; value: unknown }[] } | undefined)
      ?.actions
    const options = actions?.map(({ title, value }) => ({ id: String(value), label: title }))
    return [
      { id: activity.id ?? '', kind: at >= 0 ? 'agent' : 'bot', text, ...(options === undefined ? {} : { options }) },
    ]
  })
  return [...said, ...notes.map(({ id, text }): EntrySeen => ({ id, kind: 'note', text }))]
}
