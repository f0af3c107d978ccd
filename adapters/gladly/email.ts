import type { Block } from '../core/render/blocks.ts'
import { textOfMarkdown } from '../core/render/markdown.ts'
import { splitText } from '../core/render/split-text.ts'
import { escapeHtml } from './html.ts'
import { htmlOfMarkdown, htmlOfText } from './markdown.ts'
import type { ReplyContent } from './reply-content.ts'

/** A piece of an e-mail, in both of its forms. */
interface Piece {
  html: string
  plain: string
}

type EmailContent = Extract<ReplyContent, { type: 'EMAIL' }>

/**
 * What is to be shown as one e-mail, or several where its HTML is longer than `limit`: `body` is HTML, `bodyPlain` the
 * same without (Gladly API reference, Reply to message: EMAIL).
 */
export function emailContents(blocks: readonly Block[], limit: number): EmailContent[] {
  const emails: Piece[] = []
  for (const piece of blocks.flatMap((block) => pieces(block, limit))) {
    const last = emails.at(-1)
    const together =
      last === undefined ? piece : { html: `${last.html}\n${piece.html}`, plain: `${last.plain}\n\n${piece.plain}` }
    if (last !== undefined && fits(together, limit)) emails[emails.length - 1] = together
    else emails.push(piece)
  }
  return emails.map(({ html, plain }) => ({ type: 'EMAIL', body: html, bodyPlain: plain }))
}

/** A plain sentence as an e-mail. */
export const emailContent = (text: string): EmailContent => ({ type: 'EMAIL', body: htmlOfText(text), bodyPlain: text })

function pieces(block: Block, limit: number): Piece[] {
  switch (block.kind) {
    case 'text':
      return textPieces(block.text, block.format, limit)
    case 'link': {
      const html = `<p><a href="${escapeHtml(block.url)}">${escapeHtml(block.label)}</a></p>`
      return oneOrText({ html, plain: `${block.label}: ${block.url}` }, limit)
    }
    case 'image': {
      const html = `<p><img src="${escapeHtml(block.url)}" alt="${escapeHtml(block.alt)}"></p>`
      return oneOrText({ html, plain: `${block.alt}: ${block.url}` }, limit)
    }
  }
}

const oneOrText = (piece: Piece, limit: number): Piece[] =>
  fits(piece, limit) ? [piece] : textPieces(piece.plain, 'plain', limit)

/** Markup makes a text longer by an unknown measure: where it does not fit, it is cut into smaller ones until it does. */
function textPieces(text: string, format: 'plain' | 'markdown' | 'auto', limit: number): Piece[] {
  const html = format === 'plain' ? htmlOfText(text) : htmlOfMarkdown(text)
  const piece: Piece = {
    html: html || htmlOfText(text),
    plain: format === 'markdown' ? textOfMarkdown(text) : text.trim(),
  }
  if (fits(piece, limit)) return piece.plain === '' && piece.html === '' ? [] : [piece]
  const longest = Math.max(piece.html.length, piece.plain.length)
  const size = Math.max(2, Math.min(text.length - 1, Math.floor((text.length * limit * 0.9) / longest)))
  const parts = splitText(text, size)
  if (parts.length < 2) return [piece]
  // A cut may fall into a construct of markdown: the parts are then shown as they are.
  return parts.flatMap((part) => textPieces(part, format, limit))
}

const fits = ({ html, plain }: Piece, limit: number): boolean => html.length <= limit && plain.length <= limit
