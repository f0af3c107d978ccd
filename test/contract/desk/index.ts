/** The contract every desk keeps, as mocha suites: give `DeskStage` its simulator and get all of it. */
export { deskConversationContract } from './conversation.ts'
export { deskCrashContract } from './crash.ts'
export { type CrowdVariant, deskCrowdContract } from './crowd.ts'
export { deskIllnessContract } from './illness.ts'
export { deskOrderContract } from './once-and-in-order.ts'
export type { DeskActor, DeskStage, DeskStageOptions, DeskTraits, OpenDeskStage } from './stage.ts'
export { deskStrangersContract } from './strangers.ts'
