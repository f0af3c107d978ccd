import { randomUUID } from 'node:crypto'
import { nextCustomerName } from './customers.ts'
import { type DeskCustomer, type DeskPeople, type Handed, UNKNOWN } from './desk-people.ts'
import { type CommonFault, faultsOf, type PlatformFaults } from './faults.ts'
import type { FileSent, Scene, Stage } from './stage.ts'
import type { WebChatSimulator } from './web-chat/index.ts'
import { entriesOf, optionIdOf, typingIn } from './web-chat-entries.ts'

/** What Web Chat itself can be given: on the way to `/api/messages`, and on the way back from the bot. */
const WEB_CHAT_FAULTS = ['duplicates', 'shuffled', '429', '503', 'slow'] as const satisfies readonly CommonFault[]
const WEB_CHAT = 'webchat-'

/**
 * A customer on Web Chat, with the agents of a desk behind the bot. The customer joins with the first message. A button of
 * a card's is an option as well: its id is what it sends, JSON where that is an object.
 */
export class WebChatStage implements Stage {
  readonly platform: string
  readonly channels = ['webchat'] as const
  readonly faults: readonly string[]
  readonly queues: readonly string[]
  readonly remarks: readonly string[]
  private readonly webChat: WebChatSimulator
  private readonly people: DeskPeople
  private readonly ofDesk: PlatformFaults
  private readonly ofWebChat: PlatformFaults
  private name = nextCustomerName()
  private theirs: Promise<DeskCustomer> | undefined
  private joined: DeskCustomer | undefined

  constructor(webChat: WebChatSimulator, people: DeskPeople) {
    this.webChat = webChat
    this.people = people
    this.platform = `Web Chat, with ${people.platform} behind it`
    this.queues = people.queues
    this.ofDesk = faultsOf(people.board)
    this.ofWebChat = faultsOf(webChat.faults, {}, WEB_CHAT_FAULTS)
    this.faults = [...this.ofDesk.names, ...this.ofWebChat.names.map((name) => `${WEB_CHAT}${name}`)]
    this.remarks = [
      `The customer is on Web Chat (/api/messages); ${people.platform} has the agents.`,
      'Agents get a customer from the bot only: ask the bot for a person. They cannot take over before.',
      'Giving back and closing are one: the agent ends the conversation, and the bot has the customer again.',
      `Faults hit ${people.platform}, or Web Chat where they name it.`,
      ...people.remarks,
    ]
  }

  get customer(): string {
    return this.name
  }

  async customerSays(text: string, optionId?: string): Promise<void> {
    const { conversationId } = await this.join()
    if (optionId === undefined) await this.webChat.says(conversationId, text)
    else await this.webChat.presses(conversationId, this.buttonOf(conversationId, text, optionId))
  }

  async customerSends(file: FileSent): Promise<void> {
    const { conversationId } = await this.join()
    await this.webChat.sendsFile(conversationId, file)
  }

  async customerSubmits(data: unknown): Promise<void> {
    const { conversationId } = await this.join()
    await this.webChat.submits(conversationId, data)
  }

  /** Nobody hears of it before the first message. */
  async customerTypes(): Promise<void> {
    if (this.joined !== undefined) await this.webChat.types(this.joined.conversationId)
  }

  useChannel(): void {}

  newCustomer(): void {
    this.name = nextCustomerName()
    this.theirs = undefined
    this.joined = undefined
  }

  async agentSays(text: string): Promise<void> {
    if (this.handed().owner?.who === 'queue') await this.take()
    await this.people.says(this.held(), text)
  }

  async agentTypes(): Promise<void> {
    await this.people.types(this.held())
  }

  async take(): Promise<void> {
    const customer = this.held()
    const { who, name = 'An agent' } = this.handed().owner ?? {}
    if (who === 'agent') throw new Error(`${name} has the customer already.`)
    await this.people.take(customer)
  }

  async transfer(queue: string): Promise<void> {
    if (!this.queues.includes(queue))
      throw new Error(`There is no queue '${queue}'. Queues: ${this.queues.join(', ')}.`)
    await this.people.transfer(this.withAgent(), queue)
  }

  async giveBack(): Promise<void> {
    await this.people.leaves(this.withAgent())
  }

  close(): Promise<void> {
    return this.giveBack()
  }

  setFaults(faults: readonly string[]): void {
    const unknown = faults.find((name) => !this.faults.includes(name))
    if (unknown !== undefined) throw new Error(`There is no fault '${unknown}'. Faults: ${this.faults.join(', ')}.`)
    const ofWebChat = faults.filter((name) => name.startsWith(WEB_CHAT))
    this.ofDesk.set(faults.filter((name) => !ofWebChat.includes(name)))
    this.ofWebChat.set(ofWebChat.map((name) => name.slice(WEB_CHAT.length)))
  }

  look(): Scene | undefined {
    if (this.joined === undefined) return undefined
    const { conversationId, customerId } = this.joined
    const { owner, ids, history, topics, attributes, facts, words } = this.handed()
    const transcript = this.webChat.transcript(conversationId)
    const typing = typingIn(transcript, this.webChat.clock.now()).map((side) =>
      side === 'bot' && owner?.who === 'agent' ? 'agent' : side,
    )
    return {
      conversationId,
      ids: [conversationId, customerId, ...ids],
      owner: owner ?? { who: 'bot' },
      entries: entriesOf(transcript, words),
      topics,
      customerAttributes: {},
      // The desk does not tell the customer's from the conversation's.
      conversationAttributes: attributes,
      ...(history === undefined ? {} : { history }),
      facts,
      typing,
    }
  }

  /** Once, however many of the customer's doings come first at the same time. */
  private join(): Promise<DeskCustomer> {
    if (this.theirs !== undefined) return this.theirs
    const theirs = this.arrive(this.name)
    this.theirs = theirs
    theirs.catch(() => {
      if (this.theirs === theirs) this.theirs = undefined
    })
    return theirs
  }

  private async arrive(name: string): Promise<DeskCustomer> {
    const customerId = `customer-${randomUUID()}`
    const conversationId = await this.webChat.join({ customerId, name })
    const { channelId } = this.webChat.conversation(conversationId)
    const customer = { customerId, conversationId, channelId }
    if (this.name === name) this.joined = customer
    return customer
  }

  /** The index of the button meant: two may be called the same, or send the same. */
  private buttonOf(conversationId: string, label: string, optionId: string): number {
    const buttons = this.webChat.buttons(conversationId)
    const meant = buttons.map((one) => (optionIdOf(one) === optionId ? (one.title === label ? 2 : 1) : 0))
    const best = Math.max(0, ...meant)
    if (best > 0) return meant.indexOf(best as 1 | 2)
    throw new Error(`'${label}' cannot be pressed any more: the bot has said something since, or never offered it.`)
  }

  private handed(): Handed {
    return this.joined === undefined ? UNKNOWN : this.people.look(this.joined)
  }

  private held(): DeskCustomer {
    if (this.joined !== undefined && this.handed().owner !== undefined) return this.joined
    throw new Error('No agent can: a desk gets a customer from the bot only. Ask the bot for a person.')
  }

  private withAgent(): DeskCustomer {
    const customer = this.held()
    if (this.handed().owner?.who === 'agent') return customer
    throw new Error('No agent has the customer yet: take the conversation first.')
  }
}
