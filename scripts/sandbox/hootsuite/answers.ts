import { Refusal } from '../simulator/answers.ts'

/** 400: the request is malformed. */
export function malformed(why: string): Refusal {
  return new Refusal({ status: 400 }, why)
}
