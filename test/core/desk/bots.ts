import { ActivityTypes, type TurnContext } from 'botbuilder'
import { ContactCenter } from '../../../adapters/core/index.ts'

/** Answers every message, hands over when it hears `agent`, and says what became of it. */
export async function deskBot(context: TurnContext): Promise<void> {
  const { type, name, text = '', value } = context.activity
  const desk = ContactCenter.of(context)
  if (type === ActivityTypes.Event && name === 'handoff.status') {
    const { state, why } = value as { state: string; why?: string }
    if (state === 'completed') await context.sendActivity('welcome back')
    if (state === 'failed') await context.sendActivity(`failed: ${why}`)
  }
  if (type !== ActivityTypes.Message) return
  await context.sendActivity(`bot: ${text}`)
  const [word, rest] = text.split(/ (.*)/)
  if (word === 'topic') await desk.addTopics(rest ?? '')
  if (word === 'attribute') await desk.setContactAttributes({ tier: rest ?? '' })
  if (word === 'order') await desk.setConversationAttributes({ order: rest ?? '' })
  if (word === 'note') await desk.addNote(rest ?? '')
  if (word === 'agent')
    await desk.handOff({ ...(rest === undefined ? {} : { queue: rest }), reason: 'asked for a person' })
}
