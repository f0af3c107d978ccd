/** What a route answers. `body` is sent as JSON, `text` as it is; neither means no body. */
export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: unknown
  text?: string
}

/** The platform says no: thrown by what the platform does. `message` is why. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(answer: Answer, message: string) {
    super(message)
    this.name = 'Refusal'
    this.answer = answer
  }
}

/** 200 with JSON. */
export function ok(body: unknown, headers?: Record<string, string>): Answer {
  return { status: 200, body, headers }
}

/** 204. */
export function noContent(): Answer {
  return { status: 204 }
}

/** 404 without a body. */
export function notFound(what: string): Refusal {
  return new Refusal({ status: 404 }, `${what} not found`)
}
