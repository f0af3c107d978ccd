import type { Clock } from '../clock.ts'
import type { Answer } from './engine.ts'

/** Requests that wait for what a turn puts into their response. */
export class Answers {
  private readonly waiting = new Map<number, Set<(answer: Answer | undefined) => void>>()
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** The answer of the event's turn when it commits; undefined where that is not before the deadline. */
  async wait(seq: number, deadline: Date): Promise<Answer | undefined> {
    const over = new AbortController()
    const all = this.waiting.get(seq) ?? new Set()
    this.waiting.set(seq, all)
    let tell: (answer: Answer | undefined) => void = () => {}
    const answered = new Promise<Answer | undefined>((resolve) => {
      tell = resolve
    })
    all.add(tell)
    const late = this.clock.sleep(deadline.getTime() - this.clock.now().getTime(), over.signal).then(() => undefined)
    try {
      return await Promise.race([answered, late])
    } finally {
      over.abort()
      all.delete(tell)
      if (all.size === 0 && this.waiting.get(seq) === all) this.waiting.delete(seq)
    }
  }

  /** The turn is over. */
  tell(seq: number, answer: Answer | undefined): void {
    for (const tell of this.waiting.get(seq) ?? []) tell(answer)
    this.waiting.delete(seq)
  }

  /** There will be no more answers. */
  close(): void {
    for (const seq of [...this.waiting.keys()]) this.tell(seq, undefined)
  }
}
