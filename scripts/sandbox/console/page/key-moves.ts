/** What of a keyboard event says which way to go. */
export interface KeyPress {
  key: string
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
}

/**
 * Where a key moves the selection in a list, by the ARIA practices for list boxes: arrows by one, Page Up and Page Down by
 * `page`, Home and End to the ends. Undefined for other keys, for an empty list, and where it stays.
 */
export function keyMoves(
  { key, altKey, ctrlKey, metaKey }: KeyPress,
  at: number,
  count: number,
  page: number,
): number | undefined {
  if (altKey || ctrlKey || metaKey || count === 0) return undefined
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: Math.max(1, page),
    PageUp: -Math.max(1, page),
    Home: -count,
    End: count,
  }
  const step = steps[key]
  if (step === undefined) return undefined
  const next = Math.min(count - 1, Math.max(0, at + step))
  return next === at ? undefined : next
}
