import type { Attachment, CardAction } from 'botbuilder'
import { z } from 'zod'
import { append, type Block, type Content, isLink } from './blocks.ts'
import { contentOfActions } from './buttons.ts'

const CARD =
  /^application\/vnd\.microsoft\.(?:card\.(?:hero|thumbnail|signin|oauth|receipt|animation|audio|video)|teams\.card\.\w+)$/

/** A card of the Bot Framework other than an adaptive one. */
export const isCard = (attachment: Attachment): boolean => CARD.test(attachment.contentType)

const text = z.string().optional().catch(undefined)
const picture = z.looseObject({ url: text, alt: text }).optional().catch(undefined)
const button = z.looseObject({ type: z.string() }).transform((action) => action as unknown as CardAction)

const card = z.looseObject({
  title: text,
  subtitle: text,
  text,
  images: z.array(picture).catch([]).default([]),
  image: picture,
  media: z.array(picture).catch([]).default([]),
  buttons: z.array(button).catch([]).default([]),
  facts: z
    .array(z.looseObject({ key: text, value: text }))
    .catch([])
    .default([]),
  items: z
    .array(z.looseObject({ title: text, subtitle: text, text, price: text, quantity: text }))
    .catch([])
    .default([]),
  tax: text,
  vat: text,
  total: text,
})

/** Hero, thumbnail, sign-in, receipt and media cards (Bot Framework, cards schema): their texts, pictures and buttons. */
export function contentOfCard({ content, contentType }: Attachment): Content {
  const parsed = card.safeParse(content ?? {})
  if (!parsed.success) return { blocks: [], offers: [], lost: [`a card that is no ${contentType}`] }
  const { data } = parsed
  const lines = [data.title, data.subtitle, data.text, ...receiptLines(data)].filter(
    (line) => line !== undefined && line.trim() !== '',
  )
  const blocks: Block[] = lines.length === 0 ? [] : [{ kind: 'text', text: lines.join('\n'), format: 'auto' }]
  const result: Content = { blocks, offers: [], lost: [] }
  for (const shown of [...data.images, data.image]) {
    if (shown?.url === undefined) continue
    if (isLink(shown.url)) blocks.push({ kind: 'image', alt: shown.alt ?? data.title ?? 'Image', url: shown.url })
    else result.lost.push('a picture without a public address')
  }
  for (const medium of data.media) {
    if (medium?.url === undefined) continue
    if (isLink(medium.url)) blocks.push({ kind: 'link', label: data.title ?? 'Media', url: medium.url })
    else result.lost.push('media without a public address')
  }
  append(result, contentOfActions(data.buttons, data.title))
  return result
}

function receiptLines({ facts, items, tax, vat, total }: z.output<typeof card>): string[] {
  return [
    ...facts.map(({ key, value }) => [key, value].filter(Boolean).join(': ')),
    ...items.map((item) => {
      const what = [
        item.quantity === undefined ? undefined : `${item.quantity} ×`,
        item.title,
        item.subtitle,
        item.text,
      ]
      return [what.filter(Boolean).join(' '), item.price].filter(Boolean).join(': ')
    }),
    ...(vat === undefined ? [] : [`VAT: ${vat}`]),
    ...(tax === undefined ? [] : [`Tax: ${tax}`]),
    ...(total === undefined ? [] : [`Total: ${total}`]),
  ].filter((line) => line !== '')
}
