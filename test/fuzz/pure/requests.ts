import fc from 'fast-check'
import type { RawRequest } from '../../../adapters/core/platform.ts'
import { bodyFor } from '../generators/bodies.ts'
import { asRecord, oddHeaders } from '../generators/headers.ts'
import { isForeseen, wrongReading, wrongVerdict } from './judge.ts'
import type { Tried } from './platforms.ts'

/** What became of the requests that were tried. */
export interface Tally {
  inputs: number
  /** By what was made of them. */
  outcomes: Record<string, number>
}

const count = ({ outcomes }: Tally, what: string): void => {
  outcomes[what] = (outcomes[what] ?? 0) + 1
}

const urls = fc.constantFrom(
  '',
  '/',
  '/api/gladly',
  '/api/imiconnect/',
  '/api/imiconnect/%',
  '/api/imiconnect/%00?a=b#c',
  '/api/imiconnect/x?x=y',
  '//',
  '/api/genesys/registers',
  '*',
)
const methods = fc.constantFrom('POST', 'POST', 'POST', 'GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', '')

/** Requests without a proof: refused, every one of them, and without a throw. */
export async function tryForgeries(tried: Tried, runs: number, seed: number): Promise<Tally> {
  const tally: Tally = { inputs: 0, outcomes: {} }
  const request = fc.record({
    method: methods,
    url: urls,
    headers: oddHeaders.map(asRecord),
    body: bodyFor(tried.envelopes),
  })
  const property = fc.asyncProperty(request, async (made: RawRequest) => {
    tally.inputs += 1
    const verdict = await tried.on.verify(made)
    const wrong = wrongVerdict(verdict)
    if (wrong !== undefined) throw new Error(wrong)
    if (!verdict.ok) return count(tally, 'refused')
    if (tried.needsNoProof?.(verdict, made.body) !== true && made.method === 'POST') throw new Error('it was let in')
    const reading = await tried.on.read(made, verdict.proof)
    if (reading.kind !== 'answer') throw new Error(`it became ${reading.kind}`)
    count(tally, 'a handshake')
  })
  await fc.assert(property, { numRuns: runs, seed, verbose: false })
  return tally
}

/** Requests with a proof, of whatever content: let in, read without a throw, and interpreted with foreseen errors only. */
export async function tryAuthentic(tried: Tried, runs: number, seed: number): Promise<Tally> {
  const tally: Tally = { inputs: 0, outcomes: {} }
  const input = fc.record({ headers: oddHeaders.map(asRecord), body: bodyFor(tried.envelopes) })
  const property = fc.asyncProperty(input, async ({ headers, body }) => {
    tally.inputs += 1
    const proof = tried.signed(body)
    const request: RawRequest = { ...proof, headers: { ...headers, ...proof.headers }, body }
    const verdict = await tried.on.verify(request)
    const wrongly = wrongVerdict(verdict)
    if (wrongly !== undefined) throw new Error(wrongly)
    // Hootsuite signs when it sent an event, and what is not of now is a replay.
    if (!verdict.ok)
      return verdict.why.includes('replay') || verdict.why.includes('timestamp')
        ? count(tally, 'a replay')
        : Promise.reject(new Error(verdict.why))
    const reading = await tried.on.read(request, verdict.proof)
    const wrong = wrongReading(reading)
    if (wrong !== undefined) throw new Error(wrong)
    count(tally, reading.kind)
    if (reading.kind !== 'events') return
    for (const event of reading.events) await interpreted(tried, event, tally)
  })
  await fc.assert(property, { numRuns: runs, seed, verbose: false })
  return tally
}

async function interpreted(tried: Tried, event: Parameters<Tried['interpret']>[0], tally: Tally): Promise<void> {
  try {
    const { happenings, data } = await tried.interpret(event)
    // Both are kept as JSON, with the turn.
    JSON.stringify({ happenings, data })
    count(tally, happenings.every(({ kind }) => kind === 'ignored') ? 'interpreted: ignored' : 'interpreted')
  } catch (error) {
    if (!isForeseen(error)) throw error
    count(tally, 'interpreted: refused')
  }
}
