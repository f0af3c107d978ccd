import type { Activity, Attachment } from 'botbuilder'
import { contentOfAdaptiveCard } from './adaptive-card.ts'
import { append, type Content, isLink } from './blocks.ts'
import { contentOfActions } from './buttons.ts'
import { contentOfCard, isCard } from './cards.ts'

/** Everything an outgoing message activity has for the customer, in order. */
export function contentOf(activity: Partial<Activity>): Content {
  const content: Content = { blocks: [], offers: [], lost: [] }
  const text = activity.text?.trim() ?? ''
  if (text !== '') content.blocks.push({ kind: 'text', text, format: formatOf(activity.textFormat) })
  for (const attachment of activity.attachments ?? []) append(content, contentOfAttachment(attachment))
  append(content, contentOfActions(activity.suggestedActions?.actions ?? []))
  // Spoken words stand in for written ones only where there are none.
  if (content.blocks.length === 0 && typeof activity.speak === 'string') {
    const spoken = activity.speak
      .replace(/<[^<>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
    if (spoken !== '') content.blocks.push({ kind: 'text', text: spoken, format: 'plain' })
  }
  return content
}

function formatOf(textFormat: string | undefined): 'plain' | 'markdown' | 'auto' {
  return textFormat === 'markdown' ? 'markdown' : textFormat === 'plain' ? 'plain' : 'auto'
}

function contentOfAttachment(attachment: Attachment): Content {
  if (attachment.contentType === 'application/vnd.microsoft.card.adaptive')
    return contentOfAdaptiveCard(attachment.content)
  if (isCard(attachment)) return contentOfCard(attachment)
  return contentOfFile(attachment)
}

/** A file as something to show: what is in reach of a browser becomes a link. */
function contentOfFile({ contentType, contentUrl, name, content }: Attachment): Content {
  if (contentUrl !== undefined && isLink(contentUrl)) {
    const kind = contentType?.startsWith('image/') ? 'image' : 'link'
    const label = name || (kind === 'image' ? 'Image' : 'File')
    return {
      blocks: [kind === 'image' ? { kind, alt: label, url: contentUrl } : { kind, label, url: contentUrl }],
      offers: [],
      lost: [],
    }
  }
  if (contentType === 'text/plain' && typeof content === 'string') {
    return { blocks: [{ kind: 'text', text: content, format: 'plain' }], offers: [], lost: [] }
  }
  const lost = [`attachment ${name ?? contentType}: only files with a public address can be shown, as a link`]
  return { blocks: name ? [{ kind: 'text', text: `[${name}]`, format: 'plain' }] : [], offers: [], lost }
}
