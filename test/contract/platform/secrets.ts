import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '../../../adapters/index.ts'
import type { OpenStage } from './stage.ts'

/** No secret shows in any log line, whatever happens: a canary in each, and a log that is told of none of them. */
export function secretsContract(platform: string, open: OpenStage): void {
  it(`no secret of ${platform} shows in any log line`, async () => {
    const lines: string[] = []
    const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } })
    const stage = await open({ log })
    try {
      const { customer } = await stage.say('hello')
      await stage.quiet()
      await stage.forge(stage.eventBody())
      await stage.post('not json')
      stage.refuseCredentials()
      await stage.say('order', { customer })
      await sleep(500)
      const { secrets } = stage
      assert.ok(secrets.length > 0 && secrets.every((secret) => secret.length >= 8))
      assert.ok(lines.length > 3, 'nothing was logged')
      for (const line of lines) {
        for (const secret of secrets) assert.ok(!line.includes(secret), line)
      }
    } finally {
      await stage.stop()
    }
  })
}
