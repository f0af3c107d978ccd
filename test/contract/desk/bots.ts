import { ActivityTypes, ConversationState } from 'botbuilder'
import { type BotLogic, ContactCenter, type Engine } from '../../../adapters/core/index.ts'

/**
 * Answers every message with its number and its text, and hands over on the word: `person …`, or `person for billing`.
 * `pause 500` in a message makes it wait that many milliseconds in the middle of its turn. An event `change` makes it
 * use the verbs, whoever has the customer.
 */
export function deskBot(engine: Engine): BotLogic {
  const state = new ConversationState(engine.storage)
  const property = state.createProperty<number>('count')
  return async (context) => {
    const { type, name, text = '', value } = context.activity
    if (type === ActivityTypes.Event && name === 'handoff.status') {
      if (value.state !== 'accepted') await context.sendActivity(`back: ${value.state}`)
      return
    }
    if (type === ActivityTypes.Event && name === 'change') return change(ContactCenter.of(context), value)
    if (type !== ActivityTypes.Message) return
    const count = (await property.get(context, 0)) + 1
    await property.set(context, count)
    const pause = /pause (\d+)/.exec(text)
    if (pause !== null) await new Promise((resolve) => setTimeout(resolve, Number(pause[1])))
    await context.sendActivity(`${count}: ${text}`)
    const person = /^person(?: for (\w+))?/.exec(text)
    if (person !== null) {
      const [, queue] = person
      await ContactCenter.of(context).handOff({ reason: text, ...(queue === undefined ? {} : { queue }) })
    }
    await state.saveChanges(context)
  }
}

/** What an event `change` asks for. */
export interface Change {
  queue?: string
  attributes?: Record<string, string>
  topics?: string[]
  note?: string
}

async function change(cc: ContactCenter, { queue, attributes, topics, note }: Change): Promise<void> {
  if (attributes !== undefined) await cc.setContactAttributes(attributes)
  if (topics !== undefined) await cc.addTopics(...topics)
  if (note !== undefined) await cc.addNote(note)
  if (queue !== undefined) await cc.handOff({ queue })
}

/** What the counting bot said, taken apart; undefined where it is somebody else's. */
export function ofBot(text: string): { count: number; text: string } | undefined {
  const parts = /^(\d+): (.*)$/.exec(text)
  return parts === null ? undefined : { count: Number(parts[1]), text: parts[2]! }
}
