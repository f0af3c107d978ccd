import type { Activity, Attachment } from 'botbuilder'
import type { Choice, ConversationView } from '../../core/conversation.ts'
import type { Rendering } from '../../core/platform.ts'
import { append, type Block, type Content } from '../../core/render/blocks.ts'
import { isCard } from '../../core/render/cards.ts'
import { contentOf } from '../../core/render/content.ts'
import { numberedList } from '../../core/render/numbered-list.ts'
import { plainText } from '../../core/render/plain-text.ts'
import { splitText } from '../../core/render/split-text.ts'
import type { EightByEightProfile } from '../profile.ts'
import { adaptiveCard, choicesOfCard, quickReplies, requestedCards } from './cards.ts'
import { memoryOf } from './memory.ts'
import { ADAPTIVE_CARD, type Card, type ChannelReply, type OutgoingFile } from './reply.ts'

/** What an activity shows, in order: runs of text, files, cards. */
type Piece = { kind: 'blocks'; blocks: Block[] } | { kind: 'file'; file: OutgoingFile } | { kind: 'card'; card: Card }

/**
 * One outgoing message as replies (8x8, Chat Gateway, Send message). What can be chosen becomes quick replies where the
 * customer's channel has them, else a numbered list; adaptive cards go as they are where they are shown, all other cards as
 * text; files are uploaded.
 */
export function render(profile: EightByEightProfile, activity: Partial<Activity>, view: ConversationView): Rendering {
  const channel = memoryOf(view.record).channel ?? 'unknown'
  const { cardChannels, maxTextLength, buttonPrompt } = profile.channel
  const cards = cardChannels.some((one) => one.toLowerCase() === channel.toLowerCase())
  const { pieces, offers, lost, choices } = piecesOf(profile, activity, cards)

  if (offers.length > 0 && !cards) {
    const list = numberedList(offers)
    addBlocks(pieces, [{ kind: 'text', text: list.text, format: 'plain' }])
    choices.push(...list.choices)
  }
  const replies = repliesOf(pieces, maxTextLength)
  if (offers.length > 0 && cards) {
    const offered = quickReplies(offers)
    addCards(replies, [offered.card], buttonPrompt)
    choices.push(...offered.choices)
  }
  addCards(replies, requestedCards(activity.channelData))
  return {
    replies,
    ...(choices.length === 0 ? {} : { choices }),
    ...(lost.length === 0 ? {} : { degraded: lost }),
  }
}

function piecesOf(profile: EightByEightProfile, activity: Partial<Activity>, cards: boolean) {
  const pieces: Piece[] = []
  const rest: Content = { blocks: [], offers: [], lost: [] }
  const choices: Choice[] = []
  const show = (part: Partial<Activity>): void => {
    const content = contentOf(part)
    for (const block of content.blocks) {
      if (block.kind === 'image') pieces.push({ kind: 'file', file: { url: block.url, name: block.alt } })
      else addBlocks(pieces, [block])
    }
    append(rest, { ...content, blocks: [] })
  }
  show({ text: activity.text, textFormat: activity.textFormat })
  for (const attachment of activity.attachments ?? []) {
    const file = fileOf(attachment, profile)
    if (cards && attachment.contentType === ADAPTIVE_CARD) {
      const { card, lost } = adaptiveCard(attachment.content, profile.maxCardVersion)
      pieces.push({ kind: 'card', card })
      choices.push(...choicesOfCard(attachment.content))
      rest.lost.push(...lost)
    } else if (file !== undefined) pieces.push({ kind: 'file', file })
    else show({ attachments: [attachment] })
  }
  show({ suggestedActions: activity.suggestedActions })
  // Spoken words stand in for written ones only where there are none.
  if (pieces.length === 0) show({ speak: activity.speak })
  return { pieces, offers: rest.offers, lost: rest.lost, choices }
}

/** Something to upload. Cards and what has no address are none. */
function fileOf(attachment: Attachment, profile: EightByEightProfile): OutgoingFile | undefined {
  const { contentType, contentUrl, name } = attachment
  if (contentUrl === undefined || !/^(https?|data):/i.test(contentUrl)) return undefined
  if (isCard(attachment) || contentType === ADAPTIVE_CARD) return undefined
  // Base64 is a third longer than what it stands for; what is too large for certain need not be kept.
  if (/^data:/i.test(contentUrl) && contentUrl.length > profile.uploadMaxBytes * 1.4) return undefined
  return { url: contentUrl, name: name ?? '', ...(contentType ? { type: contentType } : {}) }
}

function addBlocks(pieces: Piece[], blocks: Block[]): void {
  const last = pieces.at(-1)
  if (last?.kind === 'blocks') last.blocks.push(...blocks)
  else pieces.push({ kind: 'blocks', blocks })
}

/** Text that follows text is one message, and a card stands below the text before it; each file is a message of its own. */
function repliesOf(pieces: readonly Piece[], limit: number): ChannelReply[] {
  const replies: ChannelReply[] = []
  for (const piece of pieces) {
    if (piece.kind === 'file') replies.push({ file: piece.file })
    else if (piece.kind === 'card') addCards(replies, [piece.card])
    else {
      const text = plainText(piece.blocks).trim()
      const parts = limit === 0 ? [text] : splitText(text, limit)
      replies.push(...parts.filter((part) => part !== '').map((part) => ({ text: part })))
    }
  }
  return replies
}

/** Cards go below the last text; where there is none, they are a message of their own. */
function addCards(replies: ChannelReply[], cards: readonly Card[], prompt?: string): void {
  if (cards.length === 0) return
  const last = replies.at(-1)
  if (last?.text === undefined) {
    replies.push({ ...(prompt === undefined ? {} : { text: prompt }), cards: [...cards] })
  } else replies[replies.length - 1] = { ...last, cards: [...(last.cards ?? []), ...cards] }
}
