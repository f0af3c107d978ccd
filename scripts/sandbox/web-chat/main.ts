import { startWebChatSimulator } from './index.ts'

/** Starts the simulator by itself: `npx tsx scripts/sandbox/web-chat/main.ts [port] [the bot's messaging endpoint]`. */
const port = Number(process.argv[2] ?? 4060)
const bot = process.argv[3] ?? 'http://127.0.0.1:3978/api/messages'
const simulator = await startWebChatSimulator({ port })
simulator.setBot(bot)
console.log(`A Bot Framework channel, simulated, on ${simulator.url}
  posts to ${bot}
  Direct Line at ${simulator.url}/v3/directline
What customers do: ${simulator.url}/control (see README.md)`)
process.once('SIGINT', () => void simulator.stop())
process.once('SIGTERM', () => void simulator.stop())
