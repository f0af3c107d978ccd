import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { Cleanup } from '../bot/servers.ts'
import { assertAccessible } from './axe.ts'
import { ConsolePage, startSandboxProgram } from './console-page.ts'

const WELCOME = 'I am the automated assistant'
const GOODBYE = 'Thank you for writing. Goodbye!'

/** What differs between the platforms. */
interface Played {
  platform: string
  /** Who has the customer after a hand-off, and once somebody took it. */
  queue: RegExp
  taken: RegExp
  /** After the bot said good-bye. */
  end: string
  /** Whether what was said before comes along with a hand-off, apart from the conversation. */
  handsOver: boolean
  /** What only this platform's people see. */
  facts: string[]
}

const PLAYED: readonly Played[] = [
  {
    platform: 'Gladly',
    queue: /^Waits in Handoff Inbox$/,
    taken: /Amy/,
    end: 'Closed',
    handsOver: false,
    facts: ['Inbox', 'Status'],
  },
  { platform: 'Hootsuite', queue: /^Waits in New$/, taken: /Amy/, end: 'Closed', handsOver: false, facts: ['Medium'] },
  { platform: 'IMIconnect', queue: /^Waits in /, taken: /Agent/, end: 'Bot', handsOver: true, facts: ['BOT', 'CCSP'] },
  { platform: '8x8', queue: /^Waits in support$/, taken: /agMara01|Mara/, end: 'Bot', handsOver: true, facts: [] },
  { platform: 'Genesys Cloud', queue: /^Waits in support$/, taken: /Priya/, end: 'Bot', handsOver: true, facts: [] },
]

