import { crashContract } from '../contract/platform/crash.ts'
import { openHootsuiteCrashStage } from './crash-stage.ts'

crashContract('Hootsuite', openHootsuiteCrashStage, { short: true })
