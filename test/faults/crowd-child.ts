/** A bot server as a process of its own, some of whose conversations are poisoned: see `crowd.ts`. */
import { createBotServer } from '../../bot/server.ts'
import { crashBot } from '../crash/bot.ts'

const server = await createBotServer({
  env: process.env,
  adapter: { settleMs: 100, turnLimitMs: 2_000 },
  logic: (engine) => {
    const bot = crashBot(engine)
    return async (context) => {
      const { text = '' } = context.activity
      if (text.startsWith('throws')) throw new Error('poisoned')
      if (text.startsWith('never ends')) await new Promise(() => {})
      await bot(context)
    }
  },
})
// Nobody knows a body that does it: so it is said which.
const { platform } = server.adapters.imiconnect!
const { interpret } = platform
Object.assign(platform, {
  interpret: (...given: Parameters<typeof interpret>) => {
    if (given[0].body.includes('kills interpret')) throw new TypeError('poisoned')
    return interpret.apply(platform, given)
  },
})
process.send!({ url: server.url })
