import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../bundle.ts'
import type { Stage } from './stage.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Build a program as `npm run build` does the server, but elsewhere. Resolves with its file, gone when the stage closes. */
export async function built(stage: Stage, program: string): Promise<string> {
  const cache = path.join(ROOT, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(path.join(cache, 'bench-'))
  stage.onClose(() => rmSync(folder, { recursive: true, force: true }))
  await bundle({ programs: [program], base: path.dirname(program), outdir: folder })
  return path.join(folder, `${path.basename(program, '.ts')}.js`)
}
