import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Boundary, openSqliteEngine } from '../../../adapters/core/engine/index.ts'
import { childModule } from '../../contract/platform/child-module.ts'
import { newFolder } from './setting.ts'

const CHILD = new URL('./child.ts', import.meta.url)

interface End {
  signal: string | null
  code: number | null
  output: string
}

interface Brought {
  id: string
  payload: string
  outcomeUnknown: boolean
  unknowns: number
}

describe('The SQLite engine, killed', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = newFolder()
  })
  afterEach(() => rmSync(dataDir, { recursive: true }))

  const run = (events: string, boundary = '', times = 1): Promise<End> =>
    new Promise((resolve, reject) => {
      const { script, options } = childModule(CHILD)
      const args = [...(options.execArgv ?? []), script, dataDir, events, boundary, String(times)]
      const child = spawn(process.execPath, args)
      let output = ''
      child.stdout.on('data', (data) => {
        output += data
      })
      child.stderr.on('data', (data) => {
        output += data
      })
      child.on('error', reject)
      child.on('close', (code, signal) => resolve({ code, signal, output }))
    })
  const killed = async (...plan: Parameters<typeof run>): Promise<void> => {
    const end = await run(...plan)
    assert.equal(end.signal, 'SIGKILL', end.output)
  }
  const finished = async (events: string): Promise<void> => {
    const end = await run(events)
    assert.equal(end.code, 0, end.output)
  }
  const notes = <T>(file: string): T[] => {
    const path = join(dataDir, file)
    const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
    return lines.map((line) => JSON.parse(line) as T)
  }
  const open = async () => openSqliteEngine({ dataDir })

  const EVENTS = ['a', 'b', 'c', 'd', 'e']
  const boundaries: [Boundary, number][] = [
    ['accept:before-commit', 3],
    ['accept:after-commit', 3],
    ['turn:before-commit', 2],
    ['turn:after-commit', 2],
    ['delivery:before-call', 4],
    ['delivery:after-call', 4],
    ['delivery:after-record', 4],
  ]

  for (const [boundary, times] of boundaries) {
    it(`at ${boundary} loses nothing, and repeats only what may not have arrived`, async () => {
      await killed(EVENTS.join(), boundary, times)
      await finished(EVENTS.join())
      // Every event has its effect once, in order.
      assert.deepEqual(notes<{ bodies: string[] }>('seen').at(-1)!.bodies, EVENTS)
      const brought = notes<Brought>('deliveries')
      const distinct = [...new Map(brought.map((one) => [one.id, one])).values()]
      assert.deepEqual(
        distinct.map(({ payload }) => payload),
        EVENTS.flatMap((body) => [`${body} one`, `${body} two`]),
      )
      const repeated = brought.filter(({ outcomeUnknown }) => outcomeUnknown)
      // Every other attempt was the first of its command.
      assert.equal(brought.length - repeated.length, boundary === 'delivery:before-call' ? 9 : 10)
      const unsure = ['delivery:before-call', 'delivery:after-call'].includes(boundary)
      if (unsure || boundary === 'delivery:after-record') {
        assert.deepEqual(
          repeated.map(({ unknowns }) => unknowns),
          unsure ? [1] : [],
        )
      }
      const acceptances = notes<{ acceptance: string }>('answered').map(({ acceptance }) => acceptance)
      assert.equal(acceptances.length, EVENTS.length)
      assert.equal(acceptances.includes('duplicate'), boundary === 'accept:after-commit')
    })
  }

  it('counts the runs that ended with its death, and parks an event after the third; the others go on', async () => {
    const events = 'before,poison,after,slow@elsewhere'
    for (let death = 1; death <= 3; death++) await killed(events)
    await finished(events)
    const runs = notes<{ body: string; attempt: number; id: string }>('turns')
    const poisoned = runs.filter(({ body }) => body === 'poison')
    assert.deepEqual(
      poisoned.map(({ attempt }) => attempt),
      [1, 2, 3],
    )
    assert.equal(new Set(poisoned.map(({ id }) => id)).size, 1)
    // The slow one was under way at two of the deaths, and is innocent.
    assert.deepEqual(notes<{ bodies: string[] }>('seen').at(-1)!.bodies.toSorted(), ['after', 'before', 'slow'])
    const engine = await open()
    const [letter, ...more] = await engine.deadLetters.list()
    assert.deepEqual([letter!.body, more.length], ['poison', 0])
    assert.match(letter!.reason, /killed the process three times/)
    await engine.stop(0)
  })

  it('lets go of its folder; alive it does not, to another process', async () => {
    await killed('a', 'turn:before-commit')
    const engine = await open()
    await engine.start()
    const end = await run('')
    assert.equal(end.code, 3)
    assert.match(end.output, /in use by another server/)
    assert.ok(end.output.includes(dataDir))
    await engine.stop(0)
  })
})
