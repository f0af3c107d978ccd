import { deskIllnessContract } from '../contract/desk/index.ts'
import { openGenesysDesk } from './desk-contract-stage.ts'

deskIllnessContract('Genesys', openGenesysDesk)
