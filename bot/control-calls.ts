import { z } from 'zod'
import { MOST_AT_ONCE, MOST_HEADINGS, type Operations } from './operations.ts'

/** How an operation is asked for between processes: its name and its arguments. */
export interface ControlCall {
  name: keyof Operations
  args: unknown[]
}

const id = z.tuple([z.string()])
const ids = z.tuple([z.array(z.string()).max(MOST_AT_ONCE)])
const page = z.object({
  limit: z.number().int().positive().max(MOST_HEADINGS),
  channelId: z.string().optional(),
  before: z.string().optional(),
})

/** The arguments of each, checked where they come in. */
const ARGUMENTS = {
  deadLetters: z.tuple([page]),
  deadLetter: id,
  replay: ids,
  drop: ids,
  forget: z.tuple([z.string().min(1), z.string().min(1)]),
  stats: z.tuple([]),
} satisfies Record<keyof Operations, z.ZodType>

/** The path all calls are posted to. */
export const CONTROL_PATH = '/operations'

/** What is asked for; undefined where it makes no sense. */
export function controlCall(body: unknown): ControlCall | undefined {
  const call = z.object({ name: z.string(), args: z.unknown() }).safeParse(body)
  if (!call.success || !Object.hasOwn(ARGUMENTS, call.data.name)) return undefined
  const name = call.data.name as keyof Operations
  const args = ARGUMENTS[name].safeParse(call.data.args)
  return args.success ? { name, args: [...args.data] } : undefined
}

/** Do what is asked for. */
export function answerCall(operations: Operations, { name, args }: ControlCall): Promise<unknown> {
  return (operations[name] as (...args: unknown[]) => Promise<unknown>)(...args)
}
