import type { Answer } from '../simulator/answers.ts'
import { referenceId } from './ids.ts'
import type { EightByEightSettings } from './options.ts'

/** The platform says no: thrown by what the platform does, answered in the shape that the operation has for it. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  /** The field that is wrong, if it is one. */
  readonly field?: string
  readonly value?: unknown

  constructor(status: number, code: string, message: string, field?: string, value?: unknown) {
    super(message)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.field = field
    this.value = value
  }
}

/** 400. */
export function invalid(code: string, message: string, field?: string, value?: unknown): Problem {
  return new Problem(400, code, message, field, value)
}

/** 404. */
export function unknown(type: string, id: string): Problem {
  return new Problem(404, 'resource_not_found', `Resource of type ${type} with id ${id} was not found.`)
}

/**
 * The shapes an operation has. 400: `errors` is a list of codes, one `object`, or a list with a reference
 * (`parameter`). 403 and 404: a list of `texts` or of codes.
 */
export interface Shapes {
  400?: 'codes' | 'object' | 'parameter'
  403?: 'texts' | 'codes'
  404?: 'texts' | 'codes'
}

/** A problem as an operation with these shapes answers it. */
export function problemAnswer(problem: Problem, shapes: Shapes, settings: EightByEightSettings): Answer {
  const { status } = problem
  const headers = { 'Content-Type': 'application/problem+json' }
  return { status, headers, body: bodyOf(problem, shapes, settings) }
}

function bodyOf(problem: Problem, shapes: Shapes, settings: EightByEightSettings): unknown {
  const { status, code, message } = problem
  const item = { code, message }
  if (status === 401) return { message, errors: [{ message, code }], referenceId: referenceId() }
  if (status === 403 && shapes[403] !== 'codes') return { message, errors: [message] }
  if (status === 404 && shapes[404] === 'texts') return { message, errors: [message] }
  if (status !== 400) return { message, errors: [item] }
  if (shapes[400] === 'object') return { message, errors: item, referenceId: referenceId() }
  if (shapes[400] === 'parameter') {
    return { message, errors: [{ code: 'invalid_parameter', message }], referenceId: referenceId() }
  }
  return badRequestBody(problem, settings.badRequestShape)
}

function badRequestBody({ code, message, field = '', value }: Problem, shape: EightByEightSettings['badRequestShape']) {
  const item = { code, message }
  const said = `${field}: ${message}`
  switch (shape) {
    case 'message':
      return { message }
    case 'constraints':
      return { message: 'Constraint Violation', errors: [said], validations: [said] }
    case 'validations': {
      const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
      return { message, errors: [item], validations: [{ field, value: shown, code, message }] }
    }
    default:
      return { message, errors: [item] }
  }
}
