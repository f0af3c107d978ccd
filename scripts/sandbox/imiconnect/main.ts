import { startImiconnectSimulator } from './index.ts'

/** Starts the simulator by itself: `npx tsx scripts/sandbox/imiconnect/main.ts [port]`. */
const port = Number(process.argv[2] ?? 4050)
const simulator = await startImiconnectSimulator({ port, inboundKey: 'sandbox' })
console.log(`IMIconnect, simulated, on ${simulator.url}
  IMICONNECT_INBOUND_URL=${simulator.inboundUrl}
  IMICONNECT_VERIFICATION_TOKEN=${simulator.verificationToken}
What customers and agents do: ${simulator.url}/control (see README.md)`)
process.once('SIGINT', () => void simulator.stop())
process.once('SIGTERM', () => void simulator.stop())
