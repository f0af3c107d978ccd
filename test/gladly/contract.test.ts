import {
  conversationContract,
  gateContract,
  logicContract,
  onceAndInOrderContract,
  secretsContract,
} from '../contract/platform/index.ts'
import { openGladly } from './contract-stage.ts'

conversationContract('Gladly', openGladly)
onceAndInOrderContract('Gladly', openGladly)
logicContract('Gladly', openGladly)
gateContract('Gladly', openGladly)
secretsContract('Gladly', openGladly)
