import assert from 'node:assert/strict'
import { customerName, nextCustomerName } from '../../scripts/sandbox/customers.ts'

describe('the names of customers who are played', () => {
  it('are each given once', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => customerName(index))
    assert.equal(new Set(names).size, names.length)
    assert.notEqual(nextCustomerName(), nextCustomerName())
  })

  it('look like names of people', () => {
    for (const index of [0, 1, 436]) assert.match(customerName(index), /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u)
  })
})
