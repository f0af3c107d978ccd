import { randomBytes } from 'node:crypto'
import type { DeskCustomer } from '../../../scripts/sandbox/desk-people.ts'
import type { WebChatSimulator, WireActivity } from '../../../scripts/sandbox/web-chat/index.ts'
import { eventually } from '../platform/stage.ts'

/** Somebody on Web Chat, whose name nobody else has. */
export class Customer {
  readonly name: string
  readonly id: string
  private readonly webChat: WebChatSimulator

  private constructor(webChat: WebChatSimulator, id: string, name: string) {
    this.webChat = webChat
    this.id = id
    this.name = name
  }

  static async joins(
    webChat: WebChatSimulator,
    name = `Nadia ${randomBytes(5).toString('hex')}`,
    channelId?: string,
  ): Promise<Customer> {
    return new Customer(webChat, await webChat.join({ name, ...(channelId === undefined ? {} : { channelId }) }), name)
  }

  /** As the people of a desk are asked about them. */
  get onDesk(): DeskCustomer {
    const { customer, channelId } = this.webChat.conversation(this.id)
    return { customerId: customer.id, conversationId: this.id, channelId }
  }

  says(text: string): Promise<string> {
    return this.webChat.says(this.id, text)
  }

  /** All that came from the bot's side: its own words and agents'. */
  heard(): string[] {
    return this.webChat.heard(this.id)
  }

  /** All activities from the bot's side. */
  activities(): WireActivity[] {
    return this.webChat.transcript(this.id).flatMap(({ from, activity }) => (from === 'bot' ? [activity] : []))
  }

  /** Resolves when the customer has heard this, so often. */
  async hears(what: string | RegExp, times = 1, timeoutMs = 15_000): Promise<void> {
    const fits = (text: string): boolean => (typeof what === 'string' ? text === what : what.test(text))
    const label = () => `the customer hears ${what} (${times}), and heard ${this.heard().join(' | ')}`
    try {
      await eventually(String(what), () => this.heard().filter(fits).length >= times, timeoutMs)
    } catch {
      throw new Error(`Not within ${timeoutMs} ms: ${label()}`)
    }
  }
}
