import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { type Answer, Refusal } from '../simulator/answers.ts'
import { readBody, sendAnswer } from '../simulator/bodies.ts'
import { type Listener, listen } from '../simulator/listener.ts'
import { routerOf } from '../simulator/router.ts'
import { buildPage } from './build-page.ts'
import type { Console } from './console.ts'
import { refusalOf } from './guard.ts'
import { routesOf } from './routes.ts'

/** Nothing from another host, nothing inline; pictures of the simulated platforms are on loopback. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: http://127.0.0.1:*",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** Serve the console's page and what it asks for, on loopback alone. */
export async function serveConsole(console: Console, port?: number): Promise<Listener> {
  const page = await buildPage()
  const router = routerOf(routesOf(console), 405)
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    const refused = refusalOf(request)
    if (refused !== undefined) return sendAnswer(response, { status: 403, body: { error: refused } })
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://console')
    const file = request.method === 'GET' ? page.get(pathname) : undefined
    if (file !== undefined) {
      response.writeHead(200, { 'Content-Type': file.contentType })
      response.end(file.bytes)
      return
    }
    if (request.method === 'GET' && pathname === '/events') return console.broadcast.open(response, console.hello)
    const { bytes } = await readBody(request, { most: 2_000_000 })
    sendAnswer(
      response,
      await answered(() => {
        const { handle, params } = router(request.method ?? 'GET', pathname)
        return handle({ params, query: searchParams, json: () => parsed(bytes.toString('utf8')) })
      }),
    )
  }
  return listen(port, answer)
}

async function answered(work: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } }
    if (error instanceof Refusal) return { ...error.answer, body: { error: error.message } }
    if (error instanceof SyntaxError) return { status: 400, body: { error: `No JSON: ${error.message}` } }
    return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

function parsed(text: string): Record<string, unknown> {
  const value: unknown = text.trim() === '' ? {} : JSON.parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Refusal({ status: 400 }, 'The body must be a JSON object.')
}
