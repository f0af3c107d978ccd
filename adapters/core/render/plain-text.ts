import type { Block } from './blocks.ts'
import { textOfMarkdown } from './markdown.ts'

/** Blocks as text without markup: links and pictures by their address, each on a line of its own. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map((block, index) => gap(blocks[index - 1], block) + textOfBlock(block)).join('')
}

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      // Where the bot did not say that it is markdown, an asterisk is an asterisk.
      return block.format === 'markdown' ? textOfMarkdown(block.text) : block.text
    case 'link':
      return block.label === block.url ? block.url : `${block.label}: ${block.url}`
    case 'image':
      return `${block.alt}: ${block.url}`
  }
}

function gap(before: Block | undefined, block: Block): string {
  if (before === undefined) return ''
  return before.kind !== 'text' && block.kind !== 'text' ? '\n' : '\n\n'
}
