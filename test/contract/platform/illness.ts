import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { countingBot } from './bots.ts'
import type { OpenStage, PlatformStage } from './stage.ts'

/** How long each illness lasts, in milliseconds. */
export interface IllnessDurations {
  limited: number
  down: number
  hanging: number
}

/** P1, P3 and P5 while the platform's API is ill: afterwards everything has arrived, in order, once. */
export function illnessContract(platform: string, open: OpenStage, durations: IllnessDurations): void {
  describe(`while ${platform}'s API is ill`, () => {
    // All at once: each has a platform and a server of its own, and mostly waits.
    it('webhooks are answered fast, /readyz stays 200, and afterwards everything has arrived in order, once', async function () {
      this.timeout(Math.max(...Object.values(durations)) + 90_000)
      await Promise.all(
        (['limited', 'down', 'hanging'] as const).map(async (how) => {
          const stage = await open({ logic: countingBot, adapter: { settleMs: 200 } })
          try {
            await throughIllness(stage, how, durations[how])
          } finally {
            await stage.stop()
          }
        }),
      )
    })

    it('a reply whose answer was lost is looked up and not said again, or said once more where nobody can tell', async () => {
      const stage = await open({ logic: countingBot, adapter: { settleMs: 50 } })
      try {
        const { customer, conversation } = await stage.say('one')
        await stage.quiet()
        stage.ill('lost', { times: 1, replies: true })
        await stage.say('two', { customer })
        await stage.quiet(30_000)
        const twice = stage.traits.looksUp ? [] : ['2/2: two']
        assert.deepEqual(stage.botSaid(conversation), ['1/1: one', '2/2: two', ...twice])
      } finally {
        await stage.stop()
      }
    })
  })
}

async function throughIllness(stage: PlatformStage, how: 'limited' | 'down' | 'hanging', ms: number): Promise<void> {
  const { customer, conversation } = await stage.say('message 0')
  await stage.quiet()
  const cure = stage.ill(how)
  const acknowledgements: number[] = []
  for (let n = 1; n <= 4; n++) {
    await stage.say(`message ${n}`, { customer })
    const started = performance.now()
    assert.equal(await stage.post(stage.eventBody()), 200)
    acknowledgements.push(performance.now() - started)
    // One after another, so that the order of acceptance is the order of sending.
    await sleep(100)
  }
  const ready = await fetch(`${stage.server.url}/readyz`)
  assert.equal(ready.status, 200, `${how}: /readyz`)
  await sleep(ms)
  cure()
  await stage.quiet(60_000)
  assert.deepEqual(
    stage.botSaid(conversation),
    [0, 1, 2, 3, 4].map((n) => `${n + 1}/${n + 1}: message ${n}`),
    `after ${how}`,
  )
  assert.ok(
    Math.max(...acknowledgements) < 1_000,
    `${how}: an acknowledgement took ${Math.max(...acknowledgements)} ms`,
  )
}
