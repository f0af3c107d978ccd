import { crashContract } from '../contract/platform/crash.ts'
import { openImiconnectCrashStage } from './crash-stage.ts'

crashContract('IMIconnect', openImiconnectCrashStage, { short: true })
