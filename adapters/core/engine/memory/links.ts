import type { Tables } from '../store.ts'
import { UndoableMap, type UndoLog } from './undoable.ts'

const DAY = 86_400_000

/** Which conversation's lane another's events run in. */
export function linkTable(log: UndoLog): Tables['links'] {
  const links = new UndoableMap<string, { own: string; at: number; life: number }>(log)
  return {
    get: (foreign) => links.get(foreign)?.own,
    put: (foreign, own, at, life) => links.set(foreign, { own, at, life }),
    to: (own) =>
      links
        .entries()
        .filter(([, link]) => link.own === own)
        .map(([name]) => name),
    use: (name, now) => {
      const link = links.get(name)
      if (link && link.at < now - DAY) links.set(name, { ...link, at: now })
    },
    release: (name) => {
      const link = links.get(name)
      if (link) links.set(name, { ...link, at: 0 })
    },
    sweep: (before, life, limit) => {
      const old = links.entries().filter(([, link]) => link.at < before && link.life < life)
      for (const [name] of old.slice(0, limit)) links.delete(name)
      return Math.min(old.length, limit)
    },
    count: () => links.size,
  }
}
