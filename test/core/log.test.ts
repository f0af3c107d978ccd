import assert from 'node:assert/strict'
import { createLogger } from '../../adapters/core/log.ts'

describe('logs', () => {
  const secret = 'canary "token" 123'
  const lines: string[] = []
  const log = createLogger({
    level: 'debug',
    secrets: [secret, 'abc'],
    destination: { write: (line) => void lines.push(line) },
  })

  it('show no secret, wherever it hides', () => {
    log.info(
      { url: `https://x/?t=${secret}`, deep: { down: [secret] }, err: new Error(`refused ${secret}`) },
      `said ${secret}`,
    )
    log.child({ bound: secret }).warn('child')
    assert.equal(lines.length, 2)
    for (const line of lines) {
      assert.ok(!line.includes('canary'), line)
      JSON.parse(line)
    }
  })

  it('redact what is called a credential even where it is not known', () => {
    log.info({ headers: { authorization: 'Basic zzz' }, config: { password: 'zzz' } }, 'x')
    assert.ok(!lines.at(-1)?.includes('zzz'))
  })
})
