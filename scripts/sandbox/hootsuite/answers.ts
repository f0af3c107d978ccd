/** What a route answers. `body` is sent as JSON, `text` as it is; neither means no body. */
export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: unknown
  text?: string
}

/** The platform says no. `message` is why, for the records. */
export class Refusal extends Error {
  readonly status: number
  readonly headers: Record<string, string>

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.headers = headers
  }
}

/** 200 with JSON. */
export function ok(body: unknown = {}): Answer {
  return { status: 200, body }
}

/** 204. */
export function noContent(): Answer {
  return { status: 204 }
}

/** 400: the request is malformed. */
export function malformed(why: string): Refusal {
  return new Refusal(400, why)
}

/** 404. */
export function notFound(what: string): Refusal {
  return new Refusal(404, `${what} not found`)
}
