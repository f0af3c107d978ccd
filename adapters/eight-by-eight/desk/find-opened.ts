import { isRefusal } from '../../core/errors.ts'
import type { EightByEightClient, ListQuery } from '../client.ts'
import type { Conversation } from '../schemas.ts'
import type { CompleteEightByEightSettings } from '../settings.ts'

/**
 * The conversation whose properties hold the id of this hand-off (List conversations); undefined where none is found.
 * How conversations are sorted is not documented beyond `id`, so both ends of the list are looked at, so many pages each.
 * `complete`: the whole list was seen.
 */
export async function findByHandOff(
  client: Pick<EightByEightClient, 'conversations'>,
  { profile, channelId }: Pick<CompleteEightByEightSettings, 'profile' | 'channelId'>,
  id: string,
  signal: AbortSignal,
): Promise<{ found: Conversation | undefined; complete: boolean }> {
  const { find, propertyKeys } = profile
  const filter = channelId === undefined ? '' : find.filter.replaceAll('{channelId}', () => channelId)
  let query: ListQuery = { filter, sort: find.sort, size: find.size }
  const read = async (page: number) => {
    for (;;) {
      try {
        return await client.conversations({ ...query, page }, signal)
      } catch (error) {
        // Neither the field of `sort` nor that of `filter` is documented for conversations: less is asked then.
        if (!isRefusal(error, 400, 422) || (!query.sort && !query.filter)) throw error
        query = query.sort ? { ...query, sort: '' } : { ...query, filter: '' }
      }
    }
  }
  const holdsIt = ({ user }: Conversation): boolean =>
    user?.additionalProperties.some(({ key, value }) => key === propertyKeys.handOff && value === id) ?? false

  const first = await read(0)
  const found = first.items.find(holdsIt)
  if (found !== undefined) return { found, complete: true }
  const pages = pagesToRead(first.totalPages, find.pages)
  for (const page of pages) {
    const match = (await read(page)).items.find(holdsIt)
    if (match !== undefined) return { found: match, complete: true }
  }
  return { found: undefined, complete: pages.length + 1 >= first.totalPages }
}

/** After page 0: those that follow, then from the last one back. */
function pagesToRead(total: number, most: number): number[] {
  const front = Array.from({ length: Math.max(0, Math.min(most, total) - 1) }, (_, index) => index + 1)
  const rest = Math.max(0, Math.min(most, total - 1 - front.length))
  return [...front, ...Array.from({ length: rest }, (_, index) => total - 1 - index)]
}
