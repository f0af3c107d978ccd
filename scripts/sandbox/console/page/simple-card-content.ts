/** A button of a Bot Framework card. */
export interface CardButton {
  type: string
  title: string
  value?: unknown
  text?: string
  displayText?: string
}

/** What hero, thumbnail, receipt, sign-in and media cards hold, as far as they are drawn. */
export interface SimpleCardContent {
  title?: string
  subtitle?: string
  text?: string
  images: { url: string; alt: string }[]
  facts: { name: string; value: string }[]
  items: { title: string; price?: string }[]
  total?: string
  media: string[]
  buttons: CardButton[]
}

/** Reads a card's content, which a bot wrote and which can be anything; undefined where it is no object. */
export function asSimpleCard(content: unknown): SimpleCardContent | undefined {
  if (!isObject(content)) return undefined
  const single = isObject(content.image) ? [content.image] : []
  return {
    title: textOf(content.title),
    subtitle: textOf(content.subtitle),
    text: textOf(content.text),
    images: [...objectsOf(content.images), ...single].flatMap(({ url, alt }) =>
      typeof url === 'string' ? [{ url, alt: textOf(alt) ?? '' }] : [],
    ),
    facts: objectsOf(content.facts).map(({ key, value }) => ({ name: textOf(key) ?? '', value: textOf(value) ?? '' })),
    items: objectsOf(content.items).map(({ title, price }) => ({ title: textOf(title) ?? '', price: textOf(price) })),
    total: textOf(content.total),
    media: objectsOf(content.media).flatMap(({ url }) => (typeof url === 'string' ? [url] : [])),
    buttons: objectsOf(content.buttons).map(({ type, title, value, text, displayText }) => ({
      type: textOf(type) ?? 'imBack',
      title: textOf(title) ?? textOf(value) ?? '',
      value,
      text: textOf(text),
      displayText: textOf(displayText),
    })),
  }
}

/** What a press of a card's button says, and the option it stands for; undefined where it opens a page instead. */
export function saidBy({
  type,
  title,
  value,
  text,
  displayText,
}: CardButton): { text: string; id: string } | undefined {
  const plain = typeof value === 'string' ? value : value === undefined ? title : JSON.stringify(value)
  switch (type) {
    case 'imBack':
      return { text: plain, id: plain }
    case 'postBack':
      return { text: displayText ?? title, id: plain }
    case 'messageBack':
      return { text: displayText ?? text ?? title, id: plain }
    default:
      return undefined
  }
}

function objectsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
