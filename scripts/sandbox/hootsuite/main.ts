import { startHootsuiteSimulator } from './index.ts'

/** Starts the simulator by itself: `npx tsx scripts/sandbox/hootsuite/main.ts [port]`. */
const port = Number(process.argv[2] ?? 4020)
const simulator = await startHootsuiteSimulator({ port })
console.log(`Hootsuite Inbox 2.0, simulated, on ${simulator.url}
  HOOTSUITE_BASE_URL=${simulator.url}
  HOOTSUITE_CLIENT_ID=${simulator.clientId}
  HOOTSUITE_CLIENT_SECRET=${simulator.clientSecret}
  HOOTSUITE_ORGANIZATION_ID=${simulator.organizationId}
  HOOTSUITE_WEBHOOK_SECRET=${simulator.webhookSecret}
What customers and agents do: ${simulator.url}/control (see README.md)`)
process.once('SIGINT', () => void simulator.stop())
process.once('SIGTERM', () => void simulator.stop())
