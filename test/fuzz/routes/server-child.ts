/** Servers with everything this package serves, in a process of their own: `server-child.ts`. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Answered, Asked, Seen } from './told.ts'
import { type Counts, openWorld } from './world.ts'

const world = await openWorld()
const uncaught: string[] = []
process.on('uncaughtException', (error) => uncaught.push(`uncaught: ${error.stack}`))
process.on('unhandledRejection', (error) => uncaught.push(`unhandled: ${error instanceof Error ? error.stack : error}`))

const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()

async function look(): Promise<Seen> {
  const worstDelayMs = delay.max / 1e6
  const { turns, accepted }: Counts = world.counts
  // Twice: what the first round finalises the second one frees.
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const heap = process.memoryUsage().heapUsed
  delay.reset()
  return { turns: { ...turns }, accepted, ...world.stats(), uncaught: [...uncaught], worstDelayMs, heap }
}

async function answer(asked: Asked): Promise<unknown> {
  switch (asked.ask) {
    case 'look':
      return look()
    case 'quiet':
      return world.quiet()
    case 'greet':
      return world.greet(asked.route)
    case 'stop':
      return world.stop()
  }
}

process.on('message', ({ number, ...asked }: Asked & { number: number }) => {
  const tell = (answered: Answered): void => {
    process.send!(answered)
    if (asked.ask === 'stop') process.disconnect()
  }
  answer(asked as Asked).then(
    (value) => tell({ number, value }),
    (error: Error) => tell({ number, error: error.stack ?? String(error) }),
  )
})
process.send!({ routes: world.routes })
