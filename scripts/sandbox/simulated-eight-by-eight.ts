import {
  type EightByEightSimulator,
  type EightByEightSimulatorOptions,
  startEightByEightSimulator,
} from './eight-by-eight/index.ts'
import type { Simulated } from './simulated.ts'

/** How 8x8 is simulated, and what the bot is to it. */
export interface EightByEightSandboxOptions extends EightByEightSimulatorOptions {
  /** `desk` where absent: customers of Web Chat are handed to 8x8's agents. */
  role?: 'desk' | 'channel' | 'both'
}

/** 8x8 with a queue of agents behind Web Chat, or with the bot inside its own channels, or both. */
export async function simulateEightByEight({
  role = 'desk',
  ...options
}: EightByEightSandboxOptions = {}): Promise<Simulated<EightByEightSimulator>> {
  const simulator = await startEightByEightSimulator(options)
  return {
    simulator,
    env: {
      EIGHT_BY_EIGHT_ROLE: role,
      EIGHT_BY_EIGHT_BASE_URL: simulator.url,
      EIGHT_BY_EIGHT_API_KEY: simulator.apiKey,
      EIGHT_BY_EIGHT_QUEUE_ID: simulator.queueId,
      EIGHT_BY_EIGHT_QUEUES: `billing=${simulator.billingQueueId}`,
      EIGHT_BY_EIGHT_CUSTOMER_ID: simulator.customerId,
      EIGHT_BY_EIGHT_TENANT_ID: simulator.tenantId,
      EIGHT_BY_EIGHT_SCHEDULE_ID: simulator.scheduleId,
      EIGHT_BY_EIGHT_WEBHOOK_ID: simulator.webhookId,
      ...(role === 'channel' ? {} : { EIGHT_BY_EIGHT_CHANNEL_ID: simulator.channelId }),
    },
    connect: async (serverUrl) => {
      await simulator.setWebhook(`${serverUrl}/api/8x8`)
    },
  }
}

/** 8x8 with the bot inside its own channels: customers of web chat and WhatsApp meet it first, and agents after it. */
export const simulateEightByEightChannel = (
  options?: EightByEightSimulatorOptions,
): Promise<Simulated<EightByEightSimulator>> => simulateEightByEight({ ...options, role: 'channel' })
