/** A bot server as a process of its own, for tests that kill it: `server-child.ts <bot> [boundary [times]]`. */
import type { Boundary } from '../../../adapters/index.ts'
import { createBotServer } from '../../../bot/server.ts'
import { countingBot, flushingBot, lethalBot, randomBot } from './bots.ts'

const bots = { countingBot, flushingBot, lethalBot, randomBot }
const [bot, boundary, times] = process.argv.slice(2) as [keyof typeof bots, Boundary | undefined, string | undefined]
let left = Number(times ?? 1)

const server = await createBotServer({
  env: process.env,
  logic: bots[bot],
  adapter: { settleMs: 100 },
  onBoundary: (reached) => {
    if (reached === boundary && --left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
process.send!({ url: server.url })
