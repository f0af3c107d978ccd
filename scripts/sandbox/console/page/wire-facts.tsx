import type { WireRow } from '../protocol.ts'
import { durationInWords, exactTime, KINDS, tryInWords } from './words.ts'

/** What the columns say of a row: where there is little room, some of them are not shown. */
export function WireFacts({ row, platform }: { row: WireRow; platform: string }) {
  const { at, kind, direction, durationMs, attempt, proof, fault } = row
  const facts: Readonly<Record<string, string | undefined>> = {
    What: `${KINDS[kind]} ${direction === 'in' ? 'to the bot' : 'from the bot'}`,
    Platform: platform,
    When: exactTime(at),
    Took: durationMs === undefined ? undefined : durationInWords(durationMs),
    Try: attempt === undefined ? undefined : tryInWords(attempt),
    Proof: proof && proofInWords(proof),
    Fault: fault,
  }
  return (
    <dl class="row-facts">
      {Object.entries(facts).map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

function proofInWords({ header, accepted }: NonNullable<WireRow['proof']>): string {
  if (accepted === undefined) return header
  return accepted ? `${header} ✓ proves who sent it` : `${header} ✗ did not convince the bot`
}
