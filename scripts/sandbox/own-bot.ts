import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BotLogic, Engine } from '../../adapters/index.ts'

/** What makes a bot's logic, with the engine whose `storage` its state belongs in. */
export type LogicFactory = (engine: Engine) => BotLogic

/** There is no bot in a file: the message says what to do. */
export class BotFileError extends Error {}

const HOW =
  'A bot’s file has a default export: a function (engine) => logic, where logic is (context) => Promise<void>, or an ActivityHandler.'

/**
 * The bot in a file of one's own. Its default export is `(engine) => logic`, `(engine) => ActivityHandler`, or an
 * `ActivityHandler` (anything with `run(context)`).
 * @throws BotFileError
 */
export async function loadBot(file: string): Promise<LogicFactory> {
  const path = resolve(file)
  if (!existsSync(path)) throw new BotFileError(`There is no file ${path}.`)
  const { default: exported } = (await import(pathToFileURL(path).href)) as { default?: unknown }
  // CommonJS files that were compiled from ES modules have theirs one deeper.
  const bot = hasDefault(exported) ? exported.default : exported
  if (isHandler(bot)) return () => (context) => bot.run(context)
  if (isClass(bot)) throw new BotFileError(`${path} exports a class. Export (engine) => new ${bot.name}(…). ${HOW}`)
  if (typeof bot !== 'function') throw new BotFileError(`${path} exports no bot. ${HOW}`)
  return (engine) => {
    const made: unknown = bot(engine)
    if (isHandler(made)) return (context) => made.run(context)
    if (typeof made === 'function') return made as BotLogic
    throw new BotFileError(`The function that ${path} exports made no bot. ${HOW}`)
  }
}

function isHandler(value: unknown): value is { run: BotLogic } {
  return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function'
}

function isClass(value: unknown): value is { name: string } {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
}

function hasDefault(value: unknown): value is { default: unknown } {
  return typeof value === 'object' && value !== null && 'default' in value
}
