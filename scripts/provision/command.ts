import type { ParseArgsConfig } from 'node:util'
import type { Environment } from '../../adapters/core/settings.ts'

/** What can be written for one platform. */
export interface ProvisionCommand {
  /** Its options, a line each; the default in brackets. */
  usage: string
  /** As `node:util`'s `parseArgs` takes them. `out`, `force` and `help` are everybody's. */
  options: NonNullable<ParseArgsConfig['options']>
  /** Where the files go unless told. */
  folder: string
  /**
   * The files, as text by name.
   * @throws SettingsError where a value is missing or cannot be.
   */
  files(options: Readonly<Record<string, string | boolean | undefined>>, env: Environment): Record<string, string>
}
