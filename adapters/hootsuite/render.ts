import type { Activity, Attachment } from 'botbuilder'
import type { Choice, ConversationView } from '../core/conversation.ts'
import type { Rendering } from '../core/platform.ts'
import { append, type Block, type Content } from '../core/render/blocks.ts'
import { isCard } from '../core/render/cards.ts'
import { contentOf } from '../core/render/content.ts'
import { namedChoices } from '../core/render/named-choices.ts'
import { numberedList } from '../core/render/numbered-list.ts'
import { plainText } from '../core/render/plain-text.ts'
import { memoryOf } from './memory.ts'
import { type Piece, packed } from './pieces.ts'
import type { HootsuiteProfile } from './profile.ts'
import { type HootsuiteReply, type OutgoingFile, requests } from './reply.ts'
import { labelOf, linkButton, neutralise, picture, replyButton } from './shortcodes.ts'

/** What rendering depends on beside the activity. */
export interface RenderRules {
  profile: HootsuiteProfile
  /** Files can be uploaded: the API can be called. */
  uploads: boolean
}

/**
 * One outgoing message as replies. Where the customer's medium shows shortcodes, links, pictures and buttons become such;
 * elsewhere links are text and buttons a numbered list. Whatever else looks like a shortcode is made to look like text.
 */
export function render(rules: RenderRules, activity: Partial<Activity>, view: ConversationView): Rendering {
  const memory = memoryOf(view.record)
  const asked = requests.parse(activity.channelData ?? {})
  const style: Style = {
    uploads: rules.uploads,
    shortcodes: rules.profile.shortcodeMedia.some((one) => one.toLowerCase() === memory.medium?.toLowerCase()),
    clean: asked.shortcodes === true ? (text) => text : neutralise,
  }
  const { pieces, offers, lost } = piecesOf(activity, style, rules.profile)
  const choices = offer(pieces, offers, style, rules.profile.buttonPrompt)

  const replies = repliesOf(pieces, rules.profile.maxTextLength)
  const tags = (asked.applyTags ?? []).map((tag) => {
    return memory.lastMessageId === undefined ? { tag } : { messageId: memory.lastMessageId, tag }
  })
  if (tags.length > 0 && memory.lastMessageId === undefined && !memory.answersMessage) {
    lost.push('tags: there is no message of the customer to put them on')
  } else if (tags.length > 0) {
    replies[0] = { ...replies[0], tags }
  }
  return {
    replies,
    ...(choices === undefined ? {} : { choices }),
    ...(lost.length === 0 ? {} : { degraded: lost }),
  }
}

interface Style {
  uploads: boolean
  shortcodes: boolean
  clean(text: string): string
}

type Shown = Piece | OutgoingFile

function piecesOf(activity: Partial<Activity>, style: Style, profile: HootsuiteProfile) {
  const pieces: Shown[] = []
  const rest: Content = { blocks: [], offers: [], lost: [] }
  const show = (part: Partial<Activity>): void => {
    const content = contentOf(part)
    pieces.push(...shown(content.blocks, style))
    append(rest, { ...content, blocks: [] })
  }
  show({ text: activity.text, textFormat: activity.textFormat })
  for (const attachment of activity.attachments ?? []) {
    const file = style.uploads ? fileOf(attachment, profile) : undefined
    if (file === undefined) show({ attachments: [attachment] })
    else pieces.push(file)
  }
  show({ suggestedActions: activity.suggestedActions })
  // Spoken words stand in for written ones only where there are none.
  if (pieces.length === 0) show({ speak: activity.speak })
  return { pieces, offers: rest.offers, lost: rest.lost }
}

/** Something to upload. Cards and what has no address are none. */
function fileOf(attachment: Attachment, profile: HootsuiteProfile): OutgoingFile | undefined {
  const { contentType, contentUrl, name } = attachment
  if (contentUrl === undefined || !/^(https?|data):/i.test(contentUrl)) return undefined
  if (isCard(attachment) || contentType === 'application/vnd.microsoft.card.adaptive') return undefined
  // Base64 is a third longer than what it stands for; what is too large for certain need not be kept.
  if (/^data:/i.test(contentUrl) && contentUrl.length > profile.attachmentMaxBytes * 1.4) return undefined
  return { url: contentUrl, name: name ?? '', ...(contentType ? { type: contentType } : {}) }
}

function shown(blocks: readonly Block[], style: Style): Shown[] {
  return blocks.map((block): Shown => {
    if (block.kind === 'link' && style.shortcodes) return { kind: 'line', text: linkButton(block.label, block.url) }
    if (block.kind === 'image' && style.shortcodes) return { kind: 'line', text: picture(block.alt, block.url) }
    if (block.kind === 'image' && style.uploads && /^https?:/i.test(block.url))
      return { url: block.url, name: block.alt }
    return { kind: block.kind === 'text' ? 'prose' : 'line', text: style.clean(plainText([block])) }
  })
}

/** What the customer may choose, below all the rest; returns what each choice stands for. */
function offer(pieces: Shown[], offers: Content['offers'], style: Style, prompt: string): Choice[] | undefined {
  if (offers.length === 0) return undefined
  if (!style.shortcodes) {
    const list = numberedList(offers)
    pieces.push({ kind: 'prose', text: style.clean(list.text) })
    return list.choices
  }
  if (!pieces.some((piece) => 'kind' in piece)) pieces.push({ kind: 'prose', text: prompt })
  const choices = namedChoices(offers, labelOf)
  pieces.push(...choices.map(({ id, label }): Piece => ({ kind: 'line', text: replyButton(label, id) })))
  return choices
}

/** Text that follows text is one message, as far as it fits; each file is one of its own. */
function repliesOf(pieces: readonly Shown[], limit: number): HootsuiteReply[] {
  const replies: HootsuiteReply[] = []
  let run: Piece[] = []
  const end = (): void => {
    replies.push(...packed(run, limit).map((text) => ({ text })))
    run = []
  }
  for (const piece of pieces) {
    if ('kind' in piece) {
      run.push(piece)
      continue
    }
    end()
    replies.push({ file: piece })
  }
  end()
  return replies
}
