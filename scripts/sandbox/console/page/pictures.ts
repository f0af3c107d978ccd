/** Whether the page may load a picture: its policy allows this machine's, and those that are in their own address. */
export function isShown(url: string): boolean {
  return /^(data:image\/|http:\/\/127\.0\.0\.1(:\d+)?\/)/i.test(url)
}

/** What stands where a picture is not loaded. */
export function insteadOf(url: string, alt = ''): string {
  const host = URL.canParse(url) ? new URL(url).host : ''
  const where = host === '' ? 'at an address that is none' : `on ${host}`
  return `The picture is ${where} and is not loaded${alt === '' ? '.' : `: ${alt}`}`
}

/**
 * An Adaptive Card's content with words in the place of each picture that is not loaded. What only adorns (a background,
 * an icon) is left out.
 */
export function withWordsForPictures(content: unknown): unknown {
  if (Array.isArray(content)) return content.map(withWordsForPictures)
  if (typeof content !== 'object' || content === null) return content
  const { type, url, altText, selectAction, images } = content as Record<string, unknown>
  if (type === 'Image' && typeof url === 'string' && !isShown(url)) {
    const text = insteadOf(url, typeof altText === 'string' ? altText : '')
    return { type: 'Container', selectAction, items: [{ type: 'TextBlock', text, isSubtle: true, wrap: true }] }
  }
  if (type === 'ImageSet' && Array.isArray(images) && images.some(isLeftOut)) {
    return { type: 'Container', items: images.map(withWordsForPictures) }
  }
  return Object.fromEntries(
    Object.entries(content)
      .filter(([name, value]) => !(ADORNING.has(name) && isElsewhere(value)))
      .map(([name, value]) => [name, withWordsForPictures(value)]),
  )
}

const ADORNING = new Set(['backgroundImage', 'iconUrl', 'poster'])

const isLeftOut = (image: unknown): boolean =>
  typeof image === 'object' && image !== null && 'url' in image && isElsewhere(image.url)

function isElsewhere(value: unknown): boolean {
  if (typeof value === 'object' && value !== null && 'url' in value) return isElsewhere(value.url)
  return typeof value === 'string' && !isShown(value)
}
