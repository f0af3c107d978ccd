import type { Tables } from './store.ts'

/** How many waiting events or commands are looked at in one go. */
const PAGE = 1000

/** Up to which places it was looked what waits. */
export interface LookedTo {
  inbox: number
  outbox: number
}

/**
 * For which lanes something waits. It learns each waiting event and command once, so that asking is cheap however many
 * there are; what is over meanwhile it takes for waiting.
 */
export class WaitingLanes {
  private readonly names = new Set<string>()

  /** Learn one page of what came after that; the same where that is all. */
  look({ inbox, outbox }: LookedTo, tables: Tables): LookedTo {
    const events = tables.inbox.after(inbox, PAGE)
    const commands = tables.outbox.after(outbox, PAGE)
    for (const { conversation } of [...events, ...commands]) this.names.add(conversation)
    return { inbox: events.at(-1)?.seq ?? inbox, outbox: commands.at(-1)?.seq ?? outbox }
  }

  /** Learn all that came after that. */
  lookToEnd(from: LookedTo, tables: Tables): LookedTo {
    for (let at = from; ; ) {
      const to = this.look(at, tables)
      if (isSame(to, at)) return to
      at = to
    }
  }

  /** Whether an event, a command or a timer waits for this conversation or for one that is linked to it. */
  has(name: string, tables: Tables): boolean {
    return (
      this.names.has(name) ||
      tables.timers.any(name) ||
      tables.links.to(name).some((foreign) => this.has(foreign, tables))
    )
  }
}

/** True where nothing came meanwhile. */
export const isSame = (a: LookedTo, b: LookedTo): boolean => a.inbox === b.inbox && a.outbox === b.outbox
