import { z } from 'zod'
import { type Answer, noContent, notFound, ok, Refusal } from '../simulator/answers.ts'
import { routeOf as on, type Route } from '../simulator/router.ts'
import { isWhole } from '../simulator/telling.ts'
import type { Console } from './console.ts'
import { curlOf } from './curl.ts'
import { transcriptOf } from './transcript.ts'

const text = z.string().min(1).max(100_000)
const action = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('customer-says'), text, optionId: z.string().optional() }),
  z.strictObject({ do: z.literal('customer-submits'), data: z.unknown() }),
  z.strictObject({
    do: z.literal('customer-sends'),
    name: text,
    contentType: text,
    bytes: z.base64().max(1_400_000),
  }),
  z.strictObject({ do: z.enum(['customer-types', 'agent-types', 'take', 'give-back', 'close']) }),
  z.strictObject({ do: z.enum(['agent-says', 'agent-notes']), text }),
  z.strictObject({ do: z.literal('transfer'), queue: text }),
  z.strictObject({ do: z.enum(['add-topic', 'remove-topic']), topic: text }),
  z.strictObject({
    do: z.literal('set-attribute'),
    scope: z.enum(['customer', 'conversation']),
    name: text,
    value: z.string(),
  }),
])
const clockChange = z.union([
  z.strictObject({ advanceMs: z.number().min(0).max(31_536_000_000) }),
  z.strictObject({ speed: z.number() }),
])
const page = z.object({
  before: z.coerce.number().optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
})

/** What the page asks for and does: the routes of `protocol.ts`. */
export function routesOf(console: Console): Route[] {
  const talk = (id: string | undefined) => console.talks.get(id ?? '') ?? missing(`talk ${id}`)
  const platform = (id: string | undefined) => console.platform(id ?? '') ?? missing(`platform ${id}`)
  return [
    on('POST', '/api/talks', async ({ json }) => {
      const asked = z.strictObject({ platform: z.string(), channel: z.string().optional() }).parse(json())
      const { id } = platform(asked.platform)
      return ok((await refusing(() => console.talks.begin(id, asked.channel))).summary)
    }),
    on('GET', '/api/talks/:id', ({ params }) => {
      const found = talk(params.id)
      found.touch()
      console.talks.look(found)
      return ok(found.detail)
    }),
    on('POST', '/api/talks/:id/do', async ({ params, json }) => {
      const found = talk(params.id)
      await refusing(() => found.do(action.parse(json())))
      console.talks.look(found)
      return noContent()
    }),
    on('GET', '/api/talks/:id/transcript', ({ params }) => {
      const { id, said } = talk(params.id)
      return download(`${id}.transcript`, transcriptOf(console.wire.ofTalk(id), said))
    }),
    on('GET', '/api/talks/:id/fixture', ({ params }) => {
      const { id, platform, channel, steps } = talk(params.id)
      return download(`${id}.story.json`, { platform, channel, steps })
    }),
    on('POST', '/api/platforms/:id/scenario', ({ params, json }) => {
      const { name } = z.strictObject({ name: z.string() }).parse(json())
      return ok(console.play(platform(params.id), name)?.summary ?? missing(`scenario ${name}`))
    }),
    on('POST', '/api/platforms/:id/faults', async ({ params, json }) => {
      const { faults } = z.strictObject({ faults: z.array(z.string()) }).parse(json())
      await refusing(() => platform(params.id).setFaults(faults))
      console.tellPlatforms()
      return noContent()
    }),
    on('POST', '/api/platforms/:id/clock', async ({ params, json }) => {
      const change = clockChange.parse(json())
      const found = platform(params.id)
      await refusing(() => ('speed' in change ? found.setSpeed(change.speed) : found.advance(change.advanceMs)))
      console.tellPlatforms()
      return noContent()
    }),
    on('GET', '/api/wire', ({ query }) => {
      const { before, limit } = page.parse(Object.fromEntries(query))
      return ok({ rows: console.wire.rows(limit, before) })
    }),
    on('GET', '/api/wire/:id', ({ params }) =>
      ok(console.wire.detail(Number(params.id)) ?? missing(`row ${params.id}`)),
    ),
    on('GET', '/api/wire/:id/curl', ({ params }) => {
      const { exchange = missing(`request of row ${params.id}`) } =
        console.wire.record(Number(params.id)) ?? missing(`row ${params.id}`)
      if (!isWhole(exchange)) throw new Refusal({ status: 409 }, 'Its body is too long to be kept whole.')
      return { status: 200, text: curlOf(exchange) }
    }),
    on('POST', '/api/wire/:id/replay', async ({ params }) => {
      const id = await refusing(() => console.replay(Number(params.id)))
      return ok({ id: id ?? missing(`row ${params.id}`) })
    }),
    on('POST', '/api/bots/:id/kill', async ({ params }) => {
      const bot = console.bot(params.id ?? '') ?? missing(`bot ${params.id}`)
      await bot.kill()
      return noContent()
    }),
  ]
}

function missing(what: string): never {
  throw notFound(what)
}

/** What the platform says no to is told to whoever plays. */
async function refusing<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof z.ZodError) throw error
    throw new Refusal({ status: 409 }, error instanceof Error ? error.message : String(error))
  }
}

function download(name: string, content: unknown): Answer {
  const headers = { 'Content-Type': 'application/json', 'Content-Disposition': `attachment; filename="${name}"` }
  return { status: 200, headers, text: `${JSON.stringify(content, undefined, 2)}\n` }
}
