/**
 * The contract every platform keeps, as mocha suites: run them for an adapter of your own.
 *
 * ```ts
 * import { conversationContract, onceAndInOrderContract } from 'botbuilder-contact-center/contract'
 *
 * conversationContract('Acme', openAcme)      // openAcme starts your simulator and a bot server: see `PlatformStage`
 * onceAndInOrderContract('Acme', openAcme)
 * ```
 */
export { conversationContract } from './conversation.ts'
export { type CrashStage, crashContract, type OpenCrashStage } from './crash.ts'
export { gateContract } from './gate.ts'
export { type IllnessDurations, illnessContract } from './illness.ts'
export { logicContract } from './logic-errors.ts'
export { onceAndInOrderContract } from './once-and-in-order.ts'
export { secretsContract } from './secrets.ts'
export { freePort, ServerProcess } from './server-process.ts'
export {
  eventually,
  type OpenStage,
  type Picture,
  type PlatformStage,
  type PlatformTraits,
  type Said,
  type StageOptions,
} from './stage.ts'
