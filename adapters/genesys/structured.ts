import type { Attachment, CardAction, SuggestedActions } from 'botbuilder'
import { z } from 'zod'
import { filled, optionalObject as part, optionalText as text } from '../core/filled.ts'
import { isLink } from '../core/render/blocks.ts'
import type { GenesysEvent } from './events.ts'
import type { Offered } from './memory.ts'
import type { GenesysProfile } from './profile.ts'

/** What an outbound message shows the customer, as the parts of an activity. */
export interface Shown {
  text: string
  attachments: Attachment[]
  suggestedActions?: SuggestedActions
  attachmentLayout?: 'carousel'
  /** Where it has buttons: what their answers look like. */
  offered?: Offered
}

/** A list without what is not of its form. */
const manyOf = <T extends z.ZodType>(one: T) =>
  z
    .array(z.unknown())
    .nullish()
    .catch(undefined)
    .transform((all) =>
      (all ?? []).flatMap((item): z.output<T>[] => {
        const parsed = one.safeParse(item)
        return parsed.success ? [parsed.data] : []
      }),
    )

const quickReply = z.looseObject({ text: filled(), payload: text, image: text })
const action = z.looseObject({ type: text, text: filled(), payload: text, url: text })
const card = z.looseObject({
  title: text,
  description: text,
  image: text,
  defaultAction: part({ url: text }),
  actions: manyOf(action),
})
const time = z.looseObject({ dateTime: filled() })
const words = part({ text })

/** Items of `content` (facts: Text and Structured). Only the payload named by `contentType` is there. */
const item = z.looseObject({
  contentType: z.string(),
  attachment: part({ url: text, mime: text, filename: text, text, mediaType: text }),
  quickReply: quickReply.nullish().catch(undefined),
  quickReplyV2: part({ title: text, actions: manyOf(quickReply) }),
  card: card.nullish().catch(undefined),
  carousel: part({ cards: manyOf(card) }),
  datePicker: part({ title: text, subtitle: text, imageUrl: text, availableTimes: manyOf(time) }),
  template: part({ header: part({ text, media: part({ url: text }) }), body: words, footer: words }),
  location: part({
    url: text,
    address: text,
    text,
    latitude: z.number().optional().catch(undefined),
    longitude: z.number().optional().catch(undefined),
  }),
  text: part({ body: text }),
})
type Item = z.output<typeof item>
type Option = Offered['options'][number]

/** Everything in a Text or Structured message: its text first, whatever its content is (facts: same place). */
export function shownBy(
  event: Pick<GenesysEvent, 'id' | 'text' | 'content'>,
  profile: Pick<GenesysProfile, 'quickReplyAction'>,
): Shown {
  const items = event.content.flatMap((one): Item[] => {
    const parsed = item.safeParse(one)
    return parsed.success ? [parsed.data] : []
  })
  const lines = event.text === '' ? [] : [event.text]
  const attachments: Attachment[] = []
  const replies: Option[] = []
  const postbacks: Option[] = []
  const dates: Option[] = []
  let cards = 0
  for (const one of items) {
    const add = (line: string | undefined): void => {
      if (line !== undefined && line.trim() !== '' && !event.text.includes(line)) lines.push(line)
    }
    const shownCards = one.card ? [one.card] : (one.carousel?.cards ?? [])
    for (const each of shownCards) {
      cards += 1
      attachments.push(heroCard(each))
      postbacks.push(...each.actions.filter(isPostback).map((button) => optionOf(button)))
    }
    if (one.quickReply) replies.push(optionOf(one.quickReply))
    if (one.quickReplyV2) {
      add(one.quickReplyV2.title)
      replies.push(...one.quickReplyV2.actions.map(optionOf))
    }
    if (one.attachment) {
      const file = fileOf(one.attachment)
      if (file !== undefined) attachments.push(file)
      add(one.attachment.text)
    }
    if (one.datePicker) {
      add([one.datePicker.title, one.datePicker.subtitle].filter(Boolean).join('\n'))
      dates.push(
        ...one.datePicker.availableTimes.map(({ dateTime }) => ({ text: readable(dateTime), payload: dateTime })),
      )
    }
    if (one.template) {
      for (const each of [one.template.header?.text, one.template.body?.text, one.template.footer?.text]) add(each)
      const url = one.template.header?.media?.url
      if (url !== undefined && isLink(url))
        attachments.push({ contentType: 'application/octet-stream', contentUrl: url })
    }
    if (one.location) add(placeOf(one.location))
    add(one.text?.body)
  }
  const actions = [...replies, ...dates]
  const offered = offeredBy(event.id, replies, dates, postbacks)
  return {
    text: lines.join('\n\n'),
    attachments,
    ...(actions.length === 0
      ? {}
      : { suggestedActions: { to: [], actions: actions.map((one) => reply(one, profile)) } }),
    ...(cards > 1 ? { attachmentLayout: 'carousel' as const } : {}),
    ...(offered === undefined ? {} : { offered }),
  }
}

const optionOf = ({ text: label, payload }: { text: string; payload?: string }): Option => ({
  text: label,
  payload: payload ?? label,
})
const isPostback = ({ type, url }: { type?: string; url?: string }): boolean =>
  type?.toLowerCase() !== 'link' && url === undefined

function reply(
  { text: title, payload }: Option,
  { quickReplyAction }: Pick<GenesysProfile, 'quickReplyAction'>,
): CardAction {
  return { type: quickReplyAction, title, value: payload }
}

/** One kind of answer for a message: a quick reply, a date, or a card's button. */
function offeredBy(
  messageId: string | undefined,
  replies: Option[],
  dates: Option[],
  postbacks: Option[],
): Offered | undefined {
  if (messageId === undefined) return undefined
  if (replies.length > 0) return { messageId, type: 'QuickReply', options: replies }
  if (dates.length > 0) return { messageId, type: 'DatePicker', options: dates }
  return postbacks.length > 0 ? { messageId, type: 'Button', options: postbacks } : undefined
}

function heroCard({ title, description, image, actions }: z.output<typeof card>): Attachment {
  const buttons = actions.flatMap((one): CardAction[] => {
    if (isPostback(one)) return [{ type: 'postBack', title: one.text, value: one.payload ?? one.text }]
    return one.url !== undefined && isLink(one.url) ? [{ type: 'openUrl', title: one.text, value: one.url }] : []
  })
  return {
    contentType: 'application/vnd.microsoft.card.hero',
    content: {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { text: description }),
      ...(image === undefined ? {} : { images: [{ url: image }] }),
      buttons,
    },
  }
}

function fileOf({ url, mime, filename }: { url?: string; mime?: string; filename?: string }): Attachment | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url)) return undefined
  return {
    contentType: mime ?? 'application/octet-stream',
    contentUrl: url,
    ...(filename === undefined ? {} : { name: filename }),
  }
}

function placeOf({ text: label, address, url, latitude, longitude }: NonNullable<Item['location']>): string {
  const point = latitude === undefined || longitude === undefined ? undefined : `${latitude}, ${longitude}`
  return [label, address, url ?? point].filter(Boolean).join('\n')
}

/** A time as people read it where no language is known: `2031-05-06 07:08`. */
function readable(dateTime: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(dateTime) ? dateTime.slice(0, 16).replace('T', ' ') : dateTime
}
