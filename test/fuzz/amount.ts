/** How much is tried, and with what. `FUZZ_RUNS`: inputs in all. `FUZZ_SEED`: what a failure printed, to see it again. */

/** Inputs in all where nothing else is asked for: what `npm test` has time for. */
const SHORT = 700

export const RUNS = whole('FUZZ_RUNS', SHORT)
export const SEED = whole('FUZZ_SEED', Date.now() % 2 ** 31)

/** So many of the inputs, as a share of all. */
export const share = (part: number, of = RUNS): number => Math.max(10, Math.round(of * part))

/** What to say with a failure, so that it can be seen again. */
export const again = `again with FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS}`

function whole(name: string, fallback: number): number {
  const given = process.env[name]
  if (given === undefined || given === '') return fallback
  const number = Number(given)
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name} must be a whole number, and is '${given}'`)
  return number
}
