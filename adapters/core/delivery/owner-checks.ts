import type { Clock } from '../clock.ts'

/** For how many conversations it is known when news of them came last. */
const MOST = 10_000

/**
 * When the platform last said that the bot owns a conversation. Asking before every sentence would double the calls; what
 * was said a moment ago is as good as asking again, since a small window remains in any case: unless something about the
 * conversation has come in since, for that may be a person who took it.
 */
export class OwnerChecks {
  private readonly seenAt = new Map<string, number>()
  /** The number of the last news of a conversation, oldest first. */
  private readonly news = new Map<string, number>()
  /** News with numbers up to this are not in `news` any more. */
  private forgottenUpTo = 0
  private count = 0
  /** Conversations that people have, which is not on record yet; true where that was said once more meanwhile. */
  private readonly untold = new Map<string, boolean>()
  private readonly freshMs: number
  private readonly clock: Clock

  constructor(freshMs: number, clock: Clock) {
    this.freshMs = freshMs
    this.clock = clock
  }

  /** The moment, to be named with what the platform is asked from now on. */
  now(): number {
    return this.count
  }

  /** Something about a conversation was accepted: what the platform said before may be over. */
  newsCame(conversation: string): void {
    this.seenAt.delete(conversation)
    this.news.delete(conversation)
    this.news.set(conversation, ++this.count)
    if (this.news.size <= MOST) return
    const [oldest, number] = this.news.entries().next().value!
    this.news.delete(oldest)
    this.forgottenUpTo = number
  }

  /** Asked at `since`, the platform said that the bot owns. False where that may be over: something came in meanwhile. */
  botOwns(conversation: string, since: number): boolean {
    if ((this.news.get(conversation) ?? this.forgottenUpTo) > since) return false
    // Re-inserted, so that the map stays in order of age and the old ones can be dropped from its front.
    this.seenAt.delete(conversation)
    this.seenAt.set(conversation, this.clock.now().getTime())
    for (const [name, at] of this.seenAt) {
      if (this.isRecent(at)) break
      this.seenAt.delete(name)
    }
    return true
  }

  isFresh(conversation: string): boolean {
    const at = this.seenAt.get(conversation)
    return at !== undefined && this.isRecent(at)
  }

  forget(conversation: string): void {
    this.seenAt.delete(conversation)
  }

  /**
   * Something that was accepted says that people have a conversation. On record that is only with its turn: `inLine` resolves
   * once all turns are over that are in line now.
   */
  peopleHave(conversation: string, inLine: () => Promise<void>): void {
    const waits = this.untold.has(conversation)
    this.untold.set(conversation, waits)
    if (!waits) void this.untilTold(conversation, inLine)
  }

  /** Whether what is on record of a conversation is behind what was accepted: that people have it. */
  isOutdated(conversation: string): boolean {
    return this.untold.has(conversation)
  }

  private async untilTold(conversation: string, inLine: () => Promise<void>): Promise<void> {
    do {
      this.untold.set(conversation, false)
      // An engine that stops runs no turn any more, and delivers nothing.
      await inLine().catch(() => {})
    } while (this.untold.get(conversation))
    this.untold.delete(conversation)
  }

  /** What is yet to come was noted before the clock was set back: nobody knows how long ago. */
  private isRecent(at: number): boolean {
    const age = this.clock.now().getTime() - at
    return age >= 0 && age <= this.freshMs
  }
}
