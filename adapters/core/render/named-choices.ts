import type { Choice } from '../conversation.ts'
import type { Offer } from './blocks.ts'
import { labelled } from './numbered-list.ts'

const LONGEST_ID = 50

/**
 * Offers as choices for native buttons. Ids are of `[A-Za-z0-9_-]`, which no markup breaks, taken from the values, so that
 * logs and reports can be read, and unlike one another. `labelOf` brings a label into the form of the platform's buttons.
 */
export function namedChoices(offers: readonly Offer[], labelOf: (label: string) => string): Choice[] {
  const taken = new Set<string>()
  return labelled(offers).map(({ label, value }, index): Choice => {
    const id = uniqueId(typeof value === 'string' ? value : label, index, taken)
    taken.add(id)
    return { id, label: labelOf(label), value }
  })
}

function uniqueId(from: string, index: number, taken: ReadonlySet<string>): string {
  const base =
    from
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9_-]+/g, '_')
      .slice(0, LONGEST_ID)
      .replace(/^_+|_+$/g, '') || `option_${index + 1}`
  if (!taken.has(base)) return base
  for (let n = 2; ; n++) if (!taken.has(`${base}_${n}`)) return `${base}_${n}`
}
