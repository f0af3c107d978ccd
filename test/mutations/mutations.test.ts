import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { MUTATIONS, mutated } from '../../scripts/mutations/mutations.ts'

const inProject = (path: string): URL => new URL(`../../${path}`, import.meta.url)

describe('The mutations that tests must notice', () => {
  it('are up to date: each changes its file, and its tests are there', () => {
    for (const mutation of MUTATIONS) {
      const text = readFileSync(inProject(mutation.file), 'utf8')
      assert.notEqual(mutated(text, mutation), text, mutation.name)
      for (const test of mutation.tests) assert.ok(existsSync(inProject(test)), `${mutation.name}: ${test}`)
    }
  })
})
