import type { ChannelHandler } from './engine.ts'

/** Who serves which channel, and who waits for that. */
export class Handlers {
  private readonly handlers = new Map<string, ChannelHandler>()
  private readonly waiting = new Map<string, (() => void)[]>()
  private closed = false

  set(channelId: string, handler: ChannelHandler): void {
    this.handlers.set(channelId, handler)
    const waiting = this.waiting.get(channelId) ?? []
    this.waiting.delete(channelId)
    for (const go of waiting) go()
  }

  /** Who serves the channel, now or later; undefined where the engine stops first. */
  async of(channelId: string): Promise<ChannelHandler | undefined> {
    const handler = this.handlers.get(channelId)
    if (handler || this.closed) return handler
    await new Promise<void>((resolve) => {
      const waiting = this.waiting.get(channelId) ?? []
      waiting.push(resolve)
      this.waiting.set(channelId, waiting)
    })
    return this.handlers.get(channelId)
  }

  /** Let go of all who wait. */
  close(): void {
    this.closed = true
    for (const waiting of this.waiting.values()) for (const go of waiting) go()
    this.waiting.clear()
  }
}
