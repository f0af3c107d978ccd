import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { bodyFor } from '../generators/bodies.ts'
import { oddHeaders, onTheWire } from '../generators/headers.ts'
import type { Row } from '../table.ts'
import { wrongWithoutProof, wrongWithProof } from './expected.ts'
import { post } from './post.ts'
import { forgerOf, type Headers, proverOf } from './proofs.ts'
import type { ServerProcess } from './server-process.ts'
import type { RouteTold, Seen } from './told.ts'

/** How much, and where from. */
export interface Attack {
  runs: number
  seed: number
}

const CHUNK = 100
const AT_ONCE = 8
/** Generous: machines are shared, and all of the platforms are simulated in the same process. */
export const LONGEST_DELAY_MS = 4_000

/** Without a proof: 4xx, and nothing is kept, and nobody is listened to. */
export async function forgedOn(server: ServerProcess, route: RouteTold, attack: Attack): Promise<Row> {
  const forge = forgerOf(route)
  const before = await server.look()
  const outcomes = await send(route, attack, ({ method, headers, body, how }) => {
    const addressed = forge(body, how)
    const sent = { method, ...addressed, headers: [...addressed.headers, ...others(headers, addressed.headers)], body }
    return { ...sent, wrong: (answer) => wrongWithoutProof(route, body, answer) }
  })
  const after = await server.look()
  assert.deepEqual(after.turns, before.turns, 'there were turns')
  assert.equal(after.accepted, before.accepted, 'events were kept')
  assert.equal(after.deadLetters, before.deadLetters, 'dead letters were kept')
  return row(`${route.name}, forged`, attack, outcomes, before, after)
}

/** With one: 2xx whatever the content, and everybody else is served all the while. */
export async function authenticOn(server: ServerProcess, route: RouteTold, attack: Attack): Promise<Row> {
  const prove = proverOf(route)
  await server.greet(route.name)
  const before = await server.look()
  const meanwhile = new AbortController()
  const greeted = greetOnAndOn(server, route, meanwhile.signal)
  let outcomes: Record<string, number>
  try {
    outcomes = await send(route, attack, ({ body }) => ({
      method: 'POST',
      ...prove(body),
      body,
      wrong: (answer) => wrongWithProof(route, body, answer),
    }))
  } finally {
    meanwhile.abort()
    await greeted
  }
  await server.quiet()
  await server.greet(route.name)
  const after = await server.look()
  return row(`${route.name}, authentic`, attack, outcomes, before, after)
}

async function greetOnAndOn(server: ServerProcess, { name }: RouteTold, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await server.greet(name)
    await sleep(300, undefined, { signal }).catch(() => {})
  }
}

interface Input {
  method: string
  headers: Headers
  body: Buffer
  how: number
}

type Sent = {
  method: string
  url: string
  headers: Headers
  body: Buffer
  wrong(answer: Awaited<ReturnType<typeof post>>): string | undefined
}

/** Sends all of them, some at once; counts what came back, and stops at the first answer that is wrong. */
async function send(
  route: RouteTold,
  { runs, seed }: Attack,
  made: (input: Input) => Sent,
): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {}
  const input = fc.record<Input>({
    method: fc.constantFrom('POST', 'POST', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
    headers: oddHeaders.map(onTheWire),
    body: bodyFor(route.envelopes),
    how: fc.nat(),
  })
  for (let done = 0; done < runs; done += CHUNK) {
    // Hootsuite's events are of now, or they are replays.
    for (const one of route.envelopes)
      if (route.proof.by === 'hootsuite') Object.assign(one, { timestamp: new Date().toISOString() })
    const inputs = fc.sample(input, { numRuns: Math.min(CHUNK, runs - done), seed: seed + done })
    const queue = inputs.values()
    const worker = async (): Promise<void> => {
      for (const one of queue) {
        const { wrong, ...request } = made(one)
        const answer = await post(request.method, request.url, request.headers, request.body)
        outcomes[answer.status] = (outcomes[answer.status] ?? 0) + 1
        const why = wrong(answer)
        if (why !== undefined)
          assert.fail(
            `${why} (seed ${seed + done}): ${request.method} ${JSON.stringify(request.headers)} ${request.body.toString('utf8').slice(0, 1_000)}`,
          )
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }
  return outcomes
}

/** What a proof needs is not to be said twice. */
const others = (headers: Headers, proof: Headers): Headers =>
  headers.filter(([name]) => !proof.some(([other]) => other.toLowerCase() === name) && name !== 'content-type')

function row(what: string, { runs }: Attack, outcomes: Record<string, number>, before: Seen, after: Seen): Row {
  assert.deepEqual(after.uncaught, [], 'errors nobody caught')
  assert.ok(
    after.worstDelayMs < LONGEST_DELAY_MS,
    `the event loop stood still for ${Math.round(after.worstDelayMs)} ms`,
  )
  const turns = (seen: Seen): number => Object.values(seen.turns).reduce((sum, one) => sum + one, 0)
  return {
    what,
    inputs: runs,
    outcomes,
    turns: turns(after) - turns(before),
    deadLetters: after.deadLetters - before.deadLetters,
    worstDelayMs: after.worstDelayMs,
    heap: { before: before.heap / 1e6, after: after.heap / 1e6 },
  }
}
