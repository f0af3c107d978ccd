import { dirname, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildFailure, Message } from 'esbuild'
import { BotFileError } from '../../own-bot.ts'

/** Where this package is: with its sources, or built. */
const PACKAGE = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/[\\/]dist[\\/]$/, sep)
/** Folders of it that a bot's author did not write. */
const OURS = ['adapters', 'bot', 'dist', 'scripts'].map((folder) => `${PACKAGE}${folder}${sep}`)
const MOST_FRAMES = 6
/** Of what a process wrote before it died. */
const MOST_LINES = 10
const NOT_BUILT = 'The package botbuilder-contact-center itself is not built: run `npm run build` in its folder.'

/**
 * Why a bot's file cannot be used, for whoever wrote it: the message, and where in files of theirs. Frames of Node.js, of what
 * loads the file and of this package are left out; not so without a file, where this package is at fault.
 */
export async function explain(error: unknown, file?: string): Promise<string> {
  if (!(error instanceof Error)) return `It threw ${typeof error === 'string' ? `'${error}'` : String(error)}.`
  if (error instanceof BotFileError || error.name === 'SettingsError') return error.message
  // Where nobody brought a file the fault is this package's: all of it is of use.
  if (file === undefined) return error.stack ?? error.message
  const own = resolve(file)
  const said = saidBy(error)
  const frames = framesOf(error).filter((frame) => isTheirs(frame, own))
  if (frames.length > 0) return [said, ...frames.slice(0, MOST_FRAMES)].join('\n')
  // The engine does not say where a file has no syntax: what loads TypeScript does.
  const place = placeIn(error)
  if (place !== undefined) return `${said}\n    at ${place}`
  return (error instanceof SyntaxError ? await wrongSyntaxIn(own) : undefined) ?? said
}

/** What is worth reading of what a process wrote before it died. */
export function lastWords(written: string): string {
  const lines = written.split('\n').filter((line) => line.trim() !== '' && !isInternal(line))
  return lines.slice(-MOST_LINES).join('\n')
}

function saidBy(error: Error): string {
  const { name, message } = error
  // What esbuild says begins with how many errors there are, and names its own class.
  if (name === 'TransformError') return message.replace(/^Transform failed.*\n/, '').replaceAll(': ERROR: ', ': ')
  const { code } = error as NodeJS.ErrnoException
  const missing = /ERR_MODULE_NOT_FOUND|^MODULE_NOT_FOUND/.test(code ?? '') ? message : ''
  if (missing.includes(`'${PACKAGE}dist${sep}`)) return `${message}\n${NOT_BUILT}`
  return name === 'Error' ? message : `${name}: ${message}`
}

/** Where modules cannot be put together, a stack begins with the file and the line. */
function placeIn({ stack = '' }: Error): string | undefined {
  const [, url, line] = /^(file:\/\/.+):(\d+)$/m.exec(stack.split('\n', 1)[0] ?? '') ?? []
  return url === undefined ? undefined : `${fileURLToPath(url)}:${line}`
}

function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.replace(/file:\/\/[^\s)]+?(?=:\d+:\d+)/, (url) => fileURLToPath(url)))
}

function isTheirs(frame: string, own: string): boolean {
  if (frame.includes(`${own}:`)) return true
  return /[\\/].*:\d+:\d+\)?$/.test(frame) && !isInternal(frame) && !OURS.some((folder) => frame.includes(folder))
}

const isInternal = (line: string): boolean =>
  /^\s+at .*(node:|[\\/]node_modules[\\/])|^\s+at \S+ \(<anonymous>\)/.test(line)

/** File, line and what is wrong there, in a file or what it imports; undefined where nobody can tell. */
async function wrongSyntaxIn(file: string): Promise<string | undefined> {
  try {
    const { build } = await import('esbuild')
    const absWorkingDir = dirname(file)
    const { errors } = await build({
      entryPoints: [file],
      absWorkingDir,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      write: false,
      logLevel: 'silent',
    }).catch((failure: BuildFailure) => failure)
    const [{ location, text }] = errors as [Message]
    return location === null
      ? undefined
      : `${resolve(absWorkingDir, location.file)}:${location.line}:${location.column}: ${text}`
  } catch {
    return undefined
  }
}
