import MarkdownIt from 'markdown-it'
import { createMarkdown } from '../core/render/markdown.ts'
import { escapeHtml } from './html.ts'

/**
 * Markdown for e-mails, in the few elements Gladly's rich text allows (Gladly API reference, Rich Content): h1 to h3,
 * lists, tables, links, images, emphasis; no `pre`, `code`, `blockquote` or `s`.
 */
const rich = createMarkdown()
/** Plain text: only lines and addresses are made something of. */
const plain = new MarkdownIt('zero', { html: false, linkify: true, breaks: true }).enable(['linkify', 'newline'])
plain.linkify.set({ fuzzyLink: false })

const { rules } = rich.renderer
rules.code_inline = (tokens, index) => `<span>${escapeHtml(tokens[index]!.content)}</span>`
rules.code_block = rules.fence = (tokens, index) => `<p>${escapeHtml(tokens[index]!.content.trimEnd())}</p>\n`
rules.blockquote_open = () => '<div style="border-left:3px solid;padding-left:8px">\n'
rules.blockquote_close = () => '</div>\n'
for (const rule of ['heading_open', 'heading_close'] as const) {
  rules[rule] = (tokens, index, options, _environment, renderer) => {
    const token = tokens[index]!
    if (Number(token.tag.slice(1)) > 3) token.tag = 'h3'
    return renderer.renderToken(tokens, index, options)
  }
}

/** Markdown as HTML; what looks like HTML in it is text. */
export const htmlOfMarkdown = (text: string): string => rich.render(text).trim()

/** Text as HTML, its lines kept and its addresses made links. */
export const htmlOfText = (text: string): string => plain.render(text).trim()
