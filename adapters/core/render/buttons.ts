import type { CardAction } from 'botbuilder'
import { type Content, isLink } from './blocks.ts'
import { worded } from './well-formed.ts'

const LINKS = new Set(['openUrl', 'signin', 'downloadFile', 'showImage', 'playAudio', 'playVideo', 'call'])

/** Buttons: those that send something are offers, those that lead somewhere become links. */
export function contentOfActions(actions: readonly (CardAction | string)[], of?: string): Content {
  const content: Content = { blocks: [], offers: [], lost: [] }
  for (const action of actions) {
    const { type, value, ...words } = (
      typeof action === 'string' ? { title: action, value: action } : action
    ) as Partial<CardAction>
    const text = worded(words.text)
    const label = worded(words.title) || text || worded(value) || ''
    if (type !== undefined && LINKS.has(type)) {
      if (typeof value === 'string' && isLink(value))
        content.blocks.push({ kind: 'link', label: label || value, url: value })
      else content.lost.push(`button ${label}: it leads nowhere one can link to`)
    } else if (label === '') content.lost.push('a button without a title')
    else content.offers.push({ label, value: sentBy(type, value, text, label), ...(of === undefined ? {} : { of }) })
  }
  return content
}

/** What pressing it sends to the bot; an object goes into `value`, a string into `text`. */
function sentBy(type: string | undefined, value: unknown, text: string | undefined, label: string): unknown {
  if (type === 'messageBack') return typeof value === 'object' && value !== null ? value : (text ?? value ?? label)
  return value ?? text ?? label
}
