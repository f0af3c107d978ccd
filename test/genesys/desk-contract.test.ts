import { deskConversationContract, deskOrderContract, deskStrangersContract } from '../contract/desk/index.ts'
import { openGenesysDesk } from './desk-contract-stage.ts'

deskConversationContract('Genesys', openGenesysDesk)
deskOrderContract('Genesys', openGenesysDesk)
deskStrangersContract('Genesys', openGenesysDesk)
