import { deskCrashContract } from '../contract/desk/index.ts'
import { openEightByEightDeskCrash } from './desk-crash-stage.ts'

deskCrashContract('8x8', openEightByEightDeskCrash)
