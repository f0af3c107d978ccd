import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { createPrivate } from '../../adapters/core/engine/sqlite/folder-lock.ts'
import { openKept } from '../../adapters/core/engine/sqlite/kept.ts'
import { messageOf } from '../../adapters/core/errors.ts'
import type { Environment } from '../../adapters/core/settings.ts'
import { dataDirOf, EXIT, type Output, readCommandLine } from '../command-line.ts'

const USAGE = `npm run backup -- FILE [--data-dir FOLDER]
Writes a consistent copy of the database to FILE, whether the server runs or not; it goes on meanwhile.
To use it, let it be engine.db, alone, in an empty DATA_DIR.`

const OPTIONS = { 'data-dir': { type: 'string' }, help: { type: 'boolean' } } as const

/** `npm run backup`. Resolves with the exit code. */
export async function run(args: readonly string[], env: Environment, output: Output): Promise<number> {
  const parsed = readCommandLine(args, OPTIONS, USAGE, output)
  if (typeof parsed === 'number') return parsed
  const [target, ...more] = parsed.positionals
  if (!target || more.length > 0) {
    output.error(USAGE)
    return EXIT.wrongUse
  }
  return copy(join(resolve(dataDirOf(parsed.values['data-dir'], env)), 'engine.db'), resolve(target), output)
}

function copy(source: string, target: string, output: Output): number {
  if (!existsSync(source)) {
    output.error(`There is no database ${source}.\nName the server’s folder with --data-dir, or with DATA_DIR.`)
    return EXIT.failed
  }
  if (existsSync(target)) {
    output.error(`${target} is there already.\nName a file that is not.`)
    return EXIT.failed
  }
  const db = openKept(source, { readonly: true, timeout: 10_000 })
  try {
    // An empty file of ours: the copy is as private as the original.
    createPrivate(target)
    db.prepare('VACUUM INTO ?').run(target)
    output.log(`Written to ${target}.`)
    return EXIT.done
  } catch (error) {
    if (!(error instanceof Database.SqliteError) && !(error as NodeJS.ErrnoException).code) throw error
    output.error(
      `The copy could not be written: ${messageOf(error)}.\nLook at the folder of ${target}, and at the disk.`,
    )
    return EXIT.failed
  } finally {
    db.close()
  }
}
