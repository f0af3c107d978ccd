import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  ConversationKey,
  Delivery,
  Engine,
  EngineOptions,
  IncomingEvent,
  StoredCommand,
  Turn,
} from '../../../adapters/core/engine/index.ts'
import { ManualClock, until } from './manual-clock.ts'

/** An engine to be looked at. */
export interface OpenedEngine {
  engine: Engine
  /** Stop it and open it again, as after a restart; undefined where it forgets. */
  reopen: (() => Promise<Engine>) | undefined
  dispose(): Promise<void>
}

/** Opens an engine for one test, with what the test asks for. */
export type OpenEngine = (options: EngineOptions) => Promise<OpenedEngine>

export const CHANNEL = 'gladly'
export const DAY = 24 * 3_600_000

/** An empty folder; in memory where the system has such, because disks of test machines are slow. */
export function newFolder(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'engine-'))
}

let keys = 0

/** A conversation's key. */
export function talk(conversationId = 'talk', channelId = CHANNEL): ConversationKey {
  return { channelId, account: '', conversationId }
}

/** An event like those of platforms; its body says what happened. */
export function event(body: string, more: Partial<IncomingEvent> & { in?: string } = {}): IncomingEvent {
  const { in: conversationId, ...rest } = more
  return {
    conversation: talk(conversationId),
    key: `key-${++keys}`,
    keyLifeMs: 7 * DAY,
    type: 'MESSAGE',
    origin: 'webhook',
    body,
    ...rest,
  }
}

/** An engine, the time it lives in, and what happened to its turns and commands. */
export class Setting {
  readonly clock: ManualClock
  engine: Engine
  /** Bodies of events whose turns began, in this order. */
  readonly began: string[] = []
  /** Bodies of events whose turns' logic ended well. */
  readonly ended: string[] = []
  /** Commands that were brought to the platform, every attempt. */
  readonly attempts: StoredCommand[] = []
  /** Payloads of commands the platform took. */
  readonly taken: unknown[] = []
  warnings: string[] = []
  /** What turns do. */
  logic: (turn: Turn) => Promise<void> = async () => {}
  /** What the platform says. */
  platform: (command: StoredCommand, signal: AbortSignal) => Promise<Delivery> | Delivery = () => ({
    state: 'delivered',
  })
  private readonly opened: OpenedEngine

  private constructor(opened: OpenedEngine, clock: ManualClock) {
    this.opened = opened
    this.clock = clock
    this.engine = opened.engine
  }

  /** Opened, served and started. */
  static async open(open: OpenEngine, options: EngineOptions = {}): Promise<Setting> {
    const setting = await Setting.closed(open, options)
    setting.serve()
    await setting.engine.start()
    return setting
  }

  /** Opened only. */
  static async closed(open: OpenEngine, options: EngineOptions = {}): Promise<Setting> {
    const clock = new ManualClock()
    const warnings: string[] = []
    const log = {
      debug: () => {},
      info: () => {},
      warn: (_: object, message?: string) => warnings.push(message ?? ''),
      error: (_: object, message?: string) => warnings.push(message ?? ''),
    }
    const setting = new Setting(await open({ clock, log, random: () => 0, ...options }), clock)
    setting.warnings = warnings
    return setting
  }

  serve(channelId = CHANNEL): void {
    this.engine.serve(channelId, {
      runTurn: async (turn) => {
        this.began.push(turn.event!.body)
        await this.logic(turn)
        this.ended.push(turn.event!.body)
      },
      deliver: async (command, signal) => {
        this.attempts.push(command)
        const delivery = await this.platform(command, signal)
        if (delivery.state === 'delivered') this.taken.push(command.payload)
        return delivery
      },
    })
  }

  get restarts(): boolean {
    return this.opened.reopen !== undefined
  }

  /** Stop and start again, where the engine can. */
  async restart(): Promise<void> {
    this.engine = await this.opened.reopen!()
    this.serve()
    await this.engine.start()
  }

  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void> {
    return until(() => {
      const { inbox, outbox, turnsInFlight } = this.engine.stats()
      return inbox + outbox + turnsInFlight === 0
    }, 'the engine to be idle')
  }

  async accept(...events: IncomingEvent[]): Promise<void> {
    for (const one of events) await this.engine.accept(one)
  }

  /** The counter that a turn of this conversation adds to with `count`. */
  async counted(name = 'n'): Promise<number> {
    return (await this.engine.storage.read([name]))[name]?.n ?? 0
  }

  /** Add one to a counter in the bot's state. */
  async count(name = 'n'): Promise<void> {
    await this.engine.storage.write({ [name]: { n: (await this.counted(name)) + 1, eTag: '*' } })
  }

  dispose(): Promise<void> {
    return this.opened.dispose()
  }
}

/** A door that turns can be made to wait at. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
