import { illnessContract } from '../contract/platform/illness.ts'
import { openImiconnect } from './contract-stage.ts'

illnessContract('IMIconnect', openImiconnect, { limited: 4_000, down: 8_000, hanging: 5_000 })
