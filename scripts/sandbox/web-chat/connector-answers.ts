import { type Answer, Refusal } from '../simulator/answers.ts'
import { type Route, routerOf } from '../simulator/router.ts'

/** What a connector route answers: JSON as elsewhere, or bytes. */
export interface ConnectorAnswer extends Answer {
  bytes?: { type: string; content: Buffer }
}

/** A request to the connector service as its routes see it. */
export interface ConnectorRequest {
  params: Record<string, string>
  query: URLSearchParams
  headers: Record<string, string>
  text: string
  /** The JSON object that was sent. Throws a refusal for anything else. */
  json(): Record<string, unknown>
}

/** Answers a request, or throws a refusal. */
export type ConnectorHandler = (request: ConnectorRequest) => ConnectorAnswer | Promise<ConnectorAnswer>

/** What the connector service answers, by method and path. */
export type ConnectorRoute = Route<ConnectorHandler>

/** A route in one line. */
export function connectorRoute(method: string, path: string, handle: ConnectorHandler): ConnectorRoute {
  return { method, path, handle }
}

/** A refusal in the connector's shape. */
export function refusal(status: number, code: string, message: string, headers?: Record<string, string>): Refusal {
  return new Refusal({ status, headers, body: { error: { code, message } } }, message)
}

/** What finds and runs the route of a request; what routes throw becomes an answer in the connector's shape. */
export function connectorRouter(routes: ConnectorRoute[]) {
  const router = routerOf(routes)
  return async (method: string, url: URL, headers: Record<string, string>, text: string): Promise<ConnectorAnswer> => {
    try {
      const { handle, params } = router(method, url.pathname)
      return await handle({ params, query: url.searchParams, headers, text, json: () => objectIn(text) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { answer, message } = error
      return answer.body === undefined ? { ...answer, body: { error: { code: 'NotFound', message } } } : answer
    }
  }
}

function objectIn(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refusal(400, 'BadSyntax', 'The body is not JSON')
  }
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  throw refusal(400, 'BadSyntax', 'The body is not a JSON object')
}
