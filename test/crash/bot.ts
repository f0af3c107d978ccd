import { ActivityTypes, ConversationState, UserState } from 'botbuilder'
import { type BotLogic, ContactCenter, type Engine } from '../../adapters/core/index.ts'

/**
 * Answers every message with its number in the conversation, its number for the customer, and its text; both are counted
 * in state. `person …` hands over; the customer's coming back is counted, too.
 */
export function crashBot(engine: Engine): BotLogic {
  const conversationState = new ConversationState(engine.storage)
  const userState = new UserState(engine.storage)
  const inConversation = conversationState.createProperty<number>('count')
  const returns = conversationState.createProperty<number>('returns')
  const ofUser = userState.createProperty<number>('count')
  return async (context) => {
    const { type, name, text = '', value } = context.activity
    if (type === ActivityTypes.Event && name === 'handoff.status' && value.state !== 'accepted') {
      const number = (await returns.get(context, 0)) + 1
      await returns.set(context, number)
      await context.sendActivity(`back ${number}: ${value.state}`)
    } else if (type === ActivityTypes.Message) {
      const count = (await inConversation.get(context, 0)) + 1
      const total = (await ofUser.get(context, 0)) + 1
      // State is read, then other work is done, then it is written.
      await new Promise((resolve) => setImmediate(resolve))
      await inConversation.set(context, count)
      await ofUser.set(context, total)
      await context.sendActivity(`${count}/${total}: ${text}`)
      if (text.startsWith('person ')) await ContactCenter.of(context).handOff({ reason: text })
    }
    await conversationState.saveChanges(context)
    await userState.saveChanges(context)
  }
}

/** What the counting bot said, taken apart; undefined where it is somebody else's. */
export function ofBot(said: string): { count: number; total: number; text: string } | undefined {
  const parts = /^(\d+)\/(\d+): (.*)$/.exec(said)
  return parts === null ? undefined : { count: Number(parts[1]), total: Number(parts[2]), text: parts[3]! }
}

/** The number of a return, where the bot speaks of one. */
export function returnOf(said: string): number | undefined {
  const parts = /^back (\d+): /.exec(said)
  return parts === null ? undefined : Number(parts[1])
}
