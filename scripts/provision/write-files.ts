import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SettingsError } from '../../adapters/core/errors.ts'

/**
 * Write all files, or none: nothing is overwritten unless told.
 * @throws SettingsError naming the files that are there already.
 */
export async function writeFiles(folder: string, files: Record<string, string>, { force = false } = {}): Promise<void> {
  const there = Object.keys(files).filter((name) => existsSync(join(folder, name)))
  if (there.length > 0 && !force) {
    throw new SettingsError(`In ${folder} there is already ${there.join(', ')}.`, {
      hint: 'Give another folder with --out, or --force to overwrite.',
    })
  }
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text, { flag: force ? 'w' : 'wx' })
  }
}
