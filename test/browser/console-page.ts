import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { TYPESCRIPT } from '../../scripts/tsx.ts'
import type { Cleanup } from '../bot/servers.ts'
import { temporaryFolder } from '../bot/servers.ts'
import { closePage, openPage, type PageOptions } from './chromium.ts'
import { startProgram } from './programs.ts'

const MAIN = fileURLToPath(new URL('../../scripts/sandbox/main.ts', import.meta.url))

/** The sandbox as `npm run sandbox -- --no-open` runs it. Resolves with the page's address. */
export async function startSandboxProgram(cleanup: Cleanup, ...args: string[]): Promise<string> {
  const cwd = await temporaryFolder(cleanup)
  const env = { PATH: process.env.PATH, TMPDIR: cwd }
  const program = startProgram([...TYPESCRIPT, MAIN, '--no-open', ...args], { cwd, env })
  cleanup.add(() => program.stop('SIGTERM'))
  return (await program.untilPrinted(/The sandbox is at (http:\/\/127\.0\.0\.1:\d+\/)/))[1]!
}

/** Our page, as whoever plays uses it: by roles and names alone. */
export class ConsolePage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  static async open(url: string, options?: PageOptions): Promise<ConsolePage> {
    const page = await openPage(options)
    await page.goto(url)
    await page.getByRole('group', { name: 'Platform' }).getByRole('radio').first().waitFor({ state: 'attached' })
    return new ConsolePage(page)
  }

  close(): Promise<void> {
    return closePage(this.page)
  }

  get customer(): Locator {
    return this.page.getByRole('region', { name: 'Customer', exact: true })
  }

  get agent(): Locator {
    return this.page.getByRole('region', { name: 'Agent', exact: true })
  }

  get wire(): Locator {
    return this.page.getByRole('region', { name: 'Wire log', exact: true })
  }

  get faults(): Locator {
    return this.page.getByRole('region', { name: 'Faults', exact: true })
  }

  get bot(): Locator {
    return this.page.getByRole('region', { name: 'Bot process' })
  }

  get conversations(): Locator {
    return this.page.getByRole('listbox', { name: 'Conversations' })
  }

  /** What the customer sees. */
  get customerLog(): Locator {
    return this.customer.getByRole('log')
  }

  /** What the agent sees. */
  get agentLog(): Locator {
    return this.agent.getByRole('log')
  }

  /** Who has the customer, as the agent's side says it. */
  get owner(): Locator {
    return this.agent.getByRole('status').first()
  }

  /** The name of what has the focus, `BODY` where nothing has. */
  focused(): Promise<string> {
    return this.page.evaluate<string>(`(() => {
      const one = document.activeElement
      if (one === document.body) return 'BODY'
      return one.getAttribute('aria-label') ?? document.getElementById(one.getAttribute('aria-labelledby'))?.textContent ?? one.textContent
    })()`)
  }

  async choosePlatform(name: string): Promise<void> {
    await this.page.getByRole('radio', { name: new RegExp(`^${name}`) }).check()
    // Not by `waitForFunction`: it evaluates in the page, which the page's policy forbids.
    while (!(await this.page.title()).startsWith(name)) await this.page.waitForTimeout(20)
  }

  /** Begins a conversation, and waits until it is the one that is looked at: what is written then is written there. */
  async newCustomer(): Promise<void> {
    const before = this.page.url()
    await this.page.getByRole('button', { name: 'New customer' }).click()
    while (this.page.url() === before) await this.page.waitForTimeout(20)
    await this.page.getByRole('textbox', { name: 'Message as the customer' }).waitFor()
  }

  async customerSays(text: string): Promise<void> {
    await this.customer.getByRole('textbox', { name: 'Message as the customer' }).fill(text)
    await this.customer.getByRole('button', { name: 'Send', exact: true }).click()
  }

  async agentSays(text: string): Promise<void> {
    await this.agent.getByRole('textbox', { name: 'Answer as the agent' }).fill(text)
    await this.agent.getByRole('button', { name: 'Send', exact: true }).click()
  }

  /** Takes the newest quick reply of this name where there are buttons; else writes its number. */
  async picks(label: string, number: string): Promise<void> {
    const button = this.customer.getByRole('button', { name: label, exact: true }).last()
    if (await button.isVisible()) return button.click()
    await this.customerSays(number)
  }

  async agentDoes(what: 'Take' | 'Give back' | 'Close'): Promise<void> {
    await this.agent.getByRole('button', { name: what, exact: true }).click()
  }

  async setFault(label: string, on: boolean): Promise<void> {
    await this.faults.getByRole('checkbox', { name: label }).setChecked(on)
  }

  /** Resolves once a message with this text is there, as often as that. */
  async untilSaid(log: Locator, text: string | RegExp, times = 1): Promise<void> {
    await log
      .locator('.bubble')
      .filter({ hasText: text })
      .nth(times - 1)
      .waitFor()
  }

  /** How many messages with this text are there. */
  said(log: Locator, text: string | RegExp): Promise<number> {
    return log.locator('.bubble').filter({ hasText: text }).count()
  }
}
