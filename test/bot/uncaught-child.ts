/** The server as `npm start` runs it, with a bot that does what customers ask for: to be wrong, in many ways. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBotServer } from '../../bot/server.ts'
import { endInOrder } from '../../bot/shut-down.ts'

const BEHIND_ITS_BACK_MS = 20

const server = await createBotServer({
  env: process.env,
  onCreated: endInOrder(),
  logic: () => async (context) => {
    const { type, text } = context.activity
    if (type !== 'message') return
    process.send!({ began: text })
    switch (text) {
      case 'forget an await':
        void sleep(BEHIND_ITS_BACK_MS).then(() => context.sendActivity('late'))
        break
      case 'throw after the turn':
        setTimeout(() => {
          throw new Error('thrown after the turn')
        }, BEHIND_ITS_BACK_MS)
        break
      case 'throw in the turn':
        setTimeout(() => {
          throw new Error('thrown in the turn')
        }, BEHIND_ITS_BACK_MS)
        await once(process, 'never')
        break
      case 'take your time':
        if (process.env.IN_A_HURRY === undefined) await once(process, 'never')
    }
    process.send!({ ended: text })
  },
})
process.send!({ url: server.url })
