import {
  conversationContract,
  gateContract,
  logicContract,
  onceAndInOrderContract,
  secretsContract,
} from '../contract/platform/index.ts'
import { openHootsuite, openHootsuiteWithoutApi } from './contract-stage.ts'

for (const [name, open] of [
  ['Hootsuite', openHootsuite],
  ['Hootsuite without its API', openHootsuiteWithoutApi],
] as const) {
  conversationContract(name, open)
  onceAndInOrderContract(name, open)
  logicContract(name, open)
  gateContract(name, open)
  secretsContract(name, open)
}
