import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What is looked at. */
export interface AxeOptions {
  /** CSS selector of the part to look at. The whole page where absent. */
  within?: string
  /** CSS selectors of parts that are not ours to mend. */
  without?: readonly string[]
}

interface InPage {
  run(context: unknown, options: axe.RunOptions): Promise<axe.AxeResults>
}

// WCAG 2.2 AA, and what axe itself holds to be good.
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What keeps people from using the page as it is now, one sentence for each rule and element; none is good. */
export async function axeViolations(page: Page, { within, without = [] }: AxeOptions = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const include = within === undefined ? {} : { include: [[within]] }
  const exclude = without.length === 0 ? {} : { exclude: without.map((selector) => [selector]) }
  const options = { runOnly: TAGS, resultTypes: ['violations' as const] }
  const { violations } = await page.evaluate(
    ({ parts, how }) => {
      const inPage = globalThis as unknown as { axe: InPage; document: unknown }
      return inPage.axe.run(Object.keys(parts).length === 0 ? inPage.document : parts, how)
    },
    { parts: { ...include, ...exclude }, how: options },
  )
  return violations.flatMap(inWords)
}

/** @throws Error with every violation in words. */
export async function assertAccessible(page: Page, options?: AxeOptions): Promise<void> {
  const found = await axeViolations(page, options)
  if (found.length > 0) throw new Error(`${found.length} things keep people out:\n  ${found.join('\n  ')}`)
}

function inWords({ id, impact, help, nodes }: axe.Result): string[] {
  return nodes.map(({ target, failureSummary = '' }) => {
    const why = failureSummary
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
    return `${id} (${impact ?? 'minor'}): ${help}: ${target.flat().join(' ')}: ${why.join('; ')}`
  })
}
