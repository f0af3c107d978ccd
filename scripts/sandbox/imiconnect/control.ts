import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { type Answer, notFound, Refusal } from '../gladly/answers.ts'
import { type Router, routerOf } from '../gladly/router.ts'
import { readBody, sendAnswer } from '../gladly/server.ts'
import { controlRoutes } from './control-routes.ts'
import type { ImiconnectSimulator } from './simulator.ts'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/

/** Answers a request to `/control/*`. */
export type ControlApi = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * The simulator's own API: the same actions as in the program, for other processes and for curl. It takes JSON whatever
 * the content type says, wants no credentials, and serves only callers that know it by a loopback name (a page in a
 * browser that came from elsewhere does not).
 */
export function controlApi(simulator: ImiconnectSimulator): ControlApi {
  const router = routerOf(controlRoutes(simulator))
  return async (request, response) => {
    const text = await readBody(request)
    const refused = local(request) ? undefined : { status: 403, text: 'loopback only' }
    sendAnswer(response, refused ?? (await answer(router, request, text)))
  }
}

function local({ headers }: IncomingMessage): boolean {
  const origin = headers.origin === undefined ? undefined : headers.origin.replace(/^https?:\/\//, '')
  return LOOPBACK.test(headers.host ?? '') && (origin === undefined || LOOPBACK.test(origin))
}

async function answer(router: Router, request: IncomingMessage, text: string): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://imiconnect')
  try {
    const found = router(request.method ?? 'GET', url.pathname)
    if (!found) throw notFound(`${request.method} ${url.pathname}`)
    const { params, route } = found
    return await route.handle({ params, query: url.searchParams, json: () => parsed(text) })
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    const status = error instanceof Refusal ? error.answer.status : / not found$/.test(message) ? 404 : 400
    return { status, body: { error: message } }
  }
}

function parsed(text: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  const value: unknown = JSON.parse(text)
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error('body must be a JSON object')
}
