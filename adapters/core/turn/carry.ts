import type { Carried } from '../commands.ts'
import type { Verb } from '../verbs.ts'

/** What waits for the hand-off once this verb has been asked as well. Pure. */
export function carry(carried: Carried, verb: Verb): Carried {
  switch (verb.kind) {
    case 'add-topics':
      return { ...carried, topics: [...new Set([...(carried.topics ?? []), ...verb.body.topics])] }
    case 'remove-topics':
      return { ...carried, topics: (carried.topics ?? []).filter((topic) => !verb.body.topics.includes(topic)) }
    case 'set-attributes':
      return { ...carried, [verb.body.scope]: { ...carried[verb.body.scope], ...verb.body.attributes } }
    case 'add-note':
      return { ...carried, notes: [...(carried.notes ?? []), verb.body.text] }
    default:
      return carried
  }
}
