import assert from 'node:assert/strict'
import type { Outcome } from './talks.ts'

/** Nothing was lost, reordered, or repeated without leave. */
export function assertWell(outcomes: readonly Outcome[]): void {
  assert.deepEqual(
    outcomes.flatMap(({ words }) => words),
    [],
  )
  assert.ok(outcomes.every(({ said }) => said > 0))
}
