import { z } from 'zod'
import type { Choice } from '../../core/conversation.ts'
import { contentOfAdaptiveCard } from '../../core/render/adaptive-card.ts'
import type { Offer } from '../../core/render/blocks.ts'
import { labelled } from '../../core/render/numbered-list.ts'
import { ADAPTIVE_CARD, type Card, QUICK_REPLIES } from './reply.ts'

/**
 * Offers as a card of quick replies, and what each stands for (8x8, Chat Gateway, Cards). What comes back names no message,
 * so that `postback` carries the value itself: a button pressed late still says what it means.
 */
export function quickReplies(offers: readonly Offer[]): { card: Card; choices: Choice[] } {
  const choices = labelled(offers).map(({ label, value }): Choice => ({ id: postbackOf(value), label, value }))
  const options = choices.map(({ id, label }) => ({ title: label, data: { postback: id } }))
  return { card: { contentType: QUICK_REPLIES, content: { options } }, choices }
}

const postbackOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

/** An adaptive card of a version 8x8 takes; a newer one says that it is the newest of these. */
export function adaptiveCard(content: unknown, newest: string): { card: Card; lost: string[] } {
  const { version } = declared.parse(content)
  if (version === undefined || !isNewer(version, newest)) {
    const whole = version === undefined ? { version: newest, ...Object(content) } : content
    return { card: { contentType: ADAPTIVE_CARD, content: whole }, lost: [] }
  }
  return {
    card: { contentType: ADAPTIVE_CARD, content: { ...Object(content), version: newest } },
    lost: [`an adaptive card of version ${version}: sent as ${newest}`],
  }
}

const declared = z.looseObject({ version: z.string().optional().catch(undefined) }).catch({})

function isNewer(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number)
  return major > thanMajor || (major === thanMajor && minor > thanMinor)
}

/** What the buttons of an adaptive card stand for, for customers who type instead. */
export function choicesOfCard(content: unknown): Choice[] {
  return contentOfAdaptiveCard(content).offers.map(({ label, value }) => ({ id: label, label, value }))
}

const requests = z
  .looseObject({
    '8x8': z
      .looseObject({
        /** Cards as 8x8 has them, for what only a provider shows (`Carousel`, `Location`, …). */
        cards: z.array(z.object({ contentType: z.string(), content: z.unknown() })).catch([]),
      })
      .optional()
      .catch(undefined),
  })
  .catch({})

/** The way out for what only 8x8 has: `channelData: { '8x8': { cards: [{ contentType: 'Carousel', content: … }] } }`. */
export function requestedCards(channelData: unknown): Card[] {
  return requests.parse(channelData ?? {})['8x8']?.cards ?? []
}
