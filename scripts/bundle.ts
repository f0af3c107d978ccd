import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Native, or asked for only where it is there, or with files of its own at run time. */
const NOT_BUNDLED = ['better-sqlite3', 'pino', 'spdy', 'dtrace-provider']

/** Packages of the older kind expect these. */
const FOR_PACKAGES = [
  "import { createRequire as requireFrom } from 'node:module'",
  'const require = requireFrom(import.meta.url)',
  'const { filename: __filename, dirname: __dirname } = import.meta',
].join('\n')

/** What is bundled, and where to. Paths are relative to the project's folder, or absolute. */
export interface BundleOptions {
  programs: readonly string[]
  outdir: string
  /** Programs are laid out below `outdir` as they are below this. The project's folder where absent. */
  base?: string
}

/**
 * Compile programs with their packages into few files: they start in half the time of compiled modules, in a quarter of that
 * of TypeScript. What cannot be bundled is found from `outdir` as from the project.
 */
export async function bundle({ programs, outdir, base = ROOT }: BundleOptions): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...programs],
    outbase: base,
    outdir,
    bundle: true,
    splitting: true,
    // Packages ask for names of classes.
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: NOT_BUNDLED,
    banner: { js: FOR_PACKAGES },
    logLevel: 'error',
  })
}
