import { notFound, Refusal } from './answers.ts'

/** What answers a method and a path; `:name` in the path is a parameter. */
export interface Route<Handler> {
  method: string
  path: string
  handle: Handler
}

/** The route of a request, with its parameters decoded. Throws 404 for a path, 405 for a method that is not there. */
export type Router<Handler> = (method: string, path: string) => { handle: Handler; params: Record<string, string> }

/** Finds routes by method and path. */
export function routerOf<Handler>(routes: Route<Handler>[]): Router<Handler> {
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
    if (allowed.length === 0) throw notFound(`${method} ${path}`)
    throw new Refusal(405, `${method} is not allowed here`, { Allow: allowed.join(', ') })
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
