import type { Page } from 'playwright-core'
import { eventually } from '../contract/platform/stage.ts'
import { openPage } from './chromium.ts'

const WAIT_MS = 60_000

const ALLOWED = [
  // Its fonts come from Microsoft's network, and it does without.
  /^request that leaves this machine: GET https:\/\/res-1\.cdn\.office\.net\/files\/[^?]*\.woff2?$/,
  // It has no icon.
  /^console error: Failed to load resource: .* 404 .*\/favicon\.ico\)$/,
]

/** The Playground's page, and the customer in front of it. */
export class PlaygroundPage {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
  }

  /** Resolves once one can write. Each time the page is opened, the customer joins. */
  static async open(url: string): Promise<PlaygroundPage> {
    const page = await openPage({ allow: ALLOWED })
    await page.goto(url)
    await page.getByRole('textbox').waitFor()
    return new PlaygroundPage(page)
  }

  /** Write, and press Enter. */
  async say(text: string): Promise<void> {
    const box = this.page.getByRole('textbox')
    await box.click()
    await box.pressSequentially(text)
    await box.press('Enter')
  }

  /** A button the bot offers, by all of its words. */
  button(label: string) {
    return this.page.getByRole('button', { name: label, exact: true })
  }

  /** What the bot's side said, oldest first: the bot, and whoever took over. */
  async heard(): Promise<string[]> {
    const said = await this.page.locator('.fai-OutputCard').allInnerTexts()
    return said.map((text) => text.trim())
  }

  /** Resolves once these are the last things the bot's side said. */
  async untilHeard(...texts: string[]): Promise<void> {
    const wanted = JSON.stringify(texts)
    let last = ''
    const look = async () => {
      last = JSON.stringify((await this.heard()).slice(-texts.length))
      return last === wanted
    }
    try {
      await eventually(wanted, look, WAIT_MS)
    } catch (error) {
      throw new Error(`The customer sees last: ${last}; wanted: ${wanted}`, { cause: error })
    }
  }

  /** What the log panel says, an entry each: `[time] User Application -> Microsoft 365 Agents Playground message 201 …`. */
  async log(): Promise<string[]> {
    const [, panel = ''] = (await this.page.locator('body').innerText()).split('Log Panel\n')
    return panel.split(/\n(?=\[)/).map((entry) => entry.replaceAll(/\s+/g, ' ').trim())
  }

  /** Resolves once the log has something like it after so many entries. */
  async untilLogged(pattern: RegExp, since: number): Promise<void> {
    const look = async () => (await this.log()).slice(since).some((entry) => pattern.test(entry))
    await eventually(`an entry in the Playground's log like ${pattern}`, look, WAIT_MS)
  }

  /** Traces in the log, with how the Playground answered them: `202 contactcenter.topics.add`. */
  async traces(): Promise<string[]> {
    return (await this.log()).flatMap((entry) => entry.match(/ Playground trace (\d{3} \S+)/)?.[1] ?? [])
  }

  /** Show in the panel's lower half what the newest such entry is about. */
  async showEntry(link: string, about: string): Promise<void> {
    const entry = this.page.getByText(about, { exact: true }).last()
    await entry.locator('xpath=..').getByText(link).last().click()
  }
}
