/**
 * Shortcodes: markup that the Web Messenger makes buttons and pictures of (Inbox 2.0 API reference, Use shortcodes to
 * create a rich messaging experience). There is no way to escape one.
 */

/** A button that leads to an address. */
export const linkButton = (label: string, url: string): string => `%[${labelOf(label)}](${urlOf(url)})`

/** A button that answers. The payload comes back as `message.payload`. */
export const replyButton = (label: string, payload: string): string => `%[${labelOf(label)}](reply:${labelOf(payload)})`

/** A picture by its address. */
export const picture = (alt: string, url: string): string => `![${labelOf(alt)}](${urlOf(url)})`

/**
 * Text in which nothing is a shortcode or a message template: what a customer wrote and the bot repeats must not become a
 * button. A space in the opening mark is seen, and nothing along the way removes it.
 */
export function neutralise(text: string): string {
  return text.replace(/([%!])(?=\[)/g, '$1 ').replace(/&(?=\(\()/g, '& ')
}

/** A label as it is shown: brackets and new lines would end the shortcode. */
export const labelOf = (text: string): string => text.replace(/[[\]()\s]+/g, ' ').trim() || '…'

const urlOf = (url: string): string =>
  url.replace(/[()[\]\s]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
