import { deskConversationContract, deskOrderContract, deskStrangersContract } from '../contract/desk/index.ts'
import { openEightByEightDesk } from './desk-contract-stage.ts'

deskConversationContract('8x8', openEightByEightDesk)
deskOrderContract('8x8', openEightByEightDesk)
deskStrangersContract('8x8', openEightByEightDesk)
