import type { Choice } from '../conversation.ts'
import type { Offer } from './blocks.ts'

/** Offers as a list to answer by number, and what each number stands for. */
export function numberedList(offers: readonly Offer[]): { text: string; choices: Choice[] } {
  const choices = labelled(offers).map(({ label, value }, index): Choice => ({ id: String(index + 1), label, value }))
  return { text: choices.map(({ id, label }) => `${id}. ${label}`).join('\n'), choices }
}

/** Where several cards have a button of the same name, each says whose it is. */
export function labelled(offers: readonly Offer[]): Offer[] {
  const seen = (label: string): number => offers.filter((offer) => offer.label === label).length
  return offers.map((offer) =>
    offer.of !== undefined && seen(offer.label) > 1 ? { ...offer, label: `${offer.of}: ${offer.label}` } : offer,
  )
}
