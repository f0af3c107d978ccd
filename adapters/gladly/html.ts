const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** Text as HTML shows it, lines kept. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!).replace(/\r\n|\r|\n/g, '<br>')
}

/** What is left of HTML without its markup. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return CHARACTERS[name.toLowerCase()] ?? whole
      const point = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal)
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole
    })
}

/** Texts are the same if only white space and markup differ: channels and editors change those. Either may be HTML. */
export function sameText(one: string, other: string): boolean {
  const forms = (text: string): string[] => [essence(text), essence(textOfHtml(text))]
  return forms(one).some((form) => forms(other).includes(form))
}

const essence = (text: string): string => text.normalize('NFC').replace(/\s+/g, '')
