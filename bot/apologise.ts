import { ConversationState, type TurnContext } from 'botbuilder'
import { ContactCenter, type Engine, type Logger } from '../adapters/index.ts'
import { TEXTS } from './texts.ts'

/**
 * `onTurnError` on `/api/messages`. The dialog in which it happened would fail again: forget the conversation's state,
 * and say so, or bring a person where there are any.
 */
export async function apologise(
  context: TurnContext,
  error: Error,
  { engine, log }: { engine: Engine; log: Logger },
): Promise<void> {
  log.error({ err: error, conversation: context.activity.conversation?.id }, "the bot's logic threw")
  try {
    await new ConversationState(engine.storage).delete(context)
    await context.sendTraceActivity('OnTurnError Trace', error.message, 'https://www.botframework.com/schemas/error')
    const contactCenter = ContactCenter.of(context)
    if (contactCenter.capabilities.handOff === 'unsupported') {
      await context.sendActivity(TEXTS.apology)
      return
    }
    await context.sendActivity(TEXTS.personComes)
    await contactCenter.handOff({ reason: `The bot failed: ${error.message}` })
  } catch (second) {
    log.error({ err: second }, 'the customer could not be told')
  }
}
