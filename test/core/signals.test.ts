import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { firstOf } from '../../adapters/core/signals.ts'

setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc') as () => void

/** Somebody who only listens. */
const heard = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }))

describe('A signal made of others', () => {
  it('comes in time although nobody keeps it and the garbage is collected meanwhile', async () => {
    const patient = new AbortController()
    const over = heard(firstOf([patient.signal], 150))
    for (let round = 0; round < 3; round++) {
      await sleep(20)
      collect()
    }
    const late = sleep(5_000, 'never', { ref: false })
    assert.equal(((await Promise.race([over, late])) as Error).name, 'TimeoutError')
  })

  it('comes with the first of them, for its reason, and at once where one has come', async () => {
    const [one, other] = [new AbortController(), new AbortController()]
    const over = heard(firstOf([one.signal, other.signal], 60_000))
    collect()
    other.abort('enough')
    assert.equal(await over, 'enough')
    assert.equal(firstOf([one.signal, other.signal]).reason, 'enough')
  })
})
