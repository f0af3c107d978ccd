/** What a customer said, with what the platform calls it. */
export interface Said {
  text: string
  id: string
}

/** A conversation of a customer with the bot. */
export interface Talk {
  readonly channelId: string
  /** Talks of one customer share a counter. */
  readonly person: string
  readonly place: number
  /** As state and transcript name it. */
  conversation: string
  readonly said: Said[]
}

/** A platform's customers: what they do, and what they see. */
export interface Party {
  /** The name in the report. */
  readonly name: string
  /** In how many places the same customer can talk. */
  readonly places: number
  /** What the server is told. */
  readonly env: Record<string, string>
  /** Tell the platform where the server is, while it runs. */
  connect(serverUrl: string, env: Record<string, string>): Promise<void>
  begin(person: string, place: number): Promise<Talk>
  say(talk: Talk, text: string): Promise<void>
  /** The server has answered 2xx for it. */
  taken(said: Said): boolean
  /** All that came from the bot's side, in order. */
  heard(talk: Talk): string[]
  /** Nothing is on its way to the server. */
  idle(timeoutMs: number): Promise<void>
  /** What was refused is sent again at once. */
  hasten?(): void
  stop(): Promise<void>
}

export const newTalk = (channelId: string, person: string, place = 0): Talk => ({
  channelId,
  person,
  place,
  conversation: '',
  said: [],
})

/** A retry that never ends: an event that is refused while the server is away comes again. */
export const RETRIES = 1_000
export const RETRY_MS = 200

/** Which of a growing list's entries were taken, by their id. Entries that are not over yet are looked at again. */
export class Receipts<Entry> {
  private readonly entries: readonly Entry[]
  private readonly idOf: (entry: Entry) => string | undefined
  private readonly isOver: (entry: Entry) => boolean
  private readonly ids = new Set<string>()
  private pending: Entry[] = []
  private next = 0

  /** `idOf`: undefined where it was not taken. */
  constructor(
    entries: readonly Entry[],
    idOf: (entry: Entry) => string | undefined,
    isOver: (entry: Entry) => boolean = () => true,
  ) {
    this.entries = entries
    this.idOf = idOf
    this.isOver = isOver
  }

  has(id: string): boolean {
    const waiting = [...this.pending, ...this.entries.slice(this.next)]
    this.next = this.entries.length
    this.pending = []
    for (const entry of waiting) {
      if (!this.isOver(entry)) this.pending.push(entry)
      else {
        const taken = this.idOf(entry)
        if (taken !== undefined) this.ids.add(taken)
      }
    }
    return this.ids.has(id)
  }
}

/** Whether a webhook was answered well. */
export const isGood = (status = 0): boolean => status >= 200 && status < 300
