import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../scripts/bundle.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Everything that tests start as processes of its own, again and again. */
const PROGRAMS = [
  'bot/main.ts',
  'scripts/sandbox/main.ts',
  'test/bot/uncaught-child.ts',
  'test/contract/desk/server-child.ts',
  'test/contract/platform/server-child.ts',
  'test/core/engine/child.ts',
  'test/crash/child.ts',
  'test/faults/crowd-child.ts',
  'test/faults/disk-child.ts',
  'test/operations/shutdown-child.ts',
]

/** A server that is compiled, with its packages, starts in a quarter of the time: tests start it hundreds of times. */
export interface Compiled {
  /** Laid out as the project is. */
  folder: string
  remove(): void
}

/** Where modules that are not bundled are found as they are from here. */
export async function compileServer(): Promise<Compiled> {
  const cache = path.join(ROOT, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(path.join(cache, 'crash-'))
  await bundle({ programs: PROGRAMS, outdir: folder })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
