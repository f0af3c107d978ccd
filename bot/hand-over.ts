import type { TurnContext } from 'botbuilder'
import { ContactCenter, type HandOffRequest } from '../adapters/index.ts'
import { TEXTS } from './texts.ts'

/** Ask for a person and tell the customer what comes of it. Takes effect at the end of the turn, whatever is said after. */
export async function handOver(context: TurnContext, request: HandOffRequest): Promise<void> {
  const asked = await ContactCenter.of(context).handOff(request)
  await context.sendActivity(asked === 'unsupported' ? TEXTS.noDesk : TEXTS.personComes)
}
