import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const page = readFileSync(`${ROOT}adapters/core/SECURITY.md`, 'utf8')
const named = [...page.matchAll(/`((?:adapters|bot|test|scripts)\/[\w./-]+)`/g)].map(([, path = '']) => path)

describe('the threat model', () => {
  it('names code and tests that are there', () => {
    assert.ok(named.length > 40)
    assert.deepEqual(
      [...new Set(named)].filter((path) => !existsSync(`${ROOT}${path}`)),
      [],
    )
  })

  it('has a test for every defence', () => {
    const rows = page.split('\n').filter((line) => /^\|.*\|.*\|.*\|.*\|$/.test(line) && !/^\|(?:-| threat)/.test(line))
    assert.ok(rows.length > 20)
    for (const row of rows) assert.match(row.split('|').at(-2)!, /`test\//, row)
  })

  it('leaves out no test of this folder', () => {
    for (const name of readdirSync(`${ROOT}test/security`).filter(
      (one) => one.endsWith('.test.ts') && one !== 'page.test.ts',
    ))
      assert.ok(named.includes(`test/security/${name}`), name)
  })
})
