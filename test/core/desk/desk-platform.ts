import { setTimeout as sleep } from 'node:timers/promises'
import type { CloseReason, CustomerWords, DeskChange, DeskCustomer, OpenRequest } from '../../../adapters/core/index.ts'

/** What the platform tells about a conversation, as its webhooks have it. */
export type DeskTold =
  | { kind: 'ready' | 'queued' | 'typing' }
  | { kind: 'accepted'; agent: string }
  | { kind: 'said'; id: string; text: string; agent: string; more?: object }
  | { kind: 'ended' | 'failed'; why?: string }
  | { kind: 'receipt'; of: string }

export interface DeskEventBody {
  conversation: string
  key: string
  told: DeskTold
}

/** A conversation as the platform's own people see it. */
export interface DeskConversation {
  id: string
  /** Where the platform knows customers by addresses: events come under it, and so do calls. */
  address?: string
  request: OpenRequest
  customer: DeskCustomer
  state: 'created' | 'queued' | 'agent' | 'ended'
  agent?: string
  /** What the customer said, in the order it arrived. */
  got: CustomerWords[]
  changes: DeskChange[]
  closedWith: CloseReason[]
  receipts: { receipt: unknown; state: string }[]
  typed: number
}

/** How webhooks travel. */
export interface Delivering {
  /** How often each is sent: 1, or more for duplicates. */
  copies(): number
  /** How long each takes, in milliseconds: those of other conversations may be quicker. */
  delay(): number
}

/** A platform with agents, which tells what happens by webhooks: in order within a conversation, each until it is taken. */
export class DeskPlatform {
  readonly conversations: DeskConversation[] = []
  /** By itself, a conversation becomes ready and waits in the queue. */
  automatic = true
  delivering: Delivering = { copies: () => 1, delay: () => 0 }
  /** Webhooks that were answered with anything but 2xx. */
  readonly refusals: number[] = []
  url = ''
  secret = 'desk-secret'
  private readonly lines = new Map<string, Promise<void>>()
  private underWay = 0
  private numbers = 0
  private stopped = false

  get(id: string): DeskConversation {
    const found = this.conversations.find((one) => one.id === id)
    if (found === undefined) throw new Error(`the desk knows no ${id}`)
    return found
  }

  /** The conversation that calls and events name so: the newest one, where that is an address. */
  at(name: string): DeskConversation {
    return this.conversations.findLast(({ address }) => address === name) ?? this.get(name)
  }

  /** The newest conversation with this customer. */
  of(customer: string): DeskConversation {
    const found = this.conversations.findLast((one) => one.customer.id === customer)
    if (found === undefined) throw new Error(`nobody opened a conversation for ${customer}`)
    return found
  }

  open(request: OpenRequest, customer: DeskCustomer, address?: string): DeskConversation {
    const id = `desk-${++this.numbers}`
    const one: DeskConversation = {
      id,
      request,
      customer,
      state: 'created',
      got: [],
      changes: [],
      closedWith: [],
      receipts: [],
      typed: 0,
      ...(address === undefined ? {} : { address }),
    }
    this.conversations.push(one)
    if (this.automatic) this.queues(id)
    return one
  }

  /** Ready, and waiting for an agent. */
  queues(id: string): void {
    this.get(id).state = 'queued'
    this.tell(id, { kind: 'ready' })
    this.tell(id, { kind: 'queued' })
  }

  joins(id: string, agent = 'Ann'): void {
    Object.assign(this.get(id), { state: 'agent', agent })
    this.tell(id, { kind: 'accepted', agent })
  }

  passesOn(id: string): void {
    this.get(id).state = 'queued'
    this.tell(id, { kind: 'queued' })
  }

  says(id: string, text: string, more?: object): string {
    const said = `said-${++this.numbers}`
    const { agent = 'Ann' } = this.get(id)
    this.tell(id, { kind: 'said', id: said, text, agent, ...(more === undefined ? {} : { more }) })
    return said
  }

  ends(id: string, why?: string): void {
    this.get(id).state = 'ended'
    this.tell(id, { kind: 'ended', ...(why === undefined ? {} : { why }) })
  }

  close(id: string, why: CloseReason): void {
    const one = this.get(id)
    one.closedWith.push(why)
    if (one.state !== 'ended') this.ends(id, why)
  }

  /** Send a webhook after those of the same conversation. */
  tell(conversation: string, told: DeskTold, key = `event-${++this.numbers}`): void {
    const line = this.get(conversation).address ?? conversation
    const body: DeskEventBody = { conversation: line, key, told }
    const before = this.lines.get(line) ?? Promise.resolve()
    this.underWay += 1
    const sent = before
      .then(async () => {
        await sleep(this.delivering.delay())
        for (let copy = this.delivering.copies(); copy > 0; copy--) await this.post(JSON.stringify(body))
      })
      .finally(() => {
        this.underWay -= 1
      })
    this.lines.set(line, sent)
  }

  get busy(): boolean {
    return this.underWay > 0
  }

  /** One request, without trying again. Resolves to the status. */
  async request(body: string, secret = this.secret): Promise<number> {
    const answer = await fetch(this.url, { method: 'POST', headers: { 'X-Desk-Secret': secret }, body })
    await answer.text()
    return answer.status
  }

  stop(): void {
    this.stopped = true
  }

  private async post(body: string): Promise<void> {
    while (!this.stopped) {
      const status = await this.request(body).catch(() => 0)
      if (status >= 200 && status < 300) return
      this.refusals.push(status)
      await sleep(20)
    }
  }
}
