import { Refusal } from '../simulator/answers.ts'

/** What of a platform error differs between refusals. */
export interface ErrorParts {
  details?: { errorCode: string; fieldName: string }[]
  limit?: { key: string; namespace: string; value: number }
  headers?: Record<string, string>
}

/** A refusal in the platform's error form; who answers adds `contextId` and the correlation id. */
export function refusal(status: number, code: string, message: string, parts: ErrorParts = {}): Refusal {
  const { headers, details = [], limit } = parts
  const body = { message, code, status, messageWithParams: message, messageParams: {}, details, errors: [], limit }
  return new Refusal({ status, headers, body }, message)
}

/** 400 `bad.request`. */
export function badRequest(message: string, code = 'bad.request'): Refusal {
  return refusal(400, code, message)
}

/** 404 `not.found`. */
export function unknown(what: string): Refusal {
  return refusal(404, 'not.found', `The requested resource was not found: ${what}`)
}
