import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const page = readFileSync(`${HERE}README.md`, 'utf8')
const rows = page.split('\n').filter((line) => /^\| P\d /.test(line))
const named = rows.flatMap((row) => [...row.matchAll(/`([\w./-]+\.(?:ts|md))`/g)].map(([, path = '']) => path))

describe('The table of promises', () => {
  it('has all seven, and names tests that are there', () => {
    assert.deepEqual(
      rows.map((row) => row.slice(2, 4)),
      ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7'],
    )
    assert.ok(named.length > 70)
    assert.deepEqual(
      [...new Set(named)].filter((path) => !existsSync(`${HERE}${path}`)),
      [],
    )
  })

  for (const folder of ['crash', 'contract/desk', 'contract/platform', 'faults']) {
    it(`leaves out no suite of ${folder}/`, () => {
      const suites = readdirSync(`${HERE}${folder}`).filter((name) => !named.includes(`${folder}/${name}`))
      const left = suites.filter((name) => {
        if (!name.endsWith('.ts')) return false
        const text = readFileSync(`${HERE}${folder}/${name}`, 'utf8')
        return /^\s*describe\(/m.test(text) && !OTHERS.includes(name)
      })
      assert.deepEqual(left, [])
    })
  }
})

/** About these tests' own tools, or about secrets: `adapters/core/SECURITY.md` names it. */
const OTHERS = ['proxy.test.ts', 'recorder.test.ts', 'secrets.ts']
