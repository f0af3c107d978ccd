import { illnessContract } from '../contract/platform/illness.ts'
import { openHootsuite } from './contract-stage.ts'

illnessContract('Hootsuite', openHootsuite, { limited: 4_000, down: 8_000, hanging: 5_000 })
