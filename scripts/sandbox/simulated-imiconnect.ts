import { randomBytes } from 'node:crypto'
import {
  type ImiconnectSimulator,
  type ImiconnectSimulatorOptions,
  startImiconnectSimulator,
} from './imiconnect/index.ts'
import type { Simulated } from './simulated.ts'

/** IMIconnect with a verified generic bot and a rule that forwards to bot and agents. */
export async function simulateImiconnect(
  options?: ImiconnectSimulatorOptions,
): Promise<Simulated<ImiconnectSimulator>> {
  const simulator = await startImiconnectSimulator(options)
  return {
    simulator,
    env: {
      IMICONNECT_INBOUND_URL: simulator.inboundUrl,
      IMICONNECT_VERIFICATION_TOKEN: simulator.verificationToken,
      IMICONNECT_URL_SECRET: randomBytes(24).toString('base64url'),
    },
    connect: async (serverUrl, { IMICONNECT_URL_SECRET: secrets = '' }) => {
      simulator.setWebhook(`${serverUrl}/api/imiconnect/${secrets.split(',')[0]!.trim()}`)
      if (!(await simulator.verify())) throw new Error('IMIconnect could not verify the webhook of the bot.')
    },
  }
}
