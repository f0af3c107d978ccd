import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Stage } from './stage.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LONGEST_MS = 120_000

/** Build the server as `npm run build` does, but elsewhere. Resolves with its folder, gone when the stage closes. */
export async function build(stage: Stage): Promise<string> {
  const cache = path.join(ROOT, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(path.join(cache, 'bench-'))
  stage.onClose(() => rmSync(folder, { recursive: true, force: true }))
  // Nothing above it says so: packages end at `node_modules`.
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}')
  const resolve = createRequire(import.meta.url).resolve
  const tsc = path.join(path.dirname(resolve('typescript/package.json')), 'bin', 'tsc')
  const child = spawn(process.execPath, [tsc, '-p', path.join(ROOT, 'tsconfig.build.json'), '--outDir', folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: LONGEST_MS,
  })
  const code = await new Promise((done) => child.once('exit', done))
  if (code !== 0) throw new Error(`the build ended with ${code}`)
  return folder
}
