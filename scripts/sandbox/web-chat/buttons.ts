import { notFound } from '../simulator/answers.ts'
import type { Button, WireActivity } from './types.ts'

/**
 * The button a customer can press now, by its label (or its value) or its index: suggested actions of the bot's last message,
 * as they vanish with the next one, then card buttons, latest message first. Throws where there is no such button.
 */
export function buttonOf(fromBot: WireActivity[], which: string | number): Button {
  const all = buttonsIn(fromBot)
  const found = typeof which === 'number' ? all[which] : (all.find(labelled(which)) ?? all.find(valued(which)))
  if (found) return found
  const labels = all.map(({ title, value }) => title ?? String(value)).join(', ')
  throw notFound(`button ${which} (there are: ${labels || 'none'})`)
}

/** The buttons a customer can press now, in the order of their indexes. */
export function buttonsIn(fromBot: WireActivity[]): Button[] {
  const messages = fromBot.filter(({ type }) => type === 'message').reverse()
  return [...(messages[0]?.suggestedActions?.actions ?? []), ...messages.flatMap(cardButtons)]
}

/** What Web Chat sends when a button is pressed. Throws for buttons that send nothing to the bot. */
export function pressed({ type, value, text, displayText }: Button): Partial<WireActivity> {
  if (type === 'imBack') return { text: String(value) }
  if (type === 'postBack') {
    return { channelData: { postBack: true }, ...(typeof value === 'string' ? { text: value } : { text: '', value }) }
  }
  if (type === 'messageBack') {
    return { text: text ?? '', value, channelData: { messageBack: { displayText: displayText ?? text } } }
  }
  throw new Error(`a button of type ${type} sends nothing to the bot`)
}

const labelled = (label: string) => (button: Button) => button.title === label
const valued = (label: string) => (button: Button) => button.value === label || button.text === label

function cardButtons({ attachments = [] }: WireActivity): Button[] {
  return attachments.flatMap(({ content }) => {
    const buttons = (content as { buttons?: unknown } | undefined)?.buttons
    return Array.isArray(buttons) ? (buttons as Button[]) : []
  })
}
