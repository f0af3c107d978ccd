import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { type Answer, Refusal } from './answers.ts'
import { type BodyLimits, readBody, sendAnswer } from './bodies.ts'
import { type Route, type Router, routerOf } from './router.ts'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/

/** Answers a request to `/control/*`. */
export type ControlApi = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Where one simulator's control API differs. */
export interface ControlOptions {
  /** What a path with another method is answered. Default 404. */
  otherMethods?: 404 | 405
  bodyLimits?: BodyLimits
  /** What to throw for a body that is JSON but no object. */
  notAnObject?: (why: string) => Error
}

/**
 * A simulator's own API: the same actions as in the program, for other processes and for curl. It takes JSON whatever
 * the content type says, wants no credentials, and serves only callers that know it by a loopback name (a page in a
 * browser that came from elsewhere does not).
 */
export function controlApi(routes: Route[], options: ControlOptions = {}): ControlApi {
  const { otherMethods, bodyLimits, notAnObject = (why) => new Error(why) } = options
  const router = routerOf(routes, otherMethods)
  return async (request, response) => {
    const { bytes } = await readBody(request, bodyLimits)
    const json = () => parsed(bytes.toString('utf8'), notAnObject)
    const refused = local(request) ? undefined : { status: 403, text: 'loopback only' }
    sendAnswer(response, refused ?? (await answer(router, request, json)))
  }
}

function local({ headers }: IncomingMessage): boolean {
  const origin = headers.origin === undefined ? undefined : headers.origin.replace(/^https?:\/\//, '')
  return LOOPBACK.test(headers.host ?? '') && (origin === undefined || LOOPBACK.test(origin))
}

async function answer(router: Router, request: IncomingMessage, json: () => Record<string, unknown>): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://simulator')
  try {
    const { handle, params } = router(request.method ?? 'GET', url.pathname)
    return await handle({ params, query: url.searchParams, json })
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    const { status, headers }: Answer = error instanceof Refusal ? error.answer : { status: 400 }
    return { status, headers, body: { error: message } }
  }
}

function parsed(text: string, notAnObject: (why: string) => Error): Record<string, unknown> {
  if (text.trim() === '') return {}
  const value: unknown = JSON.parse(text)
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  throw notAnObject('body must be a JSON object')
}
