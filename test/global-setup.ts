import { COMPILED } from './contract/platform/child-module.ts'
import { type Compiled, compileServer } from './crash/compile.ts'

/**
 * Run by mocha before and after everything (`.mocharc.json`). Where many files run at once, servers that are killed and
 * started again are compiled first: each start then takes half the time.
 */
let compiled: Compiled | undefined

export async function mochaGlobalSetup(): Promise<void> {
  if (!process.argv.includes('--parallel')) return
  compiled = await compileServer()
  process.env[COMPILED] = compiled.folder
}

export function mochaGlobalTeardown(): void {
  compiled?.remove()
}
