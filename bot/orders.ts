/** What the sample's shop knows of an order. */
export interface Order {
  number: string
  /** A sentence for the customer. */
  status: string
  /** True where a person should have a look. */
  late: boolean
}

/** An order number found in what a customer said, or why there is none. */
export type OrderNumber = { number: string } | { problem: string }

const SHORTEST = 4
const LONGEST = 8

const STATUSES = [
  'has been received and is being packed',
  'left our warehouse this morning',
  'is with the courier and arrives tomorrow',
  'was delivered to your door',
  'is waiting for its payment to clear',
]

/** Read the order number out of an utterance: `1182`, `#1182`, `order 1182 please`. */
export function findOrderNumber(text: string): OrderNumber {
  const found = text.match(/\d+/g) ?? []
  const fitting = found.find((digits) => digits.length >= SHORTEST && digits.length <= LONGEST)
  if (fitting !== undefined) return { number: fitting }
  const longest = found.reduce((a, b) => (b.length > a.length ? b : a), '')
  if (longest === '') return { problem: 'I see no number in that.' }
  return longest.length < SHORTEST
    ? { problem: `${longest} is too short for an order number.` }
    : { problem: `${longest} is too long for an order number.` }
}

/** Look an order up. Invented, and always the same for the same number: every run of a turn says the same. */
export function findOrder(number: string): Order {
  // Every hundredth order has bad luck, so that dialogs about trouble can be tried.
  if (number.endsWith('13')) return { number, status: 'should have arrived by now and is late', late: true }
  const digits = [...number].reduce((sum, digit) => sum + Number(digit), 0)
  return { number, status: STATUSES[digits % STATUSES.length]!, late: false }
}
