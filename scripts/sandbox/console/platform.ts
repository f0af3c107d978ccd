import { SIMULATED_NAMES, type SimulatedName } from '../simulated.ts'
import type { SimulatorsByName } from '../simulators.ts'
import type { Stage } from '../stage.ts'
import { abilitiesOf } from './perform.ts'
import type { PlatformInfo } from './protocol.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'
import type { World } from './world.ts'

/** How often a clock that runs fast is moved on, in milliseconds. */
const TICK_MS = 250
/** Fastest clock: an hour a second. */
const MOST_SPEED = 3_600

/** One platform's tab: what it is, what is wrong with it, and how fast its time goes. */
export class Platform {
  readonly id: SimulatedName
  readonly world: World
  private readonly stage: Stage
  /** The platform's own first. */
  private readonly clocks: readonly [Clock, ...Clock[]]
  private faults: readonly string[] = []
  private speed = 1
  private ticking: NodeJS.Timeout | undefined

  constructor(id: SimulatedName, world: World) {
    this.id = id
    this.world = world
    this.stage = world.stageOf(id)
    this.clocks = clocksOf(id, world.simulators.byName)
  }

  /** What time it is there. */
  get now(): Date {
    return this.clocks[0].now()
  }

  get info(): PlatformInfo {
    const { stage } = this
    return {
      id: this.id,
      name: SIMULATED_NAMES[this.id],
      bot: this.world.bot.info.id,
      channels: [...stage.channels],
      queues: [...stage.queues],
      faults: stage.faults.map((name) => ({ name, on: this.faults.includes(name) })),
      remarks: [...stage.remarks],
      scenarios: this.scenarios.map(({ name, title }) => ({ name, title })),
      abilities: abilitiesOf(stage),
      clock: { now: this.now.toISOString(), speed: this.speed },
    }
  }

  /** Conversations that play themselves: they are with the sample bot, and make no sense with another one. */
  get scenarios(): readonly Scenario[] {
    return this.world.ownBot ? [] : SCENARIOS
  }

  /** From now on these, and no others. Throws for a name there is not. */
  setFaults(faults: readonly string[]): void {
    const unknown = faults.filter((name) => !this.stage.faults.includes(name))
    if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join(', ')} on ${this.stage.platform}.`)
    this.stage.setFaults(faults)
    this.faults = faults
  }

  /** Skip time. */
  advance(ms: number): void {
    for (const clock of this.clocks) clock.advance(ms)
  }

  /** From now on the platform's time goes so many times as fast as ours. The bot's goes on as ever. */
  setSpeed(speed: number): void {
    if (!(speed >= 1 && speed <= MOST_SPEED)) throw new Error(`A clock goes 1 to ${MOST_SPEED} times as fast.`)
    clearInterval(this.ticking)
    this.speed = speed
    if (speed > 1) this.ticking = setInterval(() => this.advance((speed - 1) * TICK_MS), TICK_MS)
  }

  stop(): void {
    clearInterval(this.ticking)
  }
}

interface Clock {
  now(): Date
  advance(ms: number): void
}

/** A desk's customers are on Web Chat: what they say has its time. */
function clocksOf(id: SimulatedName, simulators: SimulatorsByName): readonly [Clock, ...Clock[]] {
  switch (id) {
    case '8x8':
      return [simulators.eightByEight.clock, simulators.webChat.clock]
    case 'gladly':
      return [simulators.gladly.clock]
    case 'hootsuite':
      return [simulators.hootsuite.clock]
    case 'imiconnect':
      return [simulators.imiconnect.clock]
    case 'genesys':
      return [simulators.genesys.clock, simulators.webChat.clock]
  }
}
