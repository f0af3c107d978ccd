import { type Answer, badRequest } from './answers.ts'

/** A request as routes see it. */
export interface ApiRequest {
  params: Record<string, string>
  query: URLSearchParams
  /** The JSON object that was sent. Throws 400 `invalid` for anything else. */
  json(): Record<string, unknown>
}

/** What answers a method and a path; `:name` in the path is a parameter. */
export interface Route {
  method: string
  path: string
  handle(request: ApiRequest): Answer | Promise<Answer>
}

/** A route in one line. */
export function routeOf(method: string, path: string, handle: Route['handle']): Route {
  return { method, path, handle }
}

/** The route for a request and its parameters; undefined where there is none. */
export type Router = (method: string, path: string) => { route: Route; params: Record<string, string> } | undefined

/** Finds routes by method and path. */
export function routerOf(routes: Route[]): Router {
  const compiled = routes.map((route) => {
    const names: string[] = []
    const pattern = route.path.replace(/:(\w+)/g, (_, name: string) => {
      names.push(name)
      return '([^/]+)'
    })
    return { route, names, pattern: new RegExp(`^${pattern}$`) }
  })
  return (method, path) => {
    for (const { route, names, pattern } of compiled) {
      if (route.method !== method) continue
      const found = pattern.exec(path)
      if (!found) continue
      const params = Object.fromEntries(names.map((name, at) => [name, decoded(found[at + 1]!)]))
      return { route, params }
    }
    return undefined
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Reads the body of a request as a JSON object. Throws 400 `invalid` for anything else. */
export function jsonObject(text: string, contentType: string | undefined): Record<string, unknown> {
  const invalid = (detail: string) => badRequest({ code: 'invalid', detail })
  if (!contentType?.toLowerCase().startsWith('application/json')) throw invalid('content type must be application/json')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid('request body is not valid JSON')
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalid('request body must be an object')
  return value as Record<string, unknown>
}
