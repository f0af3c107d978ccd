import { append, type Block, type Content, isLink } from './blocks.ts'

type Element = Record<string, unknown>

/** An adaptive card as texts, pictures, links and offers (Adaptive Cards schema 1.6). What asks for input cannot be shown. */
export function contentOfAdaptiveCard(card: unknown): Content {
  const content: Content = { blocks: [], offers: [], lost: [] }
  if (!isElement(card)) return { ...content, lost: ['an adaptive card without content'] }
  for (const element of elements(card.body)) append(content, contentOfElement(element))
  for (const action of elements(card.actions)) append(content, contentOfAction(action))
  content.blocks = joined(content.blocks)
  const fallback = textIn(card, 'fallbackText') ?? textIn(card, 'speak')
  if (content.blocks.length === 0 && content.offers.length === 0 && fallback !== undefined) {
    content.blocks.push({ kind: 'text', text: fallback, format: 'plain' })
  }
  return content
}

const NESTED = ['items', 'columns', 'images', 'rows', 'cells'] as const

function contentOfElement(element: Element): Content {
  const content: Content = { blocks: [], offers: [], lost: [] }
  if (element.isVisible === false) return content
  const type = textIn(element, 'type') ?? ''
  if (type.startsWith('Input.')) {
    content.lost.push(
      `${type} ${textIn(element, 'id') ?? ''}: the customer can only answer with words`.replace('  ', ' '),
    )
    push(content, textIn(element, 'label') ?? textIn(element, 'placeholder') ?? textIn(element, 'title'))
    return content
  }
  switch (type) {
    case 'TextBlock':
      push(content, textIn(element, 'text'))
      break
    case 'RichTextBlock': {
      const runs = Array.isArray(element.inlines) ? element.inlines : []
      push(
        content,
        runs.map((run) => (typeof run === 'string' ? run : isElement(run) ? (textIn(run, 'text') ?? '') : '')).join(''),
      )
      break
    }
    case 'FactSet':
      for (const fact of elements(element.facts)) {
        push(content, [textIn(fact, 'title'), textIn(fact, 'value')].filter(Boolean).join(': '))
      }
      break
    case 'Image': {
      const url = textIn(element, 'url') ?? ''
      if (isLink(url)) content.blocks.push({ kind: 'image', alt: textIn(element, 'altText') ?? 'Image', url })
      else content.lost.push('a picture without a public address')
      break
    }
    case 'Media':
      for (const source of elements(element.sources)) {
        const url = textIn(source, 'url') ?? ''
        if (isLink(url)) content.blocks.push({ kind: 'link', label: textIn(element, 'altText') ?? 'Media', url })
      }
      break
    case 'ActionSet':
      for (const action of elements(element.actions)) append(content, contentOfAction(action))
      break
    default:
      for (const name of NESTED) for (const child of elements(element[name])) append(content, contentOfElement(child))
  }
  if (isElement(element.selectAction)) append(content, contentOfAction(element.selectAction))
  return content
}

function contentOfAction(action: Element): Content {
  const label = textIn(action, 'title') ?? ''
  const nothing: Content = { blocks: [], offers: [], lost: [] }
  switch (action.type) {
    case 'Action.Submit':
    case 'Action.Execute':
      if (label === '') return { ...nothing, lost: ['a button without a title'] }
      return { ...nothing, offers: [{ label, value: action.data ?? label }] }
    case 'Action.OpenUrl': {
      const url = textIn(action, 'url') ?? ''
      if (isLink(url)) return { ...nothing, blocks: [{ kind: 'link', label: label || url, url }] }
      return { ...nothing, lost: [`button ${label}: it leads nowhere one can link to`] }
    }
    case 'Action.ShowCard':
      return contentOfAdaptiveCard(action.card)
    default:
      return { ...nothing, lost: [`button ${label}: ${String(action.type)}`] }
  }
}

function push(content: Content, text: string | undefined): void {
  if (text !== undefined && text.trim() !== '')
    content.blocks.push({ kind: 'text', text: text.trim(), format: 'markdown' })
}

/** Lines that follow one another are one text. */
function joined(blocks: readonly Block[]): Block[] {
  const result: Block[] = []
  for (const block of blocks) {
    const last = result.at(-1)
    if (last?.kind === 'text' && block.kind === 'text' && last.format === block.format) {
      result[result.length - 1] = { ...last, text: `${last.text}\n\n${block.text}` }
    } else result.push(block)
  }
  return result
}

const isElement = (value: unknown): value is Element =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const elements = (value: unknown): Element[] => (Array.isArray(value) ? value.filter(isElement) : [])

function textIn(element: Element, name: string): string | undefined {
  const value = element[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
