/** A bot server as `npm start` runs it, but with a bot that counts, for the test that stops it under load. */
import { createBotServer } from '../../bot/server.ts'
import { endInOrder } from '../../bot/shut-down.ts'
import { countingBot } from '../contract/platform/bots.ts'

const server = await createBotServer({ env: process.env, logic: countingBot, onCreated: endInOrder() })
process.send!({ url: server.url })
