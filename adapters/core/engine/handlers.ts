import type { ChannelHandler, ConversationKey } from './engine.ts'
import { accountName } from './names.ts'

/** Whose conversation it is. */
type Account = Pick<ConversationKey, 'channelId' | 'account'>

/** Who serves which channel, and who waits for that. */
export class Handlers {
  /** By channel and account. */
  private readonly ofAccounts = new Map<string, ChannelHandler>()
  /** By channel: for the accounts nobody serves by name. */
  private readonly ofChannels = new Map<string, ChannelHandler>()
  private readonly waiting = new Map<string, (() => void)[]>()
  private closed = false

  set(channelId: string, account: string | undefined, handler: ChannelHandler): void {
    if (account === undefined) this.ofChannels.set(channelId, handler)
    else this.ofAccounts.set(accountName(channelId, account), handler)
    const waiting = this.waiting.get(channelId) ?? []
    this.waiting.delete(channelId)
    for (const go of waiting) go()
  }

  /** Who serves it now. */
  now({ channelId, account }: Account): ChannelHandler | undefined {
    return this.ofAccounts.get(accountName(channelId, account)) ?? this.ofChannels.get(channelId)
  }

  /** Who serves it, now or later; undefined where the engine stops first. */
  async of(account: Account): Promise<ChannelHandler | undefined> {
    for (;;) {
      const handler = this.now(account)
      if (handler || this.closed) return handler
      await new Promise<void>((resolve) => {
        const waiting = this.waiting.get(account.channelId) ?? []
        waiting.push(resolve)
        this.waiting.set(account.channelId, waiting)
      })
    }
  }

  /** Let go of all who wait. */
  close(): void {
    this.closed = true
    for (const waiting of this.waiting.values()) for (const go of waiting) go()
    this.waiting.clear()
  }
}
