import type { Row } from '../row.ts'
import type { Stage } from '../stage.ts'
import { acknowledgement, acknowledgementUnderSlowTurns } from './acknowledgement.ts'
import { concurrency } from './concurrency.ts'
import { fairness } from './fairness.ts'
import { firstReply } from './first-reply.ts'
import { heapOfConversations } from './heap.ts'
import { recovery } from './recovery.ts'
import { roundTrip } from './round-trip.ts'
import { soak } from './soak.ts'
import { startUp } from './start-up.ts'

/** One part of the bench. */
export interface Part {
  run(stage: Stage): Promise<Row[]>
  /** It is stopped after so many minutes (beside the soak's own). */
  limitMinutes: number
  /** Run only where it is asked for. */
  onRequest?: boolean
}

/** All of them, in the order of the table. */
export const PARTS: Readonly<Record<string, Part>> = {
  acknowledgement: { run: acknowledgement, limitMinutes: 5 },
  'slow-turns': { run: acknowledgementUnderSlowTurns, limitMinutes: 5 },
  'first-reply': { run: firstReply, limitMinutes: 5 },
  'round-trip': { run: roundTrip, limitMinutes: 5 },
  concurrency: { run: concurrency, limitMinutes: 5 },
  fairness: { run: fairness, limitMinutes: 15 },
  recovery: { run: recovery, limitMinutes: 10 },
  'start-up': { run: startUp, limitMinutes: 10 },
  heap: { run: heapOfConversations, limitMinutes: 10 },
  soak: { run: soak, limitMinutes: 2, onRequest: true },
}
