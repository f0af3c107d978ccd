/** One error of the API (Gladly API reference, Error Handling). */
export interface ApiError {
  attr?: string
  code: string
  detail?: string
  meta?: Record<string, unknown>
}

/** What a route answers. `body` is sent as JSON, `text` as it is; neither means no body. */
export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: unknown
  text?: string
}

/** The platform says no: thrown by what the platform does, answered as it stands. */
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

/** 201 with a relative `Location` and no body. */
export function created(location: string): Answer {
  return { status: 201, headers: { Location: location } }
}

/** 204. */
export function noContent(): Answer {
  return { status: 204 }
}

/** 400 with a list of errors. */
export function badRequest(...errors: ApiError[]): Refusal {
  return refusal(400, errors)
}

/** 404 as most endpoints document it: no body. */
export function notFound(what: string): Refusal {
  return new Refusal({ status: 404 }, `${what} not found`)
}

/** Any status with `errors`: a list, or the single object that some documented 404s have. */
export function refusal(status: number, errors: ApiError[] | ApiError): Refusal {
  const list = Array.isArray(errors) ? errors : [errors]
  const why = list.map((error) => [error.code, error.attr, error.detail].filter(Boolean).join(' ')).join('; ')
  return new Refusal({ status, body: { errors } }, `${status}: ${why}`)
}
