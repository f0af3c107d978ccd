import { CONFIGURATIONS } from './configurations.ts'
import type { LoadOptions } from './load.ts'
import { failuresOf, type Report } from './report.ts'
import { playRound, type RoundReport } from './round.ts'
import type { ServerModule } from './server.ts'

export interface RunOptions {
  seed: number
  /** All in all, spread over the configurations. */
  kills: number
  server: ServerModule
  /** Names of configurations; all of them where absent. */
  only?: readonly string[]
  load: Omit<LoadOptions, 'seed'>
  log?: (line: string) => void
}

/** Kill servers of all configurations. Load and kills follow from the seed; real time does not. */
export async function runCrashes({ seed, kills, server, only, load, log = () => {} }: RunOptions): Promise<Report> {
  const unknown = (only ?? []).filter((name) => !CONFIGURATIONS.some((one) => one.name === name))
  if (unknown.length > 0) {
    const names = CONFIGURATIONS.map(({ name }) => name)
    throw new Error(`There is no configuration ${unknown.join(', ')}. Configurations: ${names.join(', ')}.`)
  }
  const chosen = CONFIGURATIONS.filter(({ name }) => only === undefined || only.includes(name))
  const began = performance.now()
  const rounds: RoundReport[] = []
  for (const [index, configuration] of chosen.entries()) {
    const share = Math.floor((kills * (index + 1)) / chosen.length) - Math.floor((kills * index) / chosen.length)
    const say = (line: string) => log(`${configuration.name}: ${line}`)
    rounds.push(await playRound(configuration, { server, seed, kills: share, load, log: say }))
  }
  const seconds = Math.round((performance.now() - began) / 1_000)
  return { seed, kills, seconds, rounds, failures: failuresOf(rounds) }
}
