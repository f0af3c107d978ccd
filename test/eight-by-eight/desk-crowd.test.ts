import { deskCrowdContract } from '../contract/desk/index.ts'
import { eightByEightDeskWith } from './desk-contract-stage.ts'

deskCrowdContract('8x8', [
  { name: 'webhooks in order', open: eightByEightDeskWith({ webhooksInOrder: true }) },
  { name: 'webhooks side by side', open: eightByEightDeskWith({ webhooksInOrder: false }), unordered: true },
  { name: 'webhooks shuffled', open: eightByEightDeskWith({}), shuffleMs: 60, unordered: true },
])
