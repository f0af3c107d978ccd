import {
  conversationContract,
  gateContract,
  logicContract,
  onceAndInOrderContract,
  secretsContract,
} from '../contract/platform/index.ts'
import { openImiconnect } from './contract-stage.ts'

conversationContract('IMIconnect', openImiconnect)
onceAndInOrderContract('IMIconnect', openImiconnect)
logicContract('IMIconnect', openImiconnect)
gateContract('IMIconnect', openImiconnect)
secretsContract('IMIconnect', openImiconnect)
