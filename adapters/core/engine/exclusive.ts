import { randomUUID } from 'node:crypto'
import { StorageError, TurnEndedError } from '../errors.ts'
import type { ConversationKey, Turn } from './engine.ts'
import type { Heart } from './heart.ts'
import { Party } from './lanes.ts'
import { conversationName } from './names.ts'
import { LocalTurn } from './turn.ts'
import { TurnScope } from './turn-scope.ts'

/** Runs work that no event asked for, in line with the turns of its conversation. */
export class Exclusives {
  /** Work that has its lane. */
  readonly inFlight = new Set<LocalTurn>()
  private readonly waiting = new Set<LocalTurn>()
  private readonly heart: Heart

  constructor(heart: Heart) {
    this.heart = heart
  }

  /** See `Engine.exclusive`. */
  async run<T>(conversation: ConversationKey, work: (turn: Turn) => Promise<T>): Promise<T> {
    const { scopes, ledger } = this.heart
    const name = conversationName(conversation)
    const lane = ledger.currentLane(conversation)
    const current = scopes.current()
    const scope = current?.open ? current : undefined
    for (let one = scope; one; one = one.outer) {
      if (one.turn.lane !== lane && conversationName(one.turn.conversation) !== name) continue
      // The innermost scope of that turn says whether this still belongs to it.
      if (!one.open) break
      if (one === scope) return work(one.turn)
      const { turn } = one
      return scopes.within(new TurnScope(turn, scope), () => work(turn))
    }
    if (!scope && this.heart.closing.aborted) throw stopping()
    const promise = this.alone(conversation, lane, work, scope)
    this.heart.tasks.add(
      promise.then(
        () => {},
        () => {},
      ),
    )
    return promise
  }

  /** Refuse what waits for its lane, apart from what a running turn waits for. */
  close(): void {
    for (const turn of this.waiting) if (!turn.party.parent) turn.abort()
  }

  /** Stop what runs. */
  abort(): void {
    for (const turn of [...this.waiting, ...this.inFlight]) turn.abort()
  }

  private async alone<T>(
    conversation: ConversationKey,
    lane: string,
    work: (turn: Turn) => Promise<T>,
    outer: TurnScope | undefined,
  ): Promise<T> {
    const { lanes, scopes, ledger, store, boundary } = this.heart
    const party = new Party(outer?.turn.party)
    const id = `${store.instance}-x${randomUUID().replaceAll('-', '')}`
    const turn = new LocalTurn({ id, conversation, lane, party, attempt: 1 }, this.heart)
    try {
      this.waiting.add(turn)
      await Promise.race([lanes.take(lane, party), turn.stopped])
      this.waiting.delete(turn)
      if (turn.aborted) throw stopping()
      this.inFlight.add(turn)
      const scope = new TurnScope(turn, outer)
      const stopped = turn.stopped.then(() => {
        throw new TurnEndedError('The engine stops.', { channelId: conversation.channelId })
      })
      const result = await Promise.race([scopes.within(scope, () => work(turn)), stopped])
      await turn.close()
      boundary('turn:before-commit')
      await ledger.transact((entry) => turn.commit(undefined, entry))
      boundary('turn:after-commit')
      return result
    } finally {
      turn.ended = true
      this.waiting.delete(turn)
      this.inFlight.delete(turn)
      lanes.leave(party)
    }
  }
}

function stopping(): StorageError {
  return new StorageError('The engine stops.')
}
