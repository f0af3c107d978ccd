import { deskIllnessContract } from '../contract/desk/index.ts'
import { openEightByEightDesk } from './desk-contract-stage.ts'

deskIllnessContract('8x8', openEightByEightDesk)
