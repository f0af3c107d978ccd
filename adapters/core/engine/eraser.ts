import { ContactCenterError } from '../errors.ts'
import type { ConversationKey, Erased, Erasure } from './engine.ts'
import type { Exclusives } from './exclusive.ts'
import type { Heart } from './heart.ts'
import { NOTHING_ERASED } from './keepsakes.ts'
import type { Entry } from './ledger.ts'
import { conversationKey, conversationName, transcriptName } from './names.ts'
import type { Outbox } from './outbox.ts'
import { eventOf, turnId } from './records.ts'
import type { Runs } from './runs.ts'
import type { Tables } from './store.ts'

/** What the eraser needs of the engine. */
export interface EraserPorts {
  heart: Heart
  runs: Runs
  outbox: Outbox
  exclusives: Exclusives
  /** False where the engine was never started: no turn can run. */
  started(): boolean
}

/** With the places of the events and commands that went. */
type Wiped = Erased & { gone: { events: number[]; commands: number[] } }

/** Erases conversations: see `Engine.erase`. */
export class Eraser {
  private readonly ports: EraserPorts

  constructor(ports: EraserPorts) {
    this.ports = ports
  }

  /** See `Engine.linkedTo`. */
  linkedTo(own: ConversationKey): ConversationKey[] {
    return this.ports.heart.store.read((tables) => linkedTo(conversationName(own), tables).map(conversationKey))
  }

  async erase(erasure: Erasure): Promise<Erased> {
    const { heart, exclusives } = this.ports
    if (heart.scopes.current()?.open) {
      throw new ContactCenterError('conflict', 'A conversation cannot be erased inside a turn.', {
        channelId: erasure.conversation.channelId,
        hint: 'Schedule it, or ask for it outside of the bot’s logic.',
      })
    }
    // What waits would keep us waiting as well: it goes first, and whoever waits for it is told.
    const started = this.ports.started()
    const first = await this.wipe(erasure, { kept: !started, news: true })
    if (!started) {
      await heart.store.scrub()
      return counted(first)
    }
    const rest = await exclusives.run(erasure.conversation, async (turn) => {
      if (erasure.customer !== undefined) await turn.holdCustomer(erasure.customer)
      // What came from outside since then has been acknowledged, and gets its turn after this.
      const second = await this.wipe(erasure, { kept: false, news: false })
      // Deliveries may write something down on their way: by now none is.
      return [second, await this.wipe(erasure, { kept: true, news: false })]
    })
    await heart.store.scrub()
    return counted(first, ...rest)
  }

  /** `kept`: what does not wait as well. `news`: events from outside as well. */
  private async wipe(erasure: Erasure, { kept, news }: { kept: boolean; news: boolean }): Promise<Wiped> {
    const { heart, runs, outbox } = this.ports
    const own = conversationName(erasure.conversation)
    const wiped = await heart.ledger.transact(
      (entry) => {
        const linked = linkedTo(own, entry.tables)
        const family = [own, ...linked, ...linesOf(erasure.lines, entry.tables)]
        const waiting = this.dropWaiting(family, entry, news)
        if (!kept) return { ...NOTHING_ERASED, ...waiting, unlinked: [] }
        const rest = dropKept(erasure, family, entry)
        for (const foreign of linked) entry.tables.links.drop(foreign)
        return { ...waiting, ...rest, unlinked: linked }
      },
      // What is in our lane by now comes before whatever comes in from now on.
      ({ unlinked }) => {
        const lane = heart.ledger.currentLane(erasure.conversation)
        for (const foreign of unlinked) heart.lanes.barrier(lane, foreign)
      },
    )
    for (const seq of wiped.gone.events) {
      runs.wake(seq)
      heart.answers.tell(seq, undefined)
    }
    await Promise.all(wiped.gone.commands.map((seq) => outbox.drop(seq)))
    return wiped
  }

  private dropWaiting(family: string[], entry: Entry, news: boolean) {
    const { tables, effects } = entry
    const { ledger, store } = this.ports.heart
    const seqs = family.flatMap((name) => tables.inbox.of(name)).filter((seq) => news || !isNews(seq, tables))
    for (const seq of seqs) {
      ledger.endEvent(seq, entry)
      tables.flushed.drop(turnId(store.instance, seq))
    }
    const commands = family.flatMap((name) => tables.outbox.of(name))
    for (const seq of commands) ledger.endCommand(seq, entry)
    effects.timers = true
    const timers = sum(family, (name) => tables.timers.dropAll(name))
    return { gone: { events: seqs, commands }, events: seqs.length, commands: commands.length, timers }
  }
}

function dropKept({ state, transcripts }: Erasure, family: string[], { tables, effects }: Entry) {
  const deadLetters = sum(family, (name) => tables.dead.drop(name))
  effects.dead -= deadLetters
  return {
    deadLetters,
    delivered: sum(family, (name) => tables.delivered.drop(name)),
    answers: sum(family, (name) => tables.keys.dropAnswers(name)),
    items: state.filter((key) => tables.state.drop(key)).length,
    activities: sum(transcripts, ({ channelId, conversationId }) =>
      tables.transcripts.drop(transcriptName(channelId, conversationId)),
    ),
  }
}

function isNews(seq: number, tables: Tables): boolean {
  const row = tables.inbox.get(seq)
  const origin = row && eventOf(row).origin
  return origin === 'webhook' || origin === 'catch-up'
}

/** All that are linked to it. */
function linkedTo(name: string, tables: Tables): string[] {
  const family = [name]
  // It grows while it is walked.
  for (const one of family) for (const foreign of tables.links.to(one)) family.push(foreign)
  return family.slice(1)
}

/** The conversations of these ids for which commands are, or were. */
function linesOf(ids: readonly string[] = [], { outbox, delivered, dead }: Tables): string[] {
  if (ids.length === 0) return []
  const accounts = new Set([outbox, delivered, dead].flatMap((table) => table.accounts()))
  return [...accounts].flatMap((account) => ids.map((id) => `${account}/${id}`))
}

function counted(...all: Wiped[]): Erased {
  const kinds = Object.keys(NOTHING_ERASED) as (keyof Erased)[]
  return Object.fromEntries(kinds.map((kind) => [kind, sum(all, (wiped) => wiped[kind])])) as unknown as Erased
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((total, one) => total + of(one), 0)
}
