import { crashContract } from '../contract/platform/crash.ts'
import { openEightByEightCrashStage } from './crash-stage.ts'

crashContract('8x8', openEightByEightCrashStage, { short: true })
