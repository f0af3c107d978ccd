import { splitText } from '../core/render/split-text.ts'

/** A piece of a message: prose, which may be cut, or a line, which may not (a shortcode, an address). */
export interface Piece {
  kind: 'prose' | 'line'
  text: string
}

/** Pieces as texts no longer than the limit, as few as possible; a line that is too long alone stays whole. 0: no limit. */
export function packed(pieces: readonly Piece[], limit: number): string[] {
  const texts: string[] = []
  let before: Piece | undefined
  for (const piece of pieces) {
    for (const unit of unitsOf(piece, limit)) {
      const gap = before?.kind === 'line' && unit.kind === 'line' ? '\n' : '\n\n'
      const last = texts.at(-1)
      if (last !== undefined && (limit === 0 || last.length + gap.length + unit.text.length <= limit)) {
        texts[texts.length - 1] = `${last}${gap}${unit.text}`
      } else texts.push(unit.text)
      before = unit
    }
  }
  return texts
}

function unitsOf(piece: Piece, limit: number): Piece[] {
  if (limit === 0 || piece.kind === 'line') return [piece]
  return splitText(piece.text, limit).map((text) => ({ kind: 'prose', text }))
}
