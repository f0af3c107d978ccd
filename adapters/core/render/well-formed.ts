import type { Activity, Attachment, CardAction } from 'botbuilder'

/**
 * An outgoing activity as its type promises it to be. Bots in JavaScript say numbers, and put in attachments that are not
 * there (`undefined`): what can be read is kept, the rest is as if it had not been said.
 */
export function wellFormed(activity: Partial<Activity>): Partial<Activity> {
  const { text, speak, textFormat, attachments, suggestedActions } = activity
  return {
    ...activity,
    text: worded(text),
    speak: worded(speak),
    textFormat: worded(textFormat),
    attachments: objectsIn(attachments).map(attachment),
    suggestedActions: {
      to: [],
      ...(isObject(suggestedActions) ? suggestedActions : {}),
      actions: actionsIn(suggestedActions),
    },
  } as Partial<Activity>
}

/** A text, or what is one in writing. */
export function worded(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function attachment(given: Record<string, unknown>): Attachment {
  const { contentType, contentUrl, name, content } = given
  const place = worded(contentUrl)
  const called = worded(name)
  return {
    ...given,
    contentType: worded(contentType) ?? '',
    ...(place === undefined ? { contentUrl: undefined } : { contentUrl: place }),
    ...(called === undefined ? { name: undefined } : { name: called }),
    content,
  }
}

function actionsIn(suggested: unknown): CardAction[] {
  const { actions } = isObject(suggested) ? suggested : {}
  const given: unknown[] = Array.isArray(actions) ? actions : []
  return given.filter((one): one is CardAction => typeof one === 'string' || isObject(one))
}

const objectsIn = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : [])

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
