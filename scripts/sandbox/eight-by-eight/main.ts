import { startEightByEightSimulator } from './index.ts'

/** Starts the simulator by itself: `npx tsx scripts/sandbox/eight-by-eight/main.ts [port]`. */
const port = Number(process.argv[2] ?? 4030)
const simulator = await startEightByEightSimulator({ port })
console.log(`8x8, simulated, on ${simulator.url}
  EIGHT_BY_EIGHT_BASE_URL=${simulator.url}
  EIGHT_BY_EIGHT_API_KEY=${simulator.apiKey}
  EIGHT_BY_EIGHT_CHANNEL_ID=${simulator.channelId}
  EIGHT_BY_EIGHT_QUEUE_ID=${simulator.queueId}
  EIGHT_BY_EIGHT_CUSTOMER_ID=${simulator.customerId}
  EIGHT_BY_EIGHT_TENANT_ID=${simulator.tenantId}
  EIGHT_BY_EIGHT_SCHEDULE_ID=${simulator.scheduleId}
  EIGHT_BY_EIGHT_WEBHOOK_ID=${simulator.webhookId}
  EIGHT_BY_EIGHT_QUEUES=billing=${simulator.billingQueueId}
What customers and agents do: ${simulator.url}/control (see README.md)`)
process.once('SIGINT', () => void simulator.stop())
process.once('SIGTERM', () => void simulator.stop())
