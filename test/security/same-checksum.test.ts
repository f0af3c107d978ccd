import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { signedHeaders } from './jws.ts'
import { signingOf } from './parties.ts'
import { withSameChecksum } from './same-checksum.ts'
import { bytesOf, exchange } from './wire.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz'
const NINE_DAYS_MS = 9 * 24 * 60 * 60 * 1_000

describe('8x8 signs a checksum of the body, which another body can have', () => {
  let sandbox: Sandbox
  let heard: string[]
  before(async () => {
    heard = []
    sandbox = await startSandbox({
      platforms: ['8x8'],
      logic:
        () =>
        async ({ activity }) => {
          if (activity.type === 'message') heard.push(activity.text ?? '')
        },
      eightByEight: { role: 'channel', signsVerification: true },
    })
  })
  after(() => sandbox.stop())

  const send = (headers: ReturnType<typeof signedHeaders>, body: Buffer) =>
    exchange(
      sandbox.server.url,
      bytesOf({ method: 'POST', target: '/api/8x8', headers, body }, new URL(sandbox.server.url).host),
    )

  /** A customer's message as 8x8 sent it, and another one under its signature. */
  async function caught(at: number, claimed = Date.now()) {
    const { eightByEight } = sandbox
    const { conversationId } = eightByEight.customerSays('hello', { user: { name: 'Nadia', userId: 'crm-1' } })
    await sandbox.quiet()
    const text = (said: string) =>
      JSON.stringify({
        eventType: 'MESSAGE',
        conversationId,
        timestamp: claimed,
        data: { isEcho: false, sender: { id: 'user', type: 'user' }, text: said },
      })
    const genuine = Buffer.from(text('where is my parcel'))
    const forged = withSameChecksum(text(`pay it all to ${LETTERS}`), LETTERS, crc32(genuine))
    const headers = signedHeaders(await signingOf(eightByEight), randomUUID(), genuine, {
      transmissionTime: String(at),
    })
    return { genuine, forged, headers }
  }

  it('but never one of its own', async () => {
    const { genuine, forged, headers } = await caught(Date.now())
    assert.ok(!genuine.equals(forged) && crc32(genuine) === crc32(forged))
    assert.deepEqual(await send(headers, genuine), [200])
    await sandbox.quiet()
    assert.deepEqual(await send(headers, forged), [200])
    await sandbox.quiet()
    assert.deepEqual(
      heard.filter((text) => text.startsWith('pay')),
      [],
      'it is a duplicate of what it was made of',
    )
    assert.ok(heard.includes('where is my parcel'))
  })

  it('unless it comes in place of the other one: that would take somebody who can stop what 8x8 sends', async () => {
    const { forged, headers } = await caught(Date.now())
    assert.deepEqual(await send(headers, forged), [200])
    await sandbox.quiet()
    assert.equal(heard.filter((text) => text.startsWith('pay')).length, 1)
    heard.length = 0
  })

  // The signed time knows better.
  for (const [claim, claimed] of [
    ['now', () => Date.now()],
    ['the year 9999', () => Date.UTC(9999, 11, 31)],
    ['a year of six digits', () => 8e15],
  ] as const) {
    it(`nor when what it was made of is forgotten, although it claims to be of ${claim}`, async () => {
      const { forged, headers } = await caught(Date.now() - NINE_DAYS_MS, claimed())
      const { deadLetters } = sandbox.server.engine.stats()
      assert.deepEqual(await send(headers, forged), [200])
      await sandbox.quiet()
      assert.deepEqual(
        heard.filter((text) => text.startsWith('pay')),
        [],
      )
      assert.equal(sandbox.server.engine.stats().deadLetters, deadLetters + 1)
    })
  }
})
