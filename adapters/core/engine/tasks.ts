/** Work in the background that has to end before the engine has stopped. */
export class Tasks {
  private readonly running = new Set<Promise<void>>()

  /** Keep an eye on it. It must not reject. */
  add(task: Promise<void>): void {
    this.running.add(task)
    void task.finally(() => this.running.delete(task))
  }

  /** Resolves when nothing runs any more, what began meanwhile included. */
  async ended(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running)
  }
}
