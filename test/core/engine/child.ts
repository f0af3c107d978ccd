import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Boundary, openSqliteEngine } from '../../../adapters/core/engine/index.ts'
import { SettingsError } from '../../../adapters/core/errors.ts'

/**
 * A server to be killed: accepts some events, one after the other, and writes down what became of them in files that
 * survive it. Started again it goes on where it was, as a platform does that got no answer.
 */
const [dataDir, events = '', boundary, times = '1'] = process.argv.slice(2) as [string, string?, Boundary?, string?]

const note = (file: string, what: object): void => appendFileSync(join(dataDir, file), `${JSON.stringify(what)}\n`)
const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}

let left = Number(times)
const engine = await openSqliteEngine({
  dataDir,
  onBoundary: (reached) => {
    if (reached === boundary && --left === 0) die()
  },
}).catch((error) => {
  process.stdout.write(error instanceof SettingsError ? error.message : String(error))
  return process.exit(3)
})

engine.serve('gladly', {
  async runTurn(turn) {
    const { body } = turn.event!
    note('turns', { body, attempt: turn.attempt, id: turn.id })
    if (body.startsWith('poison')) {
      // The event behind it is in the same lane; the slow one of another conversation is on its way.
      await new Promise((resolve) => setTimeout(resolve, 50))
      die()
    }
    if (body.startsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 100))
    const { seen = { bodies: [] } } = await engine.storage.read(['seen'])
    await turn.holdCustomer('all')
    const state = (await engine.storage.read(['seen'])).seen ?? seen
    await engine.storage.write({ seen: { bodies: [...state.bodies, body], eTag: '*' } })
    turn.send({ kind: 'reply', payload: `${body} one` })
    turn.send({ kind: 'reply', payload: `${body} two` })
  },
  async deliver({ id, payload, outcomeUnknown, unknowns }) {
    note('deliveries', { id, payload, outcomeUnknown, unknowns })
    await new Promise((resolve) => setImmediate(resolve))
    return { state: 'delivered', platformId: `p-${id}` }
  },
})
await engine.start()

const answered = join(dataDir, 'answered')
const done = existsSync(answered) ? readFileSync(answered, 'utf8') : ''
for (const body of events.split(',').filter((one) => one !== '' && !done.includes(`"${one}"`))) {
  const [name] = body.split('@')
  const acceptance = await engine.accept({
    conversation: { channelId: 'gladly', account: '', conversationId: body.split('@')[1] ?? 'talk' },
    key: body,
    keyLifeMs: 3_600_000,
    type: 'MESSAGE',
    origin: 'webhook',
    body: name!,
  })
  note('answered', { body, acceptance })
}
for (let stats = engine.stats(); stats.inbox + stats.outbox > 0; stats = engine.stats()) {
  await new Promise((resolve) => setTimeout(resolve, 2))
}
const { seen } = await engine.storage.read(['seen'])
note('seen', seen ?? {})
await engine.stop(1000)
