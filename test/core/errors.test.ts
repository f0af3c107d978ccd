import assert from 'node:assert/strict'
import { RateLimitedError } from '../../adapters/core/errors.ts'

describe('a platform that asks us to slow down', () => {
  const waitOf = (asked?: number): number | undefined => new RateLimitedError('slower', asked).retryAfterMs

  it('is waited for as long as it says', () => {
    for (const asked of [0, 1, 1_500, 3_600_000]) assert.equal(waitOf(asked), asked)
  })

  it('is waited for an hour at most, whatever it says, and never for less than no time', () => {
    for (const asked of [3_600_001, 50 * 365 * 86_400_000, Number.POSITIVE_INFINITY])
      assert.equal(waitOf(asked), 3_600_000)
    for (const asked of [-1, Number.NEGATIVE_INFINITY]) assert.equal(waitOf(asked), 0)
  })

  it('has said nothing where it said no time', () => {
    for (const asked of [undefined, Number.NaN]) assert.equal(waitOf(asked), undefined)
  })
})
