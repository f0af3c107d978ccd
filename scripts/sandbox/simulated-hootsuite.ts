import { type HootsuiteSimulator, type HootsuiteSimulatorOptions, startHootsuiteSimulator } from './hootsuite/index.ts'
import type { Simulated } from './simulated.ts'

/** How Hootsuite is simulated, and whether the bot gets credentials for its API. */
export interface HootsuiteSandboxOptions extends HootsuiteSimulatorOptions {
  /** False: the bot answers within the webhook's response and in no other way. True where absent. */
  credentials?: boolean
}

/** Hootsuite Inbox 2.0 with a custom virtual agent that is the server's bot. */
export async function simulateHootsuite(options: HootsuiteSandboxOptions = {}): Promise<Simulated<HootsuiteSimulator>> {
  const { credentials = true, ...rest } = options
  const simulator = await startHootsuiteSimulator(rest)
  return {
    simulator,
    env: {
      HOOTSUITE_WEBHOOK_SECRET: simulator.webhookSecret,
      HOOTSUITE_BASE_URL: simulator.url,
      ...(credentials
        ? {
            HOOTSUITE_CLIENT_ID: simulator.clientId,
            HOOTSUITE_CLIENT_SECRET: simulator.clientSecret,
            HOOTSUITE_ORGANIZATION_ID: simulator.organizationId,
          }
        : {}),
    },
    connect: async (serverUrl) => simulator.setWebhook(`${serverUrl}/api/hootsuite`),
  }
}
