import {
  conversationContract,
  gateContract,
  logicContract,
  onceAndInOrderContract,
} from '../contract/platform/index.ts'
import { openGladly } from './contract-stage.ts'

conversationContract('Gladly', openGladly)
onceAndInOrderContract('Gladly', openGladly)
logicContract('Gladly', openGladly)
gateContract('Gladly', openGladly)
