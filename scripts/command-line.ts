import { type ParseArgsConfig, parseArgs } from 'node:util'
import { ContactCenterError, messageOf } from '../adapters/core/errors.ts'
import type { Environment } from '../adapters/core/settings.ts'
import { type OpenedOperations, openOperations } from '../bot/open-operations.ts'

/** Where a command's words go. */
export interface Output {
  log(text: string): void
  error(text: string): void
}

/** How a command ended. */
export const EXIT = { done: 0, failed: 1, wrongUse: 2 } as const

/** What the command line asks for; an exit code where it asks for help, or makes no sense, and that has been told. */
export function readCommandLine<O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
  usage: string,
  output: Output,
): ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>> | number {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true })
    if ((parsed.values as { help?: boolean }).help !== true) return parsed
    output.log(usage)
    return EXIT.done
  } catch (error) {
    return wrongUse(output, usage, messageOf(error))
  }
}

/** The command makes no sense: says why, and how it is used. */
export function wrongUse(output: Output, usage: string, what: string): number {
  output.error(`${what}\n\n${usage}`)
  return EXIT.wrongUse
}

/** Whose data: as asked for, as the environment says, or as the server would take it. */
export function dataDirOf(option: string | undefined, env: Environment): string {
  return option ?? (env.DATA_DIR?.trim() || './data')
}

/** Do something to a data folder, and say what went wrong and what to do about it. Resolves with the exit code. */
export async function onData(
  dataDir: string,
  output: Output,
  work: (opened: OpenedOperations) => Promise<number>,
): Promise<number> {
  try {
    const opened = await openOperations(dataDir)
    try {
      return await work(opened)
    } finally {
      await opened.close()
    }
  } catch (error) {
    if (!(error instanceof ContactCenterError)) throw error
    output.error([error.message, error.hint ?? ''].filter((line) => line !== '').join('\n'))
    return EXIT.failed
  }
}
