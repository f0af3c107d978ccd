import { isLink } from '../../core/render/blocks.ts'

const ADDRESSES = new Set(['url', 'iconUrl', 'imageUrl', 'backgroundImage', 'poster', 'href'])
const DEEPEST = 40

/**
 * A card of an agent's without addresses that lead elsewhere than to the web: it is shown in the customer's own channel,
 * which may follow what it finds. A button that has lost its address goes as well.
 */
export function safeCard(card: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return undefined
  if (Array.isArray(card)) return card.map((one) => safeCard(one, depth + 1)).filter((one) => one !== undefined)
  if (typeof card !== 'object' || card === null) return card
  const entries = Object.entries(card).flatMap(([key, value]) => {
    if (ADDRESSES.has(key) && typeof value === 'string') return isShown(value) ? [[key, value]] : []
    const safe = safeCard(value, depth + 1)
    return safe === undefined ? [] : [[key, safe]]
  })
  const safe: Record<string, unknown> = Object.fromEntries(entries)
  return safe.type === 'Action.OpenUrl' && safe.url === undefined ? undefined : safe
}

const isShown = (url: string): boolean => isLink(url) || /^data:image\/(?:png|jpe?g|gif|webp);base64,/i.test(url)
