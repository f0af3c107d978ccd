import { type GenesysSimulator, type GenesysSimulatorOptions, startGenesysSimulator } from './genesys/index.ts'
import type { Simulated } from './simulated.ts'

/** How Genesys Cloud is simulated, and what of a bot's conversation it gets to see. */
export interface GenesysSandboxOptions extends GenesysSimulatorOptions {
  /** `all` where absent. */
  mirror?: 'all' | 'summary'
}

/** Genesys Cloud with an Open Messaging integration, the flow of `npm run provision`, and agents. */
export async function simulateGenesys({
  mirror = 'all',
  ...options
}: GenesysSandboxOptions = {}): Promise<Simulated<GenesysSimulator>> {
  const simulator = await startGenesysSimulator(options)
  return {
    simulator,
    env: {
      GENESYS_REGION_URL: 'https://apps.mypurecloud.ie',
      GENESYS_LOGIN_URL: simulator.loginUrl,
      GENESYS_API_URL: simulator.apiUrl,
      GENESYS_CLIENT_ID: simulator.clientId,
      GENESYS_CLIENT_SECRET: simulator.clientSecret,
      GENESYS_INTEGRATION_ID: simulator.integrationId,
      GENESYS_WEBHOOK_SECRET: simulator.webhookSecret,
      GENESYS_REGISTRATION_SECRET: simulator.registrationSecret,
      GENESYS_TEAM_ID: simulator.teamId,
      GENESYS_BOT_ID: simulator.botId,
      GENESYS_QUEUES: 'billing=billing',
      GENESYS_MIRROR: mirror,
    },
    connect: async (serverUrl) => {
      simulator.setWebhook(`${serverUrl}/api/genesys`)
      simulator.setRegistrationUrl(`${serverUrl}/api/genesys/register`)
    },
  }
}
