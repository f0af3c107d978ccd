import { randomBytes } from 'node:crypto'
import { type GladlySimulator, type GladlySimulatorOptions, startGladlySimulator } from './gladly/index.ts'
import type { Simulated } from './simulated.ts'

/** Gladly with an AI inbox and a webhook of the server's. */
export async function simulateGladly(options?: GladlySimulatorOptions): Promise<Simulated<GladlySimulator>> {
  const simulator = await startGladlySimulator(options)
  return {
    simulator,
    env: {
      GLADLY_BASE_URL: simulator.url,
      GLADLY_USER_EMAIL: simulator.apiUserEmail,
      GLADLY_API_TOKEN: simulator.apiToken,
      GLADLY_AI_INBOX_ID: simulator.aiInboxId,
      GLADLY_HANDOFF_INBOX_ID: simulator.handoffInboxId,
      GLADLY_WEBHOOK_HEADER: 'X-Account-Identifier',
      GLADLY_WEBHOOK_SECRET: randomBytes(24).toString('base64url'),
      GLADLY_QUEUES: `billing=${simulator.billingInboxId}`,
    },
    connect: async (serverUrl, { GLADLY_WEBHOOK_HEADER: name = '', GLADLY_WEBHOOK_SECRET: secrets = '' }) => {
      // What Gladly sends along: the header and the newest of the secrets the server was told.
      await simulator.registerWebhook({
        url: `${serverUrl}/api/gladly`,
        headers: { [name]: secrets.split(',')[0]!.trim() },
      })
    },
  }
}
