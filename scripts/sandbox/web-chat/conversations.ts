import { randomUUID } from 'node:crypto'
import { notFound } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import type { WebChatSettings } from './options.ts'
import type { Account, ConversationSnapshot, TranscriptEntry, WireActivity } from './types.ts'

/** An entry with its place among all that happened; it moves to the end when the activity is changed. */
interface Placed extends TranscriptEntry {
  place: number
}

/** One conversation, and everything said in it. */
export class Conversation {
  readonly id: string
  readonly channelId: string
  readonly locale: string
  readonly startedAt: Date
  bot: Account
  customer: Account
  members: Account[]
  /** Whether the bot is still to be told of the customer. */
  customerUnannounced = false
  private readonly entries: Placed[] = []
  private readonly watchers = new Set<() => void>()
  private places = 0
  private ids = 0
  private readonly clock: SimulatorClock
  private readonly settings: WebChatSettings

  constructor(
    clock: SimulatorClock,
    settings: WebChatSettings,
    who: { id?: string; channelId?: string; locale?: string; customer: Account },
  ) {
    this.clock = clock
    this.settings = settings
    this.id = who.id ?? randomUUID()
    this.channelId = who.channelId ?? settings.channelId
    this.locale = who.locale ?? settings.locale
    this.bot = { ...settings.bot, role: 'bot' }
    this.customer = { ...who.customer, role: 'user' }
    this.members = [this.bot, this.customer]
    this.startedAt = clock.now()
  }

  /** An id for the next activity, in Direct Line's form. */
  nextActivityId(): string {
    return `${this.id}|${String(this.ids++).padStart(7, '0')}`
  }

  /** Adds an activity to the transcript. */
  add(from: TranscriptEntry['from'], activity: WireActivity): void {
    this.entries.push({ from, activity, at: this.clock.now(), place: ++this.places })
    if (this.entries.length > this.settings.transcriptLimit) this.entries.shift()
    this.changed()
  }

  /** Changes one of the bot's activities. False: there is none with this id. */
  update(activityId: string, activity: WireActivity): boolean {
    const entry = this.botEntry(activityId)
    if (!entry) return false
    Object.assign(entry, { activity, updatedAt: this.clock.now(), place: ++this.places })
    this.changed()
    return true
  }

  /** Takes one of the bot's activities back. False: there is none with this id. */
  remove(activityId: string): boolean {
    const entry = this.botEntry(activityId)
    if (!entry) return false
    this.entries.splice(this.entries.indexOf(entry), 1)
    this.changed()
    return true
  }

  transcript(): TranscriptEntry[] {
    return this.entries.map(({ place: _, ...entry }) => structuredClone(entry))
  }

  /** The bot's activities, oldest first; those that came after another activity, where its id is given. */
  fromBot(after?: string): WireActivity[] {
    const start = after === undefined ? 0 : this.entries.findIndex(({ activity }) => activity.id === after) + 1
    const later = this.entries.slice(start)
    return later.filter(({ from }) => from === 'bot').map(({ activity }) => activity)
  }

  has(activityId: string): boolean {
    return this.entries.some(({ activity }) => activity.id === activityId)
  }

  /** What was added or changed after a place, and the place reached. */
  since(place: number): { activities: WireActivity[]; place: number } {
    const news = this.entries.filter((entry) => entry.place > place).sort((one, other) => one.place - other.place)
    return { activities: news.map(({ activity }) => activity), place: this.places }
  }

  /** Has `look` called at each change. Returns what ends it. */
  watch(look: () => void): () => void {
    this.watchers.add(look)
    return () => this.watchers.delete(look)
  }

  /** Has the bot go by another account. */
  setBot(bot: Account): void {
    this.bot = { ...bot, role: 'bot' }
    this.members = [this.bot, this.customer]
  }

  /** Has the customer go by another account. */
  setCustomer(customer: Account): void {
    this.customer = { ...customer, role: 'user' }
    this.members = [this.bot, this.customer]
  }

  /** False: nobody of this id takes part. */
  removeMember(id: string): boolean {
    const before = this.members.length
    this.members = this.members.filter((member) => member.id !== id)
    return this.members.length < before
  }

  snapshot(): ConversationSnapshot {
    const { id, channelId, locale, customer, bot, members, startedAt } = this
    return structuredClone({ id, channelId, locale, customer, bot, members, startedAt })
  }

  private botEntry(activityId: string): Placed | undefined {
    return this.entries.find(({ from, activity }) => from === 'bot' && activity.id === activityId)
  }

  private changed(): void {
    for (const look of [...this.watchers]) look()
  }
}

/** All conversations; beyond the limit the oldest are given up. */
export class Conversations {
  private readonly byId = new Map<string, Conversation>()
  private readonly clock: SimulatorClock
  private readonly settings: WebChatSettings

  constructor(clock: SimulatorClock, settings: WebChatSettings) {
    this.clock = clock
    this.settings = settings
  }

  start(who: { id?: string; channelId?: string; locale?: string; customer?: Partial<Account> }): Conversation {
    const customer = { ...who.customer, id: who.customer?.id ?? `customer-${randomUUID()}` }
    const conversation = new Conversation(this.clock, this.settings, { ...who, customer })
    this.byId.set(conversation.id, conversation)
    if (this.byId.size > this.settings.conversationLimit) this.byId.delete(this.byId.keys().next().value!)
    return conversation
  }

  find(id: string): Conversation | undefined {
    return this.byId.get(id)
  }

  /** Throws a refusal (404) for ids that are not known. */
  get(id: string): Conversation {
    const conversation = this.byId.get(id)
    if (!conversation) throw notFound(`conversation ${id}`)
    return conversation
  }

  all(): Conversation[] {
    return [...this.byId.values()]
  }
}
