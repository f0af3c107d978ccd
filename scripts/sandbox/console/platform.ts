import { SIMULATED_NAMES, type SimulatedName } from '../simulated.ts'
import type { SimulatorsByName } from '../simulators.ts'
import type { Stage } from '../stage.ts'
import { abilitiesOf } from './perform.ts'
import type { PlatformInfo } from './protocol.ts'
import { SCENARIOS } from './scenarios.ts'
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
  private readonly clock: { now(): Date; advance(ms: number): void }
  private faults: readonly string[] = []
  private speed = 1
  private ticking: NodeJS.Timeout | undefined

  constructor(id: SimulatedName, world: World) {
    this.id = id
    this.world = world
    this.stage = world.stageOf(id)
    this.clock = clockOf(id, world.simulators.byName)
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
      scenarios: SCENARIOS.map(({ name, title }) => ({ name, title })),
      abilities: abilitiesOf(stage),
      clock: { now: this.clock.now().toISOString(), speed: this.speed },
    }
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
    this.clock.advance(ms)
  }

  /** From now on the platform's time goes so many times as fast as ours. The bot's goes on as ever. */
  setSpeed(speed: number): void {
    if (!(speed >= 1 && speed <= MOST_SPEED)) throw new Error(`A clock goes 1 to ${MOST_SPEED} times as fast.`)
    clearInterval(this.ticking)
    this.speed = speed
    if (speed > 1) this.ticking = setInterval(() => this.clock.advance((speed - 1) * TICK_MS), TICK_MS)
  }

  stop(): void {
    clearInterval(this.ticking)
  }
}

function clockOf(id: SimulatedName, simulators: SimulatorsByName): { now(): Date; advance(ms: number): void } {
  switch (id) {
    case '8x8':
      return simulators.eightByEight.clock
    case 'gladly':
      return simulators.gladly.clock
    case 'hootsuite':
      return simulators.hootsuite.clock
    case 'imiconnect':
      return simulators.imiconnect.clock
    case 'genesys':
      return simulators.genesys.clock
  }
}
