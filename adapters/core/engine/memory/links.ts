import type { Tables } from '../store.ts'
import { oldestFirst } from './oldest-first.ts'
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
    drop: (name) => {
      links.delete(name)
    },
    old: (before, life, after, limit) =>
      oldestFirst(
        links.entries().filter(([, link]) => link.at < before && link.life < life),
        after,
        limit,
      ).map(([name, { at }]) => ({ mark: [at, name], name })),
    count: () => links.size,
  }
}
