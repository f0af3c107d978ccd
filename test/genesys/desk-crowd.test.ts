import { deskCrowdContract } from '../contract/desk/index.ts'
import { genesysDeskWith } from './desk-contract-stage.ts'

const WINDOW = 72 * 60 * 60 * 1_000

// Genesys sends webhooks side by side: agents' words of one moment have no order.
deskCrowdContract('Genesys', [
  { name: 'hand-offs only', open: genesysDeskWith({ mirror: 'summary' }), unordered: true },
  { name: 'no threading', open: genesysDeskWith({ threadingWindowMs: 0 }), unordered: true },
  {
    name: 'no threading, Disconnect ends all, messages told apart',
    open: genesysDeskWith({ threadingWindowMs: 0, flowDisconnects: 'conversation', dedupe: true }),
    unordered: true,
  },
  { name: 'threads of 72 h', open: genesysDeskWith({ threadingWindowMs: WINDOW, dedupe: true }), unordered: true },
  {
    name: 'threads of 72 h, Disconnect ends all',
    open: genesysDeskWith({ threadingWindowMs: WINDOW, flowDisconnects: 'conversation' }),
    unordered: true,
  },
])
