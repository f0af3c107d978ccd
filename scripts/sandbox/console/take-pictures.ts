/**
 * `npm run pictures`: the two pictures of the console in README, taken of the real thing in Chromium (`CHROMIUM_PATH`, or
 * Debian's).
 */
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { SIMULATED_NAMES, type SimulatedName } from '../simulated.ts'
import { type RunningConsole, startConsole } from './index.ts'
import type { TalkAction } from './protocol.ts'
import type { Talk } from './talk.ts'

const { CHROMIUM_PATH = '/usr/bin/chromium' } = process.env
const SIZE = { width: 1440, height: 900 }
const CALM_MS = 30_000

interface Picture {
  file: string
  platform: SimulatedName
  scheme: 'light' | 'dark'
  steps: TalkAction[]
  /** A row of the wire log that is shown whole: what it says. */
  row?: string
}

const says = (text: string): TalkAction => ({ do: 'customer-says', text })
const toQueue = [says('hello'), says('order status'), says('1182'), says('agent'), says('My parcel never came.')]

const PICTURES: readonly Picture[] = [
  {
    file: 'console-light.png',
    platform: 'gladly',
    scheme: 'light',
    steps: [...toQueue, { do: 'take' }, { do: 'agent-says', text: 'I am sorry. I am sending it again today.' }],
  },
  { file: 'console-dark.png', platform: '8x8', scheme: 'dark', steps: toQueue, row: 'QUEUED' },
]

const running = await startConsole({ platforms: ['gladly', 'hootsuite', 'imiconnect', '8x8', 'genesys'] })
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: ['--no-sandbox', '--disable-gpu'] })
try {
  for (const picture of PICTURES) await take(running, browser, picture)
} finally {
  await browser.close()
  await running.stop()
}

async function take({ console: sandbox, url }: RunningConsole, browser: Browser, picture: Picture): Promise<void> {
  const { file, platform, scheme, steps, row } = picture
  const { world } = sandbox.platform(platform)!
  const talks: Talk[] = []
  // Others are there too, so that it looks like any day.
  for (const script of [[says('hello')], [...toQueue], steps]) {
    const talk = sandbox.talks.begin(platform)
    await sandbox.talks.play(talk, script, () => world.calm(CALM_MS))
    talks.push(talk)
  }
  const context = await browser.newContext({ viewport: SIZE, colorScheme: scheme, deviceScaleFactor: 1 })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('radio', { name: new RegExp(`^${SIMULATED_NAMES[platform]}`) }).check()
  const { customer } = talks.at(-1)!.summary
  await page.getByRole('listbox', { name: 'Conversations' }).getByText(customer, { exact: true }).click()
  if (row !== undefined) {
    const wire = page.getByRole('region', { name: 'Wire log' })
    await wire.getByRole('searchbox').fill(row)
    await wire.getByRole('row').last().click()
    await wire.getByRole('searchbox').fill('')
    await page.getByRole('region', { name: 'Row' }).getByText('Answer', { exact: false }).first().waitFor()
  }
  // Fonts and what scrolls come to rest.
  await page.waitForTimeout(500)
  const path = fileURLToPath(new URL(`pictures/${file}`, import.meta.url))
  await page.screenshot({ path })
  await context.close()
  console.log(path)
}
