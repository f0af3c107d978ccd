import { isDeepStrictEqual } from 'node:util'
import type { EntrySeen, OwnerSeen, Scene } from './stage.ts'

const LABEL_WIDTH = 14

/** One line of the script: who or what, and the words; further lines of the words are indented. */
export function line(label: string, text: string): string {
  const [first = '', ...more] = text.split('\n')
  return [
    `${label.padEnd(LABEL_WIDTH)}${first}`,
    ...more.map((next) => (next === '' ? '' : ' '.repeat(LABEL_WIDTH) + next)),
  ].join('\n')
}

/** Writes down what happens in a conversation: each look at it gives the lines for what is new since the last. */
export class ScriptWriter {
  /** Each conversation as it was when last looked at: where channels have their own, the customer goes to and fro. */
  private readonly seen = new Map<string, Scene>()
  private current: string | undefined
  private options: { id: string; label: string }[] = []

  /** The newest buttons the customer has not answered yet. */
  get openOptions(): readonly { id: string; label: string }[] {
    return this.options
  }

  /** The customer has spoken: buttons shown before are no longer meant. */
  customerSpoke(): void {
    this.options = []
  }

  /** What is new, in lines. */
  write(scene: Scene | undefined): string[] {
    const last = this.current
    this.current = scene?.conversationId
    if (scene === undefined) return []
    const before = this.seen.get(scene.conversationId)
    const another = last !== undefined && last !== scene.conversationId
    this.seen.set(scene.conversationId, structuredClone(scene))
    const known = new Set(before?.entries.map((entry) => entry.id))
    return [
      ...(another ? [line('conversation', before === undefined ? 'a new one' : 'the earlier one')] : []),
      // What the customer said was typed right here.
      ...scene.entries
        .filter(({ id, kind }) => kind !== 'customer' && !known.has(id))
        .flatMap((entry) => this.writeEntry(entry)),
      ...writeHistory(before?.history, scene.history),
      ...writeTopics(before?.topics ?? [], scene.topics),
      ...writeAttributes('customer', before?.customerAttributes ?? {}, scene.customerAttributes),
      ...writeAttributes('conversation', before?.conversationAttributes ?? {}, scene.conversationAttributes),
      ...writeOwner(before?.owner, scene.owner),
    ]
  }

  private writeEntry(entry: EntrySeen): string[] {
    if (entry.options !== undefined) this.options = entry.options
    const choices = (entry.options ?? []).map((option, index) => line('', `  ${index + 1}  ${option.label}`))
    const files = (entry.files ?? []).map(({ name }) => `[${name}]`)
    const shown = [entry.text, ...files].filter((part) => part !== '').join('\n')
    return [line(entry.kind, shown), ...choices]
  }
}

/** What came along with a hand-off, once for each. */
function writeHistory(before: Scene['history'], now: Scene['history']): string[] {
  if (now === undefined || isDeepStrictEqual(before, now)) return []
  return [line('note', ['Agents are shown:', ...now.map(({ from, text }) => `${from}: ${text}`)].join('\n'))]
}

function writeTopics(before: readonly string[], now: readonly string[]): string[] {
  return [
    ...now.filter((topic) => !before.includes(topic)).map((topic) => line('topic', `+ ${topic}`)),
    ...before.filter((topic) => !now.includes(topic)).map((topic) => line('topic', `- ${topic}`)),
  ]
}

function writeAttributes(label: string, before: Record<string, string>, now: Record<string, string>): string[] {
  return [
    ...Object.keys(now)
      .filter((name) => before[name] !== now[name])
      .map((name) => line(label, `${name} = ${now[name]}`)),
    ...Object.keys(before)
      .filter((name) => !(name in now))
      .map((name) => line(label, `${name} removed`)),
  ]
}

function writeOwner(before: OwnerSeen | undefined, now: OwnerSeen): string[] {
  if (before !== undefined && inWords(before) === inWords(now)) return []
  return [line('owner', before === undefined ? inWords(now) : `${inWords(before)} → ${inWords(now)}`)]
}

/** An owner as one reads it. */
export function inWords(owner: OwnerSeen): string {
  return owner.name === undefined ? owner.who : `${owner.who} (${owner.name})`
}
