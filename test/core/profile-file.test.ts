import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { profileFile } from '../../adapters/core/profile-file.ts'

const setting = profileFile(z.strictObject({ path: z.string().default('/x'), limit: z.number().default(8) }))

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'profile-')), 'profile.json')
  writeFileSync(path, text)
  return path
}

const refusal = (path: string): string => setting.safeParse(path).error?.message ?? ''

describe('the file of a profile', () => {
  it('is read as it is, without defaults', () => {
    assert.deepEqual(setting.parse(` ${file('{"limit":5}')} `), { limit: 5 })
  })

  it('is refused where it is not there, or has names or values nobody knows', () => {
    assert.match(refusal('/nowhere/profile.json'), /cannot be read/)
    assert.match(refusal(file('{"limits":5}')), /does not fit.*limits/)
    assert.match(refusal(file('{"limit":"many"}')), /does not fit.*limit/)
  })

  it('is never repeated', () => {
    for (const text of ['{"secret":"hush-hush" oops', 'hush-hush', '{"limit":"hush-hush"}', '"hush-hush"']) {
      assert.match(refusal(file(text)), /is not JSON|does not fit/)
      assert.doesNotMatch(refusal(file(text)), /hush/)
    }
  })
})
