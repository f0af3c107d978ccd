import { illnessContract } from '../contract/platform/illness.ts'
import { openEightByEight } from './contract-stage.ts'

illnessContract('8x8', openEightByEight, { limited: 4_000, down: 8_000, hanging: 5_000 })
