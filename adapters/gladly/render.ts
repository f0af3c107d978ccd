import type { Activity } from 'botbuilder'
import type { ConversationView } from '../core/conversation.ts'
import type { Rendering } from '../core/platform.ts'
import type { Block } from '../core/render/blocks.ts'
import { contentOf } from '../core/render/content.ts'
import { numberedList } from '../core/render/numbered-list.ts'
import { plainText } from '../core/render/plain-text.ts'
import { splitText } from '../core/render/split-text.ts'
import { emailContents } from './email.ts'
import { memoryOf } from './memory.ts'
import type { GladlyProfile } from './profile.ts'
import { quickReplies } from './quick-replies.ts'
import { type AnswerableType, type GladlyReply, plainContent, type ReplyContent } from './reply-content.ts'

/**
 * One outgoing message as replies in the channel of the customer's last message. Only e-mail knows markup, only chat
 * knows buttons; everything else becomes text (Gladly API reference, Conversation Items: Reply to message).
 */
export function render(profile: GladlyProfile, activity: Partial<Activity>, view: ConversationView): Rendering {
  const { lastItem } = memoryOf(view.record)
  // Without a last item delivery looks for one, and gives the text the form of its channel.
  const type = lastItem?.contentType ?? 'CHAT_MESSAGE'
  const { blocks, offers, lost } = contentOf(activity)

  const native = lastItem?.contentType === 'CHAT_MESSAGE' ? quickReplies(offers, profile.reply.quickReplies) : undefined
  const list = native === undefined && offers.length > 0 ? numberedList(offers) : undefined
  if (list !== undefined) blocks.push({ kind: 'text', text: list.text, format: 'plain' })

  const contents =
    type === 'EMAIL' ? emailContents(blocks, profile.reply.emailLimit) : plainContents(type, blocks, profile)
  if (native !== undefined) askWith(contents, native.options, profile.reply.prompt)
  const choices = native?.choices ?? list?.choices
  return {
    replies: contents.map(
      (content): GladlyReply => ({ ...(lastItem === undefined ? {} : { answers: lastItem.id }), content }),
    ),
    ...(choices === undefined ? {} : { choices }),
    ...(lost.length === 0 ? {} : { degraded: lost }),
  }
}

function plainContents(
  type: Exclude<AnswerableType, 'EMAIL'>,
  blocks: readonly Block[],
  profile: GladlyProfile,
): ReplyContent[] {
  return splitText(plainText(blocks), profile.reply.textLimit).map((part) => plainContent(type, part))
}

/** The last part of the text asks. */
function askWith(contents: ReplyContent[], options: { id: string; label: string }[], prompt: string): void {
  const body = contents.pop()?.body ?? prompt
  contents.push({ type: 'CHAT_MESSAGE', messageType: 'QUICK_REPLY_REQUEST', body, messageData: { options } })
}
