import { illnessContract } from '../contract/platform/illness.ts'
import { openGladly } from './contract-stage.ts'

illnessContract('Gladly', openGladly, { limited: 10_000, down: 60_000, hanging: 15_000 })
