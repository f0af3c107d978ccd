import { z } from 'zod'

/**
 * Whether a text is not empty, and no longer than so many characters. For `refine`: zod's own `min` and `max` look at
 * the `length` of whatever has one, objects from outside included, and throw where that is no number.
 */
export const isFilled =
  (most = Number.POSITIVE_INFINITY) =>
  (text: string): boolean =>
    text.length > 0 && text.length <= most

/** A text that is not empty, of so many characters at most. For everything that comes from outside. */
export const filled = (most?: number) =>
  z.string().refine(isFilled(most), 'Must be a text that is not empty or too long')

/** A text, or undefined for anything else: `null` and an empty one mean that there is none. */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value || undefined)
  .catch(undefined)

/** An object with these fields, and whatever others it has; `null` or undefined for anything else. */
export const optionalObject = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.looseObject(shape).nullish().catch(undefined)
