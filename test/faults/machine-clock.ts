/** The clock of this machine as this process sees it, which can be set; timers do not follow it, as they do not on any. */
export class MachineClock {
  private readonly real = Date
  private ahead = 0

  constructor() {
    const clock = this
    const { real } = this
    globalThis.Date = class extends real {
      constructor(...given: unknown[]) {
        if (given.length === 0) super(real.now() + clock.ahead)
        else super(...(given as [string]))
      }

      static override now(): number {
        return real.now() + clock.ahead
      }
    } as DateConstructor
  }

  /** Set it forward, or back. */
  step(ms: number): void {
    this.ahead += ms
  }

  restore(): void {
    globalThis.Date = this.real
  }
}
