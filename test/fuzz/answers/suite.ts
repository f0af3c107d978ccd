import fc from 'fast-check'
import { ContactCenterError } from '../../../adapters/index.ts'
import type { Row } from '../table.ts'
import { type Caller, callers } from './callers.ts'
import { oddAnswer, openOddPlatform } from './stub.ts'

/** Longer than a call that waits for a platform's `Retry-After` needs to see that it was given up. */
const PATIENCE_MS = 250
const STUCK_MS = 15_000

export const callerNames: readonly string[] = callers().map(({ name }) => name)

/** Whatever the platform answers, a call has a result, or fails with an error of our family that tells no secret. */
export async function tryAnswers(name: string, runs: number, seed: number): Promise<Row> {
  const caller = callers().find((one) => one.name === name)!
  const outcomes: Record<string, number> = {}
  const unhandled: unknown[] = []
  const note = (error: unknown): number => unhandled.push(error)
  process.on('unhandledRejection', note)
  const platform = await openOddPlatform()
  const property = fc.asyncProperty(fc.constantFrom(...caller.calls), oddAnswer, async (which, odd) => {
    platform.answersWith(odd)
    const outcome = await outcomeOf(caller, which, platform.url)
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if (unhandled.length > 0) throw new Error(`nobody caught ${String(unhandled[0])}`)
  })
  try {
    await fc.assert(property, { numRuns: runs, seed, endOnFailure: true })
  } finally {
    process.off('unhandledRejection', note)
    await platform.stop()
  }
  return { what: `answers of ${name}`, inputs: runs, outcomes }
}

async function outcomeOf(caller: Caller, which: string, url: string): Promise<string> {
  let stuck: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    stuck = setTimeout(reject, STUCK_MS, new Error(`${which} does not end`))
  })
  try {
    await Promise.race([caller.call(which, url, AbortSignal.timeout(PATIENCE_MS)), late])
    return 'a result'
  } catch (error) {
    if (!(error instanceof ContactCenterError)) throw error
    const told = [error.message, error.hint, error.cause instanceof Error ? error.cause.message : ''].join(' ')
    const secret = caller.secrets.find((one) => told.includes(one))
    if (secret !== undefined) throw new Error(`${which}: a secret is in '${told}'`)
    return error.code
  } finally {
    clearTimeout(stuck)
  }
}
