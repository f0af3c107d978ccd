/** The bot server of the crash suite. Once loaded it waits to be told to start, so that its next life begins at once. */
import { createBotServer } from '../../bot/server.ts'
import { crashBot } from './bot.ts'
import { type Point, watchBytes } from './points.ts'
import type { Told } from './server.ts'

process.once('disconnect', () => process.exit(1))
process.once('message', (told: Told) => void start(told))
process.send!({ state: 'loaded' })

async function start({ env, dieAt }: Told): Promise<void> {
  let left = dieAt?.times ?? 0
  const reached = (point: Point): void => {
    if (point === dieAt?.point && --left === 0) process.kill(process.pid, 'SIGKILL')
  }
  watchBytes(reached)
  await createBotServer({ env, logic: crashBot, adapter: { settleMs: 100 }, onBoundary: reached })
  process.send!({ state: 'ready' })
}
