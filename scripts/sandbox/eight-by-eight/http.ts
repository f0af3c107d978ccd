import type { Answer } from '../simulator/answers.ts'
import type { Route } from '../simulator/router.ts'
import type { Shapes } from './problem.ts'

/** A request as operations see it. */
export interface ApiCall {
  path: string
  params: Record<string, string>
  query: URLSearchParams
  /** The JSON object that was sent. Throws for anything else. */
  json(): Record<string, unknown>
  /** The same, where there may be none. */
  optionalJson(): Record<string, unknown>
  /** The parts of a multipart body. Throws for anything else. */
  form(): Promise<FormData>
}

/** What an operation answers: JSON, bytes, or nothing. */
export interface ApiAnswer extends Answer {
  bytes?: Buffer
}

/** What can be asked, and how it is refused. */
export interface Operation {
  run: (call: ApiCall) => ApiAnswer | Promise<ApiAnswer>
  shapes: Shapes
  /** Wants no key. */
  open: boolean
  /** Whether the API lists the tenant's header for it. */
  listsTenant: boolean
}

/** An operation in one line. Shapes are, if not said: codes for 400, texts for 403 and 404. */
export function operation(
  method: string,
  path: string,
  run: Operation['run'],
  { shapes, open = false, listsTenant = true }: Partial<Omit<Operation, 'run'>> = {},
): Route<Operation> {
  return { method, path, handle: { run, shapes: { 403: 'texts', 404: 'texts', ...shapes }, open, listsTenant } }
}

const HAL = { 'Content-Type': 'application/hal+json' }

/** A resource, by default with 200. */
export function hal(body: unknown, status = 200): ApiAnswer {
  return { status, headers: HAL, body }
}
