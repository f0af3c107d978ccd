import MarkdownIt, { type Token } from 'markdown-it'

/**
 * A parser of the markdown that bots write: HTML in it is text, lines are kept, whole addresses become links. One's own, so
 * that a platform can change how it renders.
 */
export function createMarkdown() {
  const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable('strikethrough')
  markdown.linkify.set({ fuzzyLink: false })
  return markdown
}

const markdown = createMarkdown()

/** Markdown as people would type it where there is none: without emphasis, links with their address. */
export function textOfMarkdown(text: string): string {
  const lists: (number | undefined)[] = []
  let out = ''
  // Written once more follows: to take line breaks back from the end of a long text would take as long as the text is.
  let gap = ''
  const write = (more: string): void => {
    out += gap + more
    gap = ''
  }
  const line = (wanted: string): void => {
    if (out !== '') gap = wanted
  }
  const tokens = markdown.parse(text, {})
  for (const token of tokens) {
    switch (token.type) {
      case 'bullet_list_open':
        lists.push(undefined)
        break
      case 'ordered_list_open':
        lists.push(Number(token.attrGet('start') ?? 1))
        break
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop()
        line(lists.length === 0 ? '\n\n' : '\n')
        break
      case 'list_item_open': {
        const number = lists.at(-1)
        write(`${'  '.repeat(lists.length - 1)}${number === undefined ? '-' : `${number}.`} `)
        if (number !== undefined) lists[lists.length - 1] = number + 1
        break
      }
      case 'paragraph_close':
      case 'heading_close':
        line(lists.length > 0 || token.hidden ? '\n' : '\n\n')
        break
      case 'tr_close':
        line('\n')
        break
      case 'table_close':
        line('\n\n')
        break
      case 'td_close':
      case 'th_close':
        write(' ')
        break
      case 'hr':
        write('---')
        line('\n\n')
        break
      case 'code_block':
      case 'fence':
        write(token.content.trimEnd())
        line('\n\n')
        break
      case 'inline':
        write(inlineText(token.children ?? []))
        break
    }
  }
  // What is nothing but definitions of links shows nothing: better the source than silence.
  return out.trim() || text.trim()
}

function inlineText(tokens: readonly Token[]): string {
  let out = ''
  let link: { href: string; from: number } | undefined
  for (const token of tokens) {
    switch (token.type) {
      case 'link_open':
        link = { href: String(token.attrGet('href') ?? ''), from: out.length }
        break
      case 'link_close': {
        const shown = out.slice(link?.from ?? out.length)
        if (link !== undefined && token.info !== 'auto' && shown !== link.href) out += ` (${link.href})`
        link = undefined
        break
      }
      case 'image':
        out += [token.content, `(${token.attrGet('src') ?? ''})`].filter(Boolean).join(' ')
        break
      case 'softbreak':
      case 'hardbreak':
        out += '\n'
        break
      default:
        out += token.content
    }
  }
  return out
}
