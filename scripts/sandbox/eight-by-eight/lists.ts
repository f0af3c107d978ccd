import { filtered } from './fiql.ts'
import { type ApiAnswer, type ApiCall, hal } from './http.ts'
import type { EightByEightSettings } from './options.ts'
import { invalid } from './problem.ts'

const MOST_A_PAGE = 1000

type Item = object

/** How a list is shown. */
export interface ListOptions {
  /** Its name within `_embedded`. */
  name: string
  /** The order if none is asked for; `field:asc` or `field:desc`. */
  sort?: string
  /** What it can be sorted by. Default: any field. */
  sortable?: string[]
  /** Whether it has `_links`. Default true. */
  links?: boolean
  /** Whether it has pages; else all is one. Default true. */
  pages?: boolean
  /** Whether it can be filtered. Default true. */
  filters?: boolean
}

/** A HAL list of `items`, in the order they were made: filtered, sorted and cut as the query asks. */
export function listAnswer(
  settings: EightByEightSettings,
  call: ApiCall,
  items: Item[],
  options: ListOptions,
): ApiAnswer {
  const { name, links = true, pages = true, filters = true } = options
  const { query } = call
  const kept = filters ? filtered(items, query.get('filter')) : items
  const ordered = options.sort ? sorted(kept, query.get('sort') ?? options.sort, options.sortable) : kept
  const size = pages ? Math.min(MOST_A_PAGE, whole(query, 'size', 20, 1)) : Math.max(1, ordered.length)
  const number = pages ? whole(query, 'page', 0, 0) : 0
  const shown = ordered.slice(number * size, (number + 1) * size)
  const totalElements = ordered.length
  const page = { size, number, totalElements, totalPages: Math.ceil(totalElements / size) }
  const asked = query.size > 0 ? `?${query}` : ''
  const self = links && { _links: { self: { href: `${call.path}${asked}` } } }
  const { emptyLists } = settings
  const embedded = (shown.length > 0 || emptyLists === 'full') && { _embedded: { [name]: shown } }
  return hal({ ...embedded, ...self, ...((totalElements > 0 || emptyLists !== 'bare') && { page }) })
}

function whole(query: URLSearchParams, name: string, otherwise: number, least: number): number {
  const text = query.get(name)
  if (text === null) return otherwise
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw invalid('invalid_parameter', `${name} must be an integer from ${least} on`, name, text)
}

function sorted(items: Item[], order: string, sortable?: string[]): Item[] {
  const [, field = '', direction] = /^([\w.]+)(?::(asc|desc))?$/.exec(order) ?? []
  const known = sortable?.includes(field) ?? items.every((one) => field in one)
  if (field === '' || !known) throw invalid('invalid_sort', `cannot sort by ${order}`, 'sort', order)
  // Cards have no time of their own, and those of one message stay in its order.
  if (!items.some((one) => field in one)) return items
  const key = (item: Item) => String((item as Record<string, unknown>)[field])
  const up = items.toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0))
  // Reversed and not compared the other way round: of several at the same time the last is the newest.
  return direction === 'desc' ? up.reverse() : up
}
