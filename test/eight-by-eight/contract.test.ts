import {
  conversationContract,
  gateContract,
  logicContract,
  onceAndInOrderContract,
  secretsContract,
} from '../contract/platform/index.ts'
import { openEightByEight } from './contract-stage.ts'

conversationContract('8x8', openEightByEight)
onceAndInOrderContract('8x8', openEightByEight)
logicContract('8x8', openEightByEight)
gateContract('8x8', openEightByEight)
secretsContract('8x8', openEightByEight)
