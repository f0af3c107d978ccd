import type { Clock } from '../clock.ts'

/**
 * When the platform last said that the bot owns a conversation. Asking before every sentence would double the calls; what
 * was said a moment ago is as good as asking again, since a small window remains in any case.
 */
export class OwnerChecks {
  private readonly seenAt = new Map<string, number>()
  private readonly freshMs: number
  private readonly clock: Clock

  constructor(freshMs: number, clock: Clock) {
    this.freshMs = freshMs
    this.clock = clock
  }

  botOwns(conversation: string): void {
    // Re-inserted, so that the map stays in order of age and the old ones can be dropped from its front.
    this.seenAt.delete(conversation)
    this.seenAt.set(conversation, this.clock.now().getTime())
    for (const [name, at] of this.seenAt) {
      if (this.isRecent(at)) break
      this.seenAt.delete(name)
    }
  }

  isFresh(conversation: string): boolean {
    const at = this.seenAt.get(conversation)
    return at !== undefined && this.isRecent(at)
  }

  forget(conversation: string): void {
    this.seenAt.delete(conversation)
  }

  /** What is yet to come was noted before the clock was set back: nobody knows how long ago. */
  private isRecent(at: number): boolean {
    const age = this.clock.now().getTime() - at
    return age >= 0 && age <= this.freshMs
  }
}