describe('The console in a browser', function () {
  this.timeout(180_000)
  const cleanup = new Cleanup()
  let console: ConsolePage
  let url: string

  before(async () => {
    url = await startSandboxProgram(cleanup)
    console = await ConsolePage.open(url, { viewport: { width: 1440, height: 900 } })
  })
  after(async () => {
    await console?.close()
    await cleanup.run()
  })

  for (const { platform, queue, taken, end, handsOver, facts } of PLAYED) {
    describe(`on ${platform}`, () => {
      before(() => console.choosePlatform(platform))

      it('plays the scripted conversation: order, hand-off with its history, agent, back, good-bye', async () => {
        const { customerLog, agentLog, agent, owner } = console
        await console.newCustomer()
        await console.customerSays('hello')
        await console.untilSaid(customerLog, 'What can I do for you?')
        await console.picks('Order status', '1')
        await console.untilSaid(customerLog, 'What is your order number?')
        await console.customerSays('1182')
        await console.untilSaid(customerLog, 'Order 1182 ')
        await console.customerSays('agent')
        await console.untilSaid(customerLog, 'What is it about?')
        await console.customerSays('my parcel is lost')
        await owner.getByText(queue).waitFor()
        // Where the bot is one of the agents, its conversation is theirs; a desk gets it along.
        await console.untilSaid(agentLog, '1182')
        if (handsOver) {
          // Open, while it is the agents' turn.
          await agent.locator('.history').getByText('my parcel is lost').first().waitFor()
        }
        const seen = await agent.locator('.about').innerText()
        for (const fact of facts) assert.match(seen, new RegExp(fact, 'i'))
        await console.agentDoes('Take')
        await owner.getByText(taken).waitFor()
        await console.agentSays('I am looking into it.')
        await console.untilSaid(customerLog, 'I am looking into it.')
        await console.customerSays('thank you')
        await console.untilSaid(agentLog, 'thank you')
        await console.agentDoes('Give back')
        await owner.getByText('Bot', { exact: true }).waitFor()
        await console.customerSays('bye')
        await console.untilSaid(customerLog, GOODBYE)
        await owner.getByText(end, { exact: true }).waitFor()
        assert.equal(await console.said(customerLog, GOODBYE), 1)
      })

      it('loses nothing while its API is down', async () => {
        const { customerLog, wire } = console
        await console.newCustomer()
        await console.customerSays('hello')
        await console.untilSaid(customerLog, 'What can I do for you?')
        await console.setFault('Its API is down (503)', true)
        await console.customerSays('agent')
        // Where a desk is ill the bot goes on answering: what waits is the hand-off.
        await console.untilSaid(customerLog, /^agent/)
        if (['8x8', 'Genesys Cloud'].includes(platform)) await console.customerSays('a broken cup')
        await wire.getByRole('gridcell', { name: '503' }).last().waitFor()
        await console.setFault('Its API is down (503)', false)
        await console.untilSaid(customerLog, 'What is it about?')
        assert.equal(await console.said(customerLog, 'What is it about?'), 1)
        assert.equal(await console.said(customerLog, WELCOME), 1)
      })
    })
  }

  it('kills the bot, and nobody notices', async () => {
    const { bot, customerLog } = console
    for (const platform of ['Gladly', 'Genesys Cloud']) {
      await console.choosePlatform(platform)
      await console.newCustomer()
      await console.customerSays('hello')
      await console.untilSaid(customerLog, 'What can I do for you?')
      await bot.getByRole('status').getByText('Ready').waitFor()
      await console.customerSays('order status')
      await bot.getByRole('button', { name: 'Kill -9' }).click()
      await bot
        .getByRole('status')
        .getByText(/Dead|Starting/)
        .waitFor()
      await bot.getByRole('status').getByText('Ready').waitFor()
      await console.untilSaid(customerLog, 'What is your order number?')
      assert.equal(await console.said(customerLog, 'What is your order number?'), 1)
    }
  })

  it('shows a webhook whole, copies it as curl, and sends it again without a second answer', async () => {
    const { page, wire, customerLog } = console
    await console.choosePlatform('Gladly')
    await console.newCustomer()
    await console.customerSays('hello')
    await console.untilSaid(customerLog, 'What can I do for you?')
    await wire.getByRole('checkbox', { name: 'This conversation' }).check()
    await wire.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Webhooks' })
    await wire.getByRole('searchbox').fill('MESSAGE_RECEIVED')
    await wire.getByRole('row').nth(1).click()
    const row = page.getByRole('region', { name: 'Row' })
    await row.getByText('x-account-identifier', { exact: true }).waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await row.getByRole('button', { name: 'Copy as curl' }).click()
    await row.getByText('Copied.').waitFor()
    assert.match(
      await page.evaluate<string>('navigator.clipboard.readText()'),
      /^curl -i -X POST 'http:\/\/127\.0\.0\.1/,
    )
    await row.getByRole('button', { name: 'Replay' }).click()
    await row.getByText('2nd try').waitFor()
    await wire.getByRole('searchbox').fill('')
    await wire.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'All kinds' })
    await wire.getByRole('checkbox', { name: 'This conversation' }).uncheck()
    await row.getByRole('button', { name: 'Close row' }).click()
    assert.equal(await console.said(customerLog, 'What can I do for you?'), 1)
  })

  it('keeps the focus where one goes on, when what had it goes away', async () => {
    const { page, wire, customer, customerLog } = console
    await console.choosePlatform('Gladly')
    await console.newCustomer()
    await console.customerSays('hello')
    await console.untilSaid(customerLog, 'What can I do for you?')
    await customer.getByRole('button', { name: 'Order status', exact: true }).press('Enter')
    await console.untilSaid(customerLog, 'What is your order number?')
    assert.equal(await console.focused(), 'Message as the customer')
    await customer.getByRole('button', { name: 'Send a file' }).focus()
    const tooLarge = { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(1_100_000) }
    await customer.getByLabel('File to send').setInputFiles(tooLarge)
    await customer.getByRole('button', { name: 'Dismiss' }).press('Enter')
    assert.equal(await console.focused(), 'Send a file')
    await wire.getByRole('row').filter({ hasText: 'MESSAGE_RECEIVED' }).last().click()
    const row = page.getByRole('region', { name: 'Row' })
    await row.getByRole('button', { name: 'Replay' }).press('Enter')
    await row.getByText('2nd try').waitFor()
    assert.match(await console.focused(), /^POST http.*\/api\/gladly$/)
    await row.getByRole('button', { name: 'Close row' }).press('Enter')
    assert.equal(await console.focused(), 'Wire log')
  })

  it('goes from a row to those of its turn and to its conversation, and keeps the chosen one in sight', async () => {
    const { page, wire, customer, customerLog } = console
    await console.choosePlatform('Gladly')
    await console.newCustomer()
    const name = await customer.getByRole('heading').innerText()
    await console.customerSays('hello')
    await console.untilSaid(customerLog, 'What can I do for you?')
    const row = page.getByRole('region', { name: 'Row' })
    const chosen = wire.getByRole('row', { selected: true })
    const ofThis = wire.getByRole('checkbox', { name: 'This conversation' })
    await ofThis.check()
    await wire.getByRole('row').filter({ hasText: 'MESSAGE_RECEIVED' }).first().click()
    await row.getByText('Same turn').click()
    await row
      .getByRole('button', { name: /Activity message hello/ })
      .first()
      .click()
    await row.getByRole('heading', { name: 'message', exact: true }).waitFor()
    assert.equal(await console.focused(), 'message')
    await row.getByText('Same turn').click()

    await wire.getByRole('checkbox', { name: 'This turn' }).check()
    await wire.getByText(/^\d+ of [\d,]+ rows$/).waitFor()
    for (const other of await wire.getByRole('row').all()) {
      if (await other.getByRole('gridcell').count()) assert.match((await other.getAttribute('class')) ?? '', /related/)
    }
    await wire.getByRole('checkbox', { name: 'This turn' }).uncheck()

    // Elsewhere, so much happens that the row is far away.
    await ofThis.uncheck()
    await console.newCustomer()
    for (const [words, answer] of [
      ['hello', 'What can I do for you?'],
      ['agent', 'What is it about?'],
    ] as const) {
      await console.customerSays(words)
      await console.untilSaid(customerLog, answer)
    }
    await ofThis.check()
    await wire.getByText(/^\d+ of [\d,]+ rows$/).waitFor()
    assert.equal(await chosen.count(), 0)
    await ofThis.uncheck()
    await chosen.waitFor()
    const [grid, place] = await Promise.all([wire.getByRole('grid').boundingBox(), chosen.boundingBox()])
    assert.ok(grid && place && place.y >= grid.y && place.y + place.height <= grid.y + grid.height)

    await row.getByRole('button', { name: `Go to ${name}` }).click()
    await customer.getByRole('heading', { name }).waitFor()
    // Of the platform that is looked at then, it says nothing.
    await console.choosePlatform('Hootsuite')
    await row.waitFor({ state: 'detached' })
  })

  it('goes on with a platform’s clock from where it was, when one comes back to it', async () => {
    const { page } = console
    const shown = async () => Date.parse((await page.locator('.clock time').getAttribute('datetime')) ?? '')
    await console.choosePlatform('Gladly')
    const first = await shown()
    while ((await shown()) < first + 2_000) await page.waitForTimeout(100)
    const last = await shown()
    await console.choosePlatform('Hootsuite')
    await console.choosePlatform('Gladly')
    assert.ok((await shown()) >= last)
  })

  it('plays a scenario by one click, and saves it as a transcript and as a test', async () => {
    const { page, agent, customerLog } = console
    await console.choosePlatform('Hootsuite')
    await page.getByText('Scenarios', { exact: true }).click()
    await page.getByRole('button', { name: 'An order, and good-bye' }).click()
    await console.untilSaid(customerLog, GOODBYE)
    for (const [name, field] of [
      ['transcript', 'type'],
      ['test fixture', 'steps'],
    ] as const) {
      const [download] = await Promise.all([page.waitForEvent('download'), agent.getByRole('link', { name }).click()])
      const saved = JSON.parse(await readFile(await download.path(), 'utf8'))
      const first = Array.isArray(saved) ? saved[0] : saved
      assert.ok(field in first, `${name}: ${JSON.stringify(saved).slice(0, 300)}`)
    }
  })

  it('can be played by keyboard alone', async () => {
    const { page, customerLog, owner } = console
    await page.reload()
    const focused = () => page.evaluate<string>('document.activeElement.outerHTML.slice(0, 120)')
    const tabTo = async (what: string, there: () => Promise<boolean>) => {
      for (let presses = 0; presses < 60; presses++) {
        if (await there()) return
        await page.keyboard.press('Tab')
      }
      assert.fail(`Tab does not come to ${what}; the focus is on ${await focused()}`)
    }
    const isOn = (name: string) => async () => {
      const named = page.locator(':focus').and(page.locator(`[aria-label="${name}"], :text-is("${name}")`))
      return (await named.count()) > 0
    }
    await tabTo('the platforms', async () => (await page.locator('input[name=platform]:focus').count()) > 0)
    for (let presses = 0; presses < 5 && !(await page.title()).startsWith('Gladly'); presses++) {
      await page.keyboard.press('ArrowRight')
    }
    await tabTo('New customer', isOn('New customer'))
    await page.keyboard.press('Enter')
    await page.locator('textarea[aria-label="Message as the customer"]:focus').waitFor()
    await page.keyboard.type('agent')
    await page.keyboard.press('Enter')
    await console.untilSaid(customerLog, 'What is it about?')
    await page.keyboard.type('a broken cup')
    await page.keyboard.press('Enter')
    await owner.getByText(/^Waits in /).waitFor()
    await tabTo('Take', isOn('Take'))
    await page.keyboard.press('Enter')
    await owner.getByText(/Amy/).waitFor()
    await tabTo('the answer', isOn('Answer as the agent'))
    await page.keyboard.type('Sorry to hear it.')
    await page.keyboard.press('Enter')
    await console.untilSaid(customerLog, 'Sorry to hear it.')
    await tabTo('the wire log', async () => (await page.locator('[role=grid]:focus').count()) > 0)
    await page.keyboard.press('ArrowUp')
    await page.getByRole('region', { name: 'Row' }).waitFor()
    await tabTo('the row’s end', isOn('Close'))
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Row' }).waitFor({ state: 'detached' })
  })

  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [1440, 1024, 900, 320]) {
      it(`keeps nobody out: axe finds nothing at ${width} pixels, ${scheme}, and nothing is cut off`, async () => {
        const { page } = console
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width, height: 900 })
        const panes = page.getByRole('navigation', { name: 'Panes' }).getByRole('button')
        const switchable = await panes.first().isVisible()
        for (let index = 0; index < (switchable ? await panes.count() : 1); index++) {
          if (switchable) await panes.nth(index).click()
          await assertAccessible(page)
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
          assert.ok(wide <= width, `${wide} pixels wide`)
          // Its parts scroll; the page itself is as large as the window.
          const tall = await page.evaluate<number>('document.documentElement.scrollHeight')
          assert.ok(tall <= 900, `${tall} pixels tall`)
        }
      })
    }
  }

  it('with a thousand conversations draws only what is in sight', async () => {
    const { page, conversations } = console
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1440, height: 900 })
    await console.choosePlatform('8x8')
    const ask = async (path: string, body: unknown): Promise<{ id?: string }> => {
      const headers = { 'Content-Type': 'application/json' }
      const answer = await fetch(new URL(path, url), { method: 'POST', headers, body: JSON.stringify(body) })
      return answer.status === 204 ? {} : ((await answer.json()) as { id?: string })
    }
    const one = async () => {
      const { id } = await ask('/api/talks', { platform: '8x8' })
      await ask(`/api/talks/${id}/do`, { do: 'customer-says', text: 'bye' })
    }
    for (let done = 0; done < 1_000; done += 10) await Promise.all(Array.from({ length: 10 }, one))
    const size = () => conversations.getByRole('option').first().getAttribute('aria-setsize')
    for (let tries = 0; tries < 100 && Number(await size()) < 1_000; tries++) await page.waitForTimeout(100)
    assert.ok(Number(await size()) >= 1_000, `${await size()} conversations`)
    assert.ok((await conversations.getByRole('option').count()) < 60)
    assert.ok((await console.wire.getByRole('row').count()) < 120)
    await console.newCustomer()
    await console.customerSays('hello')
    await console.untilSaid(console.customerLog, 'What can I do for you?')
  })
})
