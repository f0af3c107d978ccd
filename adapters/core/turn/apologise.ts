import type { TurnContext } from 'botbuilder'
import { ContactCenter } from '../contact-center.ts'

/** The `onTurnError` of those who set none. */
export async function apologise(context: TurnContext, error: Error): Promise<void> {
  const contactCenter = ContactCenter.of(context)
  if (contactCenter.capabilities.handOff === 'unsupported') {
    await context.sendActivity('Sorry, something went wrong here. Please try again.')
    return
  }
  await context.sendActivity('Sorry, something went wrong here. A person will take over.')
  await contactCenter.handOff({ reason: `The bot failed: ${error.message}` })
}
