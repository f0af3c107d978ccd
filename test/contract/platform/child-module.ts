import type { ForkOptions } from 'node:child_process'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TYPESCRIPT } from '../../../scripts/tsx.ts'

/** Where whoever runs the tests has compiled them to, if so: processes started from there start in half the time. */
export const COMPILED = 'CONTACT_CENTER_COMPILED_TESTS'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** What to fork for a module of these tests, and with which options. */
export function childModule(module: URL): { script: string; options: Pick<ForkOptions, 'execArgv'> } {
  const source = fileURLToPath(module)
  const folder = process.env[COMPILED]
  if (folder === undefined) {
    return { script: source, options: { execArgv: [...TYPESCRIPT, '--no-warnings'] } }
  }
  const script = resolve(folder, relative(ROOT, source)).replace(/\.ts$/, '.js')
  return { script, options: { execArgv: ['--no-warnings'] } }
}
