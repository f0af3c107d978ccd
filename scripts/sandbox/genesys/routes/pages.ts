import { z } from 'zod'
import { valid } from '../rest.ts'

const paging = z.object({
  pageSize: z.coerce.number().int().min(1).max(500).default(25),
  pageNumber: z.coerce.number().int().min(1).default(1),
})

/** One page of a list, as `pageSize` and `pageNumber` ask for it. */
export function pageOf<T>(list: T[], query: URLSearchParams, path: string): object {
  const { pageSize, pageNumber } = valid(paging, Object.fromEntries(query))
  const pageCount = Math.max(1, Math.ceil(list.length / pageSize))
  const selfUri = `${path}?pageSize=${pageSize}&pageNumber=${pageNumber}`
  const nextUri = pageNumber < pageCount ? `${path}?pageSize=${pageSize}&pageNumber=${pageNumber + 1}` : undefined
  const entities = list.slice((pageNumber - 1) * pageSize, pageNumber * pageSize)
  return { entities, pageSize, pageNumber, total: list.length, pageCount, selfUri, nextUri }
}
