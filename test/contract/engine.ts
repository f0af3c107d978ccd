import type { Engine } from '../../adapters/core/engine/index.ts'
import { erasurePromises } from '../core/engine/promises/erasure.ts'
import { exclusivePromises } from '../core/engine/promises/exclusive.ts'
import { inboxPromises } from '../core/engine/promises/inbox.ts'
import { keepsakePromises } from '../core/engine/promises/keepsakes.ts'
import { lanePromises } from '../core/engine/promises/lanes.ts'
import { outboxPromises } from '../core/engine/promises/outbox.ts'
import { retentionPromises } from '../core/engine/promises/retention.ts'
import { statePromises } from '../core/engine/promises/state.ts'
import { turnPromises } from '../core/engine/promises/turns.ts'
import type { OpenEngine } from '../core/engine/setting.ts'

export type { Engine, OpenEngine }

/**
 * What every engine promises, whatever it is built on. `open` makes a fresh one for each test, with the clock and the
 * limits the test asks for; one that survives its process also says how to open it again.
 */
export function engineConformance(name: string, open: OpenEngine): void {
  describe(`The ${name} engine`, () => {
    describe('events', () => inboxPromises(open))
    describe('turns', () => turnPromises(open))
    describe('state', () => statePromises(open))
    describe('lanes', () => lanePromises(open))
    describe('exclusive work', () => exclusivePromises(open))
    describe('commands', () => outboxPromises(open))
    describe('what it keeps', () => keepsakePromises(open))
    describe('what it forgets', () => retentionPromises(open))
    describe('what it erases', () => erasurePromises(open))
  })
}
