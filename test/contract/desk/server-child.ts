/** A bot server before a desk as a process of its own, for tests that kill it: told when to die by a message. */
import type { Boundary } from '../../../adapters/index.ts'
import { createBotServer } from '../../../bot/server.ts'
import { deskBot } from './bots.ts'
import type { Death } from './server-process.ts'

let death: { boundary: Boundary; left: number } | undefined

process.on('message', ({ boundary, times = 1 }: Death) => {
  death = { boundary, left: times }
  process.send!({ armed: true })
})

const server = await createBotServer({
  env: process.env,
  logic: deskBot,
  adapter: { settleMs: 100 },
  onBoundary: (reached) => {
    if (reached === death?.boundary && --death.left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
process.send!({ url: server.url })
