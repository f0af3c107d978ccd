import { type Answer, notFound, Refusal } from './answers.ts'

/** A request as routes see it. */
export interface ApiRequest {
  params: Record<string, string>
  query: URLSearchParams
  /** The JSON object that was sent. Throws for anything else. */
  json(): Record<string, unknown>
}

/** Answers a request, or throws `Refusal`. */
export type Handler = (request: ApiRequest) => Answer | Promise<Answer>

/** What answers a method and a path; `:name` in the path is a parameter. */
export interface Route<Handle = Handler> {
  method: string
  path: string
  handle: Handle
}

/** A route in one line. */
export function routeOf(method: string, path: string, handle: Handler): Route {
  return { method, path, handle }
}

/** The route of a request, with its parameters decoded. Throws `Refusal` where there is none. */
export type Router<Handle = Handler> = (
  method: string,
  path: string,
) => { handle: Handle; params: Record<string, string> }

/** Finds routes by method and path. A path that has only other methods is a 404, or a 405 where `otherMethods` says so. */
export function routerOf<Handle>(routes: Route<Handle>[], otherMethods: 404 | 405 = 404): Router<Handle> {
  const compiled = routes.map((route) => {
    const names: string[] = []
    const pattern = route.path.replace(/:(\w+)/g, (_, name: string) => {
      names.push(name)
      return '([^/]+)'
    })
    return { ...route, names, pattern: new RegExp(`^${pattern}$`) }
  })
  return (method, path) => {
    const allowed: string[] = []
    for (const route of compiled) {
      const found = route.pattern.exec(path)
      if (!found) continue
      if (route.method !== method) {
        allowed.push(route.method)
        continue
      }
      const params = Object.fromEntries(route.names.map((name, at) => [name, decoded(found[at + 1]!)]))
      return { handle: route.handle, params }
    }
    if (allowed.length === 0 || otherMethods === 404) throw notFound(`${method} ${path}`)
    throw new Refusal({ status: 405, headers: { Allow: allowed.join(', ') } }, `${method} is not allowed here`)
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
