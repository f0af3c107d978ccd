import { conversationName } from '../conversation.ts'
import type { ConversationKey, Engine } from '../engine/engine.ts'
import { ConflictError } from '../errors.ts'
import type { CustomerMessage } from '../platform.ts'
import type { CustomerWords } from './desk.ts'

/**
 * What the customer said to the agents and no agent will get, because the conversation on the desk ended first: the bot
 * gets it, before anything the customer says later.
 */

/** Keep words for the bot, which were meant for this conversation on the desk. Keeping the same again changes nothing. */
export async function keepReturned(
  engine: Engine,
  own: ConversationKey,
  session: number,
  words: CustomerWords,
): Promise<void> {
  const returned: Returned = { session, words }
  for (;;) {
    const kept = await read(engine, own)
    if (kept.given.includes(nameOfWords(returned)) || kept.returned.some((one) => isSame(one, returned))) return
    try {
      return await write(engine, own, { ...kept, returned: [...kept.returned, returned] })
    } catch (error) {
      // A turn took what was there in the meantime.
      if (!(error instanceof ConflictError)) throw error
    }
  }
}

/**
 * Those that wait, oldest first; from now on none does. Not those of the conversation that is still open as far as we
 * know: that it is over is on its way. A turn that took them while more came is run again.
 */
export async function takeReturned(
  engine: Engine,
  own: ConversationKey,
  open: number | undefined,
): Promise<CustomerMessage[]> {
  const kept = await read(engine, own)
  const taken = kept.returned.filter(({ session }) => session !== open)
  if (taken.length === 0) return []
  const returned = kept.returned.filter(({ session }) => session === open)
  const given = [...kept.given, ...taken.map(nameOfWords)].slice(-MOST_GIVEN)
  await write(engine, own, { ...kept, returned, given })
  return taken.map(({ words }) => ({ kind: 'message', ...words }))
}

/** A delivery that is repeated after a crash may bring words that the bot got long ago: so many are remembered. */
const MOST_GIVEN = 50

interface Returned {
  /** The number of the conversation on the desk. */
  session: number
  words: CustomerWords
}

interface Kept {
  returned: Returned[]
  /** Those that were taken. */
  given: string[]
  eTag: string
}

const nameOfWords = ({ session, words }: Returned): string => `${session}/${words.id}`

const isSame = (one: Returned, other: Returned): boolean => nameOfWords(one) === nameOfWords(other)

async function read(engine: Engine, own: ConversationKey): Promise<Kept> {
  const name = nameOf(own)
  const items = await engine.storage.read([name])
  const { returned = [], given = [], eTag = '*' } = (items[name] ?? {}) as Partial<Kept>
  return { returned, given, eTag }
}

async function write(engine: Engine, own: ConversationKey, kept: Kept): Promise<void> {
  await engine.storage.write({ [nameOf(own)]: kept })
}

const nameOf = (own: ConversationKey): string => `contactcenter/desk/returned/${conversationName(own)}`
