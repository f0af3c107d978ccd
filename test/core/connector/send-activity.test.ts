import assert from 'node:assert/strict'
import type { ConnectorClient } from 'botframework-connector'
import { sendActivity } from '../../../adapters/core/connector/send-activity.ts'
import { RateLimitedError } from '../../../adapters/core/errors.ts'

/** How long a channel is waited for that answered 429 with this `Retry-After`. */
async function waitFor(header: string | undefined): Promise<number | undefined> {
  const answer = Object.assign(new Error('slower'), { statusCode: 429, response: { headers: { get: () => header } } })
  const client = { conversations: { sendToConversation: () => Promise.reject(answer) } } as unknown as ConnectorClient
  const activity = { type: 'message', channelId: 'webchat', conversation: { id: 'c', isGroup: false } as never }
  const error = await sendActivity(client, activity, AbortSignal.timeout(5_000)).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof RateLimitedError, String(error))
  return error.retryAfterMs
}

describe('a channel’s Retry-After', () => {
  it('is seconds or an HTTP date', async () => {
    assert.equal(await waitFor('7'), 7_000)
    const wait = await waitFor(new Date(Date.now() + 600_000).toUTCString())
    assert.ok(wait !== undefined && wait > 590_000 && wait <= 600_000)
  })

  it('of years silences a conversation for an hour at most', async () => {
    for (const years of ['1e300', '99999999999', 'Sat, 21 Nov 2076 00:00:00 GMT'])
      assert.equal(await waitFor(years), 3_600_000)
  })

  it('of the past is no wait, and none or nonsense is none', async () => {
    for (const past of ['0', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT']) assert.equal(await waitFor(past), 0)
    for (const nothing of [undefined, '', ' ', 'soon']) assert.equal(await waitFor(nothing), undefined)
  })
})
