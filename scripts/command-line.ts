import { ContactCenterError } from '../adapters/core/errors.ts'
import type { Environment } from '../adapters/core/settings.ts'
import { type OpenedOperations, openOperations } from '../bot/open-operations.ts'

/** Where a command's words go. */
export interface Output {
  log(text: string): void
  error(text: string): void
}

/** How a command ended. */
export const EXIT = { done: 0, failed: 1, wrongUse: 2 } as const

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
