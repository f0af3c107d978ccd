import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ActivityTypes, ConversationState, type TurnContext, UserState } from 'botbuilder'
import { type BotLogic, ContactCenter, type Engine } from '../../../adapters/core/index.ts'

/** Answers every message with its number and its text; counts in conversation and user state. */
export function countingBot(engine: Engine): BotLogic {
  const conversationState = new ConversationState(engine.storage)
  const userState = new UserState(engine.storage)
  const inConversation = conversationState.createProperty<number>('count')
  const ofUser = userState.createProperty<number>('count')
  return async (context) => {
    if (context.activity.type !== ActivityTypes.Message) return
    const count = (await inConversation.get(context, 0)) + 1
    const total = (await ofUser.get(context, 0)) + 1
    // State is read, then time passes, then it is written: without lanes two turns would read the same.
    await sleep(randomInt(4))
    await inConversation.set(context, count)
    await ofUser.set(context, total)
    await context.sendActivity(`${count}/${total}: ${context.activity.text}`)
    await conversationState.saveChanges(context)
    await userState.saveChanges(context)
  }
}

/**
 * Different every time it runs, on purpose: says a random number twice, with time to die in between. What the customer
 * sees must be one run's words.
 */
export function randomBot(engine: Engine): BotLogic {
  const state = new ConversationState(engine.storage)
  const count = state.createProperty<number>('count')
  return async (context) => {
    if (context.activity.type !== ActivityTypes.Message) return
    const number = randomInt(1_000_000)
    const seen = (await count.get(context, 0)) + 1
    await count.set(context, seen)
    await context.sendActivity(`${seen} first ${number} ${context.activity.text}`)
    await pauseIfAsked(context)
    await context.sendActivity(`${seen} second ${number} ${context.activity.text}`)
    await state.saveChanges(context)
  }
}

/** Says one thing, lets it leave, thinks, says another. */
export function flushingBot(): BotLogic {
  return async (context) => {
    if (context.activity.type !== ActivityTypes.Message) return
    await context.sendActivity('one moment')
    await ContactCenter.of(context).flush()
    await pauseIfAsked(context)
    await context.sendActivity('here it is')
  }
}

/** Kills its process on the word, else echoes. */
export function lethalBot(): BotLogic {
  return async (context) => {
    if (context.activity.type !== ActivityTypes.Message) return
    if (context.activity.text === 'die') process.kill(process.pid, 'SIGKILL')
    await context.sendActivity(`alive: ${context.activity.text}`)
  }
}

/** `… pause 500` in a message makes the bot wait that many milliseconds in the middle of its turn. */
async function pauseIfAsked(context: TurnContext): Promise<void> {
  const asked = /pause (\d+)/.exec(context.activity.text ?? '')
  if (asked !== null) await sleep(Number(asked[1]))
}
