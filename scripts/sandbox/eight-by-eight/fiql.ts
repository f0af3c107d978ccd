import { invalid } from './problem.ts'

type Test = (item: object) => boolean

/** The items a FIQL filter keeps: `==`, `!=`, `;` for and, `,` for or, parentheses; fields of fields with a dot. */
export function filtered<Item extends object>(items: Item[], filter: string | null): Item[] {
  if (filter === null || filter.trim() === '') return items
  const test = new Parser(filter).whole()
  return items.filter(test)
}

class Parser {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  whole(): Test {
    const test = this.anyOf()
    if (this.at < this.text.length) throw this.wrong()
    return test
  }

  private anyOf(): Test {
    const parts = [this.allOf()]
    while (this.takes(',')) parts.push(this.allOf())
    return (item) => parts.some((part) => part(item))
  }

  private allOf(): Test {
    const parts = [this.one()]
    while (this.takes(';')) parts.push(this.one())
    return (item) => parts.every((part) => part(item))
  }

  private one(): Test {
    if (this.takes('(')) {
      const inner = this.anyOf()
      if (!this.takes(')')) throw this.wrong()
      return inner
    }
    const found = /^([\w.]+)(==|!=)([^;,()]*)/.exec(this.text.slice(this.at))
    if (!found) throw this.wrong()
    this.at += found[0].length
    const [, path = '', operator, value = ''] = found
    return (item) => (valueAt(item, path) === value) === (operator === '==')
  }

  private takes(sign: string): boolean {
    if (this.text[this.at] !== sign) return false
    this.at++
    return true
  }

  private wrong(): Error {
    return invalid('invalid_filter', `the filter is wrong at ${this.at}`, 'filter', this.text)
  }
}

function valueAt(item: object, path: string): string | undefined {
  let at: unknown = item
  for (const name of path.split('.')) at = at !== null && typeof at === 'object' ? Reflect.get(at, name) : undefined
  return at === undefined ? undefined : String(at)
}
