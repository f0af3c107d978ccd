/** A piece of what an activity shows, before it takes a channel's form. */
export type Block =
  /** `auto`: the bot did not say whether it is markdown. */
  | { kind: 'text'; text: string; format: 'plain' | 'markdown' | 'auto' }
  | { kind: 'link'; label: string; url: string }
  | { kind: 'image'; alt: string; url: string }

/** Something the customer may choose. */
export interface Offer {
  label: string
  /** What the bot gets for it. */
  value: unknown
  /** What it belongs to: the title of its card. */
  of?: string
}

/** What an activity shows and offers, and what of it cannot be shown. */
export interface Content {
  blocks: Block[]
  offers: Offer[]
  lost: string[]
}

const LONGEST_URL = 1_500

/** Addresses a customer can follow; `data:` and the like, and ones too long for a message, are not. */
export function isLink(url: string): boolean {
  return url.length <= LONGEST_URL && /^(https?:\/\/|mailto:|tel:)[^\s<>"]+$/i.test(url)
}

export function append(content: Content, more: Content): void {
  content.blocks.push(...more.blocks)
  content.offers.push(...more.offers)
  content.lost.push(...more.lost)
}
