import { startGladlySimulator } from './index.ts'

/** Starts the simulator by itself: `npx tsx scripts/sandbox/gladly/main.ts [port]`. */
const port = Number(process.argv[2] ?? 4010)
const simulator = await startGladlySimulator({ port })
console.log(`Gladly, simulated, on ${simulator.url}
  GLADLY_BASE_URL=${simulator.url}
  GLADLY_USER_EMAIL=${simulator.apiUserEmail}
  GLADLY_API_TOKEN=${simulator.apiToken}
  GLADLY_AI_INBOX_ID=${simulator.aiInboxId}
  GLADLY_HANDOFF_INBOX_ID=${simulator.handoffInboxId}
  GLADLY_QUEUES=billing=${simulator.billingInboxId}
What customers and agents do: ${simulator.url}/control (see README.md)`)
process.once('SIGINT', () => void simulator.stop())
process.once('SIGTERM', () => void simulator.stop())
