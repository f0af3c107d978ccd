import { deskCrashContract } from '../contract/desk/index.ts'
import { openGenesysDeskCrash } from './desk-crash-stage.ts'

deskCrashContract('Genesys', openGenesysDeskCrash)
