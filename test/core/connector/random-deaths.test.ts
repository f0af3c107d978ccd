import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../contract/platform/stage.ts'
import { openConnectorCrashStage } from './crash-stage.ts'

describe('a bot server that dies at any moment', () => {
  it('counts every message once, and repeats no more than one reply a death', async function () {
    this.timeout(60_000)
    const stage = await openConnectorCrashStage()
    const deaths = 2
    try {
      await stage.start('countingBot')
      const { customer, conversation } = await stage.say('message 1')
      for (let n = 2; n <= 24; n++) {
        await stage.say(`message ${n}`, customer)
        if (n % 12 === 0) {
          // A reply that is on its way at both deaths is kept for a person: unknown twice.
          await eventually('it got on', () => stage.botSaid(conversation).some((text) => text.startsWith(`${n - 11}/`)))
          await sleep(randomInt(60))
          await stage.kill()
          await stage.start('countingBot')
        }
      }
      await eventually('the last reply', () => stage.botSaid(conversation).includes('24/24: message 24'), 40_000)
      const said = stage.botSaid(conversation)
      const once = said.filter((text, index) => text !== said[index - 1])
      assert.deepEqual(
        once,
        Array.from({ length: 24 }, (_, n) => `${n + 1}/${n + 1}: message ${n + 1}`),
      )
      assert.ok(said.length - once.length <= deaths)
    } finally {
      await stage.stop()
    }
  })
})
