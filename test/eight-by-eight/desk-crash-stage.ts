import { simulateEightByEight } from '../../scripts/sandbox/simulated-eight-by-eight.ts'
import { type OpenDeskCrashStage, openDeskCrashStage } from '../contract/desk/crash-stage.ts'
import { watchEightByEight } from '../specs/watch.ts'
import { EightByEightActor } from './desk-actor.ts'

/** 8x8's agents in this process, the bot server in another. */
export const openEightByEightDeskCrash: OpenDeskCrashStage = async (env) => {
  const simulated = await simulateEightByEight({ webhookRetries: 1_000, webhookRetryDelayMs: 100 })
  watchEightByEight(simulated.simulator)
  return openDeskCrashStage(simulated, new EightByEightActor(simulated.simulator), env)
}
