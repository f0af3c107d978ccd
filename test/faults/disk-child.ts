/** A bot server as a process of its own, whose disk can be filled: see `small-disk.ts`. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBotServer } from '../../bot/server.ts'
import { crashBot } from '../crash/bot.ts'

const filler = `${process.env.DISK}/filler`

/** To the last byte. */
function fill(): void {
  const file = openSync(filler, 'w')
  try {
    for (let size = 65_536; size >= 1; ) {
      try {
        writeSync(file, Buffer.alloc(size))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        size = Math.floor(size / 2)
      }
    }
  } finally {
    closeSync(file)
  }
}

const server = await createBotServer({
  env: process.env,
  adapter: { settleMs: 100 },
  logic: (engine) => {
    const bot = crashBot(engine)
    return async (context) => {
      if (context.activity.text?.includes('slowly')) await sleep(1_000)
      await bot(context)
    }
  },
})
process.on('message', (asked: 'fill' | 'free') => {
  if (asked === 'fill') fill()
  else rmSync(filler)
  process.send!({ done: asked })
})
process.send!({ url: server.url })
