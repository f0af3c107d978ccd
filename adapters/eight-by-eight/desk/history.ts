import type { Attachment } from 'botbuilder'
import type { TranscriptLine } from '../../core/commands.ts'
import { isLink } from '../../core/render/blocks.ts'
import { contentOf } from '../../core/render/content.ts'
import { plainText } from '../../core/render/plain-text.ts'
import type { MessageBody } from '../client.ts'
import type { EightByEightProfile } from '../profile.ts'
import type { Property } from '../schemas.ts'

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'

/**
 * What was said before the hand-off, as the agent will see it (Create conversation, `history`): the newest messages, in
 * their order. Adaptive cards stay cards where 8x8 can show them; other cards become text. A file can be uploaded only
 * once there is a conversation, so a message names it. What fits nowhere else comes last.
 */
export function historyOf(
  transcript: readonly TranscriptLine[],
  leftOver: readonly Property[],
  profile: Pick<EightByEightProfile, 'maxHistory' | 'historyOrder' | 'maxCardVersion'>,
): MessageBody[] {
  const told = leftOver.map(({ key, value }) => `${key}: ${value}`).join('\n')
  const last: MessageBody[] = told === '' ? [] : [{ authorType: 'bot', text: `More about this conversation:\n${told}` }]
  const said = transcript.flatMap((line) => messageOf(line, profile.maxCardVersion) ?? [])
  const most = profile.maxHistory - last.length
  const messages = [...(most > 0 ? said.slice(-most) : []), ...last]
  return profile.historyOrder === 'oldest-first' ? messages : messages.reverse()
}

/** One line; undefined where there is nothing to show. 8x8 knows only the customer and the bot as authors. */
function messageOf(line: TranscriptLine, maxCardVersion: string): MessageBody | undefined {
  const attachments = line.attachments ?? []
  const cards = attachments.filter((one) => isShown(one, maxCardVersion))
  const others = attachments.filter((one) => !cards.includes(one)).map(textOfAttachment)
  const texts = [line.text.trim(), ...others].filter((text) => text !== '')
  if (texts.length === 0 && cards.length === 0) return undefined
  const text = `${line.from === 'agent' ? `${line.name ?? 'Agent'}: ` : ''}${texts.join('\n')}`
  return {
    authorType: line.from === 'customer' ? 'user' : 'bot',
    ...(text === '' ? {} : { text }),
    ...(cards.length === 0 ? {} : { cards: cards.map(({ content }) => ({ contentType: ADAPTIVE, content })) }),
  }
}

function isShown({ contentType, content }: Attachment, maxVersion: string): boolean {
  if (contentType !== ADAPTIVE || typeof content !== 'object' || content === null) return false
  const version = String((content as Record<string, unknown>).version ?? '')
  return /^\d+\.\d+$/.test(version) && numberOf(version) <= numberOf(maxVersion)
}

const numberOf = (version: string): number => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major * 1_000 + minor
}

/** A card as its texts and choices; a file as its name and address. */
export function textOfAttachment(attachment: Attachment): string {
  const { blocks, offers, lost } = contentOf({ attachments: [attachment] })
  const shown = [plainText(blocks), ...offers.map(({ label }) => `- ${label}`)].filter((text) => text !== '')
  return shown.length > 0 || lost.length === 0 ? shown.join('\n') : `[${attachment.name ?? attachment.contentType}]`
}

/** A file that could not be brought along: its name, and its address where that is one to follow. */
export function textOfFile({ name, contentUrl }: Pick<Attachment, 'name' | 'contentUrl'>): string {
  const linked = contentUrl !== undefined && isLink(contentUrl) ? contentUrl : undefined
  return [name || (linked === undefined ? '[file]' : undefined), linked].filter((part) => part !== undefined).join(': ')
}
