/** The faults every simulated platform that sends webhooks can be given. */
export const WEBHOOK_FAULTS = ['duplicates', 'shuffled', 'webhooks-off'] as const

/** The faults every simulated platform that has an API can be given: what delays goes before what ends. */
export const API_FAULTS = ['slow', '429', '503', 'lost-answers'] as const

/** All the faults that platforms have in common, by name. */
export const COMMON_FAULTS = [...WEBHOOK_FAULTS, ...API_FAULTS] as const

/** A fault that platforms have in common. */
export type CommonFault = (typeof COMMON_FAULTS)[number]

/** Milliseconds between two releases of what `shuffled` keeps. */
export const SHUFFLE_EVERY_MS = 1_000

const SLOW_MS = 3_000
/** If all answers were lost, nothing would ever get through. */
const LOST_ANSWERS = 0.3

type ApiRule =
  | { kind: 'status'; status: number }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'reset-after'; probability: number }

/** Where a simulator takes its faults. */
export interface FaultBoard {
  api(rule: ApiRule): unknown
  webhooks(rule: { kind: 'duplicate' | 'hold' }): () => void
  releaseHeld(order?: 'order' | 'shuffle', seed?: number): Promise<void>
  held(): number
  clear(): void
  /** Aborted when the simulator stops. */
  readonly stopped: AbortSignal
}

/** What puts each fault on, by its name. */
export type FaultRules = Readonly<Record<string, () => void>>

/** How ill one simulated platform is, by the names of its faults. */
export class PlatformFaults {
  /** All there are, the common ones first. */
  readonly names: readonly string[]
  private readonly board: FaultBoard
  private readonly rules: FaultRules
  private on: readonly string[] = []
  private shuffling: NodeJS.Timeout | undefined
  private seed = 0
  /** Grows with each list that is set: what an earlier one still does ends. */
  private lists = 0
  private catchingUp: Promise<void> | undefined

  /** `own`: what only this platform can be given. `common`: which of the common ones it can. */
  constructor(board: FaultBoard, own: FaultRules = {}, common: readonly CommonFault[] = COMMON_FAULTS) {
    this.board = board
    this.rules = { ...pick(commonRules(board), common), ...own }
    this.names = Object.keys(this.rules).sort((one, other) => placeOf(one) - placeOf(other))
    board.stopped.addEventListener('abort', () => clearInterval(this.shuffling))
  }

  /** Those the platform has now. */
  get current(): readonly string[] {
    return this.on
  }

  /**
   * From now on these, and no others. What was kept is delivered in order once nothing keeps it any more; what comes
   * meanwhile waits behind it. Throws for a name there is not, with nothing changed.
   */
  set(names: readonly string[]): void {
    const unknown = names.filter((name) => !this.names.includes(name))
    if (unknown.length > 0) throw new Error(`There is no fault '${unknown[0]}'. Faults: ${this.names.join(', ')}.`)
    clearInterval(this.shuffling)
    this.board.clear()
    this.on = this.names.filter((name) => names.includes(name))
    this.lists += 1
    for (const name of this.on) this.rules[name]!()
    if (this.on.includes('webhooks-off')) return
    if (this.on.includes('shuffled')) this.shuffle()
    else if (this.catchingUp !== undefined || this.board.held() > 0) this.catchUp()
  }

  private shuffle(): void {
    if (this.board.stopped.aborted) return
    this.shuffling = setInterval(() => {
      this.seed += 1
      void this.board.releaseHeld('shuffle', this.seed)
    }, SHUFFLE_EVERY_MS).unref()
  }

  private catchUp(): void {
    const list = this.lists
    const letThrough = this.board.webhooks({ kind: 'hold' })
    const earlier = this.catchingUp ?? Promise.resolve()
    const now = earlier.then(async () => {
      while (this.lists === list && this.board.held() > 0) await this.board.releaseHeld('order')
      letThrough()
      if (this.catchingUp === now) this.catchingUp = undefined
    })
    this.catchingUp = now
  }
}

const boards = new WeakMap<FaultBoard, PlatformFaults>()

/** The faults of a simulator: the same object for all who ask. The first says what the platform can be given. */
export function faultsOf(board: FaultBoard, own?: FaultRules, common?: readonly CommonFault[]): PlatformFaults {
  const known = boards.get(board)
  if (known !== undefined) return known
  const faults = new PlatformFaults(board, own, common)
  boards.set(board, faults)
  return faults
}

function commonRules(board: FaultBoard): Record<CommonFault, () => void> {
  return {
    duplicates: () => void board.webhooks({ kind: 'duplicate' }),
    shuffled: () => void board.webhooks({ kind: 'hold' }),
    'webhooks-off': () => void board.webhooks({ kind: 'hold' }),
    429: () => void board.api({ kind: 'status', status: 429 }),
    503: () => void board.api({ kind: 'status', status: 503 }),
    slow: () => void board.api({ kind: 'slow', delayMs: SLOW_MS }),
    'lost-answers': () => void board.api({ kind: 'reset-after', probability: LOST_ANSWERS }),
  }
}

function pick(rules: Record<CommonFault, () => void>, names: readonly CommonFault[]): FaultRules {
  return Object.fromEntries(names.map((name) => [name, rules[name]]))
}

/** Names that are numbers would otherwise stand first. */
function placeOf(name: string): number {
  const place = (COMMON_FAULTS as readonly string[]).indexOf(name)
  return place < 0 ? COMMON_FAULTS.length : place
}
