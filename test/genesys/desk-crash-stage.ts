import { simulateGenesys } from '../../scripts/sandbox/simulated-genesys.ts'
import { type OpenDeskCrashStage, openDeskCrashStage } from '../contract/desk/crash-stage.ts'
import { GenesysActor } from './desk-actor.ts'
import { ENVIRONMENT, SIMULATOR } from './desk-contract-stage.ts'

/**
 * Genesys Cloud's agents in this process, the bot server in another. The platform goes on with an old conversation, as it
 * does unless told otherwise: what was taken from us stands in one we know. It sees hand-offs only.
 */
export const openGenesysDeskCrash: OpenDeskCrashStage = async (env) => {
  const simulated = await simulateGenesys({
    ...SIMULATOR,
    mirror: 'summary',
    threadingWindowMs: 72 * 60 * 60 * 1_000,
    retryConnectionErrors: true,
    webhookRetries: 1_000,
    webhookRetryDelayMs: 100,
  })
  return openDeskCrashStage(simulated, new GenesysActor(simulated.simulator), { ...ENVIRONMENT, ...env })
}
