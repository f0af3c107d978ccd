import type { Environment } from '../../adapters/core/settings.ts'
import type { DeadLetterHeading } from '../../adapters/index.ts'
import type { OpenedOperations } from '../../bot/open-operations.ts'
import { MOST_AT_ONCE, MOST_HEADINGS, type Operations } from '../../bot/operations.ts'
import { dataDirOf, EXIT, type Output, onData, readCommandLine, wrongUse } from '../command-line.ts'
import { pageOf, shown, summaryOf, tableOf } from './show.ts'

const USAGE = `npm run dead-letters -- [list | show ID | replay ID... | drop ID...] [options]
What was given up on, and what to do with it: beside a running server or without one.

  list                the newest first
  show ID             one, its payload without what people wrote
  replay ID...        put back at the end of its conversation's line
  drop ID...          forget it

  --all               replay or drop all there are (of --channel), oldest first
  --channel NAME      of this channel only: gladly, 8x8, botframework, ...
  --limit N           list at most so many   [100]
  --full              show the payload as it is: it may hold a customer's words, addresses and numbers
  --json              for programs
  --data-dir FOLDER   the server's data      [DATA_DIR, or ./data]
  --help

Ends with 0, with 1 where something could not be done, with 2 where the command makes no sense.`

const OPTIONS = {
  all: { type: 'boolean', default: false },
  channel: { type: 'string' },
  limit: { type: 'string', default: '100' },
  full: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'data-dir': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

type Options = Exclude<ReturnType<typeof readCommandLine<typeof OPTIONS>>, number>['values']

interface Order {
  verb: string
  ids: string[]
  options: Options
  output: Output
}

/** `npm run dead-letters`. Resolves with the exit code. */
export async function run(args: readonly string[], env: Environment, output: Output): Promise<number> {
  const parsed = readCommandLine(args, OPTIONS, USAGE, output)
  if (typeof parsed === 'number') return parsed
  const { values: options, positionals } = parsed
  const [verb = 'list', ...ids] = positionals
  const wrong = whatIsWrong(verb, ids, options)
  if (wrong !== undefined) return wrongUse(output, USAGE, wrong)
  return onData(dataDirOf(options['data-dir'], env), output, (opened) => {
    const order: Order = { verb, ids, options, output }
    return verb === 'list' ? list(opened, order) : verb === 'show' ? show(opened, order) : act(opened, order)
  })
}

function whatIsWrong(verb: string, ids: string[], { all, limit }: Order['options']): string | undefined {
  if (!/^[1-9]\d{0,8}$/.test(limit)) return '--limit wants a number.'
  switch (verb) {
    case 'list':
      return ids.length > 0 ? 'list takes no ids: did you mean show?' : undefined
    case 'show':
      return ids.length === 1 ? undefined : 'show wants one id.'
    case 'replay':
    case 'drop':
      if (all === ids.length > 0) return `${verb} wants ids, or --all.`
      return undefined
    default:
      return `There is no '${verb}'.`
  }
}

async function list({ operations }: OpenedOperations, { options, output }: Order): Promise<number> {
  const limit = Number(options.limit)
  const found: DeadLetterHeading[] = []
  for await (const page of pages(operations, options, limit + 1)) found.push(...page)
  const letters = found.slice(0, limit)
  if (options.json) output.log(JSON.stringify(letters.map(summaryOf), undefined, 2))
  else output.log(letters.length === 0 ? 'There are no dead letters.' : tableOf(letters))
  if (found.length > limit && !options.json) output.log('There are older ones: see --limit.')
  return EXIT.done
}

async function show({ operations }: OpenedOperations, { ids, options, output }: Order): Promise<number> {
  const letter = await operations.deadLetter(ids[0]!)
  if (letter === undefined) {
    output.error(`There is no dead letter ${ids[0]}.`)
    return EXIT.failed
  }
  const page = shown(letter, options)
  output.log(options.json ? JSON.stringify(page, undefined, 2) : pageOf(page))
  return EXIT.done
}

/** Replay or drop. */
async function act({ operations, beside }: OpenedOperations, { verb, ids, options, output }: Order): Promise<number> {
  const wanted = options.all ? await allIds(operations, options) : ids
  const results: { id: string; done: boolean }[] = []
  while (results.length < wanted.length) {
    const some = wanted.slice(results.length, results.length + MOST_AT_ONCE)
    const done = await (verb === 'replay' ? operations.replay(some) : operations.drop(some))
    results.push(...some.map((id, place) => ({ id, done: done[place] ?? false })))
  }
  const failed = results.filter(({ done }) => !done)
  if (options.json) {
    output.log(JSON.stringify(results, undefined, 2))
    return failed.length > 0 ? EXIT.failed : EXIT.done
  }
  const when = verb === 'replay' && !beside ? ' They get their turn when the server starts.' : ''
  output.log(`${verb === 'replay' ? 'Put back' : 'Dropped'}: ${results.length - failed.length}.${when}`)
  if (failed.length === 0) return EXIT.done
  const why = verb === 'replay' ? 'is not there, or could never be read and so cannot be put back' : 'is not there'
  for (const { id } of failed) output.error(`${id} ${why}.`)
  return EXIT.failed
}

/** Oldest first. Known before the first is touched: one that is given up on again meanwhile is another one. */
async function allIds(operations: Operations, options: Options): Promise<string[]> {
  const ids: string[] = []
  for await (const page of pages(operations, options, Number.POSITIVE_INFINITY)) ids.push(...page.map(({ id }) => id))
  return ids.reverse()
}

/** The newest first, at most so many in all. */
async function* pages(
  operations: Operations,
  { channel }: Options,
  most: number,
): AsyncGenerator<DeadLetterHeading[], void> {
  let before: string | undefined
  for (let left = most; left > 0; ) {
    const limit = Math.min(left, MOST_HEADINGS)
    const page = await operations.deadLetters({
      limit,
      ...(channel === undefined ? {} : { channelId: channel }),
      ...(before === undefined ? {} : { before }),
    })
    if (page.length > 0) yield page
    if (page.length < limit) return
    left -= page.length
    before = page.at(-1)!.id
  }
}
