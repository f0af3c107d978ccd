import { parseArgs } from 'node:util'
import { ContactCenterError } from '../../adapters/core/errors.ts'
import type { Environment } from '../../adapters/core/settings.ts'
import type { ProvisionCommand } from './command.ts'
import { genesys } from './genesys/command.ts'
import { writeFiles } from './write-files.ts'

const COMMANDS: Readonly<Record<string, ProvisionCommand>> = { genesys }
const PLATFORMS = Object.keys(COMMANDS)

/** Where the program's words go. */
export interface Output {
  log(text: string): void
  error(text: string): void
}

/** `npm run provision`: write the files a platform's administrator imports. Resolves with the exit code. */
export async function run(args: readonly string[], env: Environment, output: Output): Promise<number> {
  const [platform, ...rest] = args
  if (platform === '--help') return say(output.log, 0, usage())
  if (platform === undefined) return say(output.error, 2, usage())
  const command = Object.hasOwn(COMMANDS, platform) ? COMMANDS[platform] : undefined
  if (command === undefined) return say(output.error, 2, `There are no files for '${platform}'.`, usage())
  const options = readOptions(rest, command)
  if (typeof options === 'string') return say(output.error, 2, options, usage(platform))
  if (options.help === true) return say(output.log, 0, usage(platform))
  try {
    const { out = command.folder, force } = options
    const files = command.files(options, env)
    await writeFiles(String(out), files, { force: force === true })
    return say(output.log, 0, `Written to ${out}: ${Object.keys(files).join(', ')}.`, 'Begin with READ-ME-FIRST.md.')
  } catch (error) {
    if (!(error instanceof ContactCenterError)) throw error
    return say(output.error, 1, error.message, error.hint ?? '')
  }
}

/** What is wanted, or what is wrong with it. */
function readOptions(args: string[], command: ProvisionCommand): Record<string, string | boolean | undefined> | string {
  try {
    const everybodys = { out: { type: 'string' }, force: { type: 'boolean' }, help: { type: 'boolean' } } as const
    const { values } = parseArgs({ args, options: { ...command.options, ...everybodys } })
    return values as Record<string, string | boolean | undefined>
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function usage(platform?: string): string {
  const shown = platform === undefined ? PLATFORMS : [platform]
  return [
    'npm run provision -- PLATFORM [options]',
    `Writes the files that an administrator of the platform imports. Platforms: ${PLATFORMS.join(', ')}.`,
    ...shown.map(
      (name) => `
${name}:
${COMMANDS[name]?.usage}
  --out FOLDER        where the files go   [${COMMANDS[name]?.folder}]
  --force             overwrite files that are there
  --help`,
    ),
  ].join('\n')
}

function say(where: (text: string) => void, exitCode: number, ...lines: string[]): number {
  where(lines.filter((line) => line !== '').join('\n'))
  return exitCode
}
