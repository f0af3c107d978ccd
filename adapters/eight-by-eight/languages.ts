import type { EightByEightProfile } from './profile.ts'

/**
 * A BCP 47 tag as 8x8 names languages (Create conversation, `user.language`): `en-GB` is `en`, `zh-Hans` is `zh-CN`.
 * Undefined for what is not on its list: it routes by language, and nobody speaks an unknown one.
 */
export function languageOf(
  tag: string | undefined,
  { languages, languageAliases }: Pick<EightByEightProfile, 'languages' | 'languageAliases'>,
): string | undefined {
  const parts = (tag ?? '').trim().toLowerCase().split(/[-_]/)
  for (let length = parts.length; length > 0; length--) {
    const beginning = parts.slice(0, length).join('-')
    const alias = Object.hasOwn(languageAliases, beginning) ? languageAliases[beginning] : undefined
    const known = languages.find((language) => language.toLowerCase() === (alias ?? beginning).toLowerCase())
    if (known !== undefined) return known
  }
  return undefined
}
