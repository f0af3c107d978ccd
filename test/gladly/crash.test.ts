import { crashContract } from '../contract/platform/crash.ts'
import { openGladlyCrashStage } from './crash-stage.ts'

crashContract('Gladly', openGladlyCrashStage)
