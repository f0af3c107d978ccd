import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { PageWatch } from './page-watch.ts'

/** How a page is opened. */
export interface PageOptions {
  /** What does not count as trouble, matched against the words it is told in. Say why where you name one. */
  allow?: readonly RegExp[]
  /** In CSS pixels. 1280 × 800 where absent. */
  viewport?: { width: number; height: number }
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // What asks for another machine is recorded, and gets nowhere: a run is the same with and without a network.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
]
const WAIT_MS = 60_000

// Mocha imports a test a second time where to `require` it failed, and all it needs with it. With two of this module, the
// hooks would close one Chromium and ask one list of troubles while the tests have the other.
const LOADED = Symbol.for('botbuilder-contact-center/test/browser/chromium')
if (LOADED in globalThis) throw new Error('chromium.ts is loaded twice: see which test cannot be loaded by require().')
Object.assign(globalThis, { [LOADED]: true })

let browser: Promise<Browser> | undefined
const open = new Map<Page, PageWatch>()
const closed: PageWatch[] = []

/**
 * A new page in a profile of its own, in the run's one Chromium, which starts with the first. It is watched: a console
 * error, an error nobody caught, a crash or a request that leaves this machine fails the test in which it happens. It
 * stays open over tests, until `closePage` or the end of the run. Waits give up after 60 s.
 * @throws Error where there is no Chromium, saying how to get one.
 */
export async function openPage({ allow = [], viewport }: PageOptions = {}): Promise<Page> {
  browser ??= launch()
  const context = await (await browser).newContext({ viewport: viewport ?? { width: 1280, height: 800 } })
  context.setDefaultTimeout(WAIT_MS)
  const page = await context.newPage()
  open.set(page, new PageWatch(page, allow))
  return page
}

/** Close a page and its profile. What it did wrong until then still counts. */
export async function closePage(page: Page): Promise<void> {
  const watch = open.get(page)
  if (watch !== undefined) closed.push(watch)
  open.delete(page)
  await page.context().close()
}

/** What the pages did wrong since this was asked last, in words; asking takes it off the record. */
export function takeTroubles(): string[] {
  const left = closed.splice(0)
  return [...left, ...open.values()].flatMap((watch) => watch.take())
}

/** Close all pages and Chromium. */
export async function closeBrowser(): Promise<void> {
  await Promise.all([...open.keys()].map(closePage))
  const running = browser
  browser = undefined
  await (await running?.catch(() => undefined))?.close()
}

async function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH || '/usr/bin/chromium'
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}: install it (Debian: apt-get install chromium), or name another in CHROMIUM_PATH.`,
    )
  }
  return chromium.launch({ executablePath, args: FLAGS, headless: true, timeout: WAIT_MS })
}
