import { crashContract } from '../../contract/platform/crash.ts'
import { openConnectorCrashStage } from './crash-stage.ts'

crashContract('a Bot Framework channel', openConnectorCrashStage, { short: true })
