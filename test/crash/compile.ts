import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Everything that tests start as processes of its own, again and again. */
const PROGRAMS = [
  'bot/main.ts',
  'test/contract/desk/server-child.ts',
  'test/contract/platform/server-child.ts',
  'test/core/engine/child.ts',
  'test/crash/child.ts',
  'test/faults/crowd-child.ts',
  'test/faults/disk-child.ts',
  'test/operations/shutdown-child.ts',
]

/** Native, or asked for only where it is there, or with files of its own at run time. */
const NOT_BUNDLED = ['better-sqlite3', 'pino', 'spdy', 'dtrace-provider']

/** Packages of the older kind expect these. */
const FOR_PACKAGES = [
  "import { createRequire as requireFrom } from 'node:module'",
  'const require = requireFrom(import.meta.url)',
  'const { filename: __filename, dirname: __dirname } = import.meta',
].join('\n')

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
  await build({
    absWorkingDir: ROOT,
    entryPoints: PROGRAMS,
    outbase: ROOT,
    outdir: folder,
    bundle: true,
    splitting: true,
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: NOT_BUNDLED,
    banner: { js: FOR_PACKAGES },
    logLevel: 'error',
  })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
