import { type Answer, Refusal } from '../simulator/answers.ts'

/** One error of the API (Gladly API reference, Error Handling). */
export interface ApiError {
  attr?: string
  code: string
  detail?: string
  meta?: Record<string, unknown>
}

/** 201 with a relative `Location` and no body. */
export function created(location: string): Answer {
  return { status: 201, headers: { Location: location } }
}

/** 400 with a list of errors. */
export function badRequest(...errors: ApiError[]): Refusal {
  return refusal(400, errors)
}

/** Any status with `errors`: a list, or the single object that some documented 404s have. */
export function refusal(status: number, errors: ApiError[] | ApiError): Refusal {
  const list = Array.isArray(errors) ? errors : [errors]
  const why = list.map((error) => [error.code, error.attr, error.detail].filter(Boolean).join(' ')).join('; ')
  return new Refusal({ status, body: { errors } }, `${status}: ${why}`)
}
