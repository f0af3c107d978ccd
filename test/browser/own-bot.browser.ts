import { fileURLToPath } from 'node:url'
import { Cleanup } from '../bot/servers.ts'
import { assertAccessible } from './axe.ts'
import { ConsolePage, startSandboxProgram } from './console-page.ts'

const BOT = fileURLToPath(new URL('fixtures/card-bot.ts', import.meta.url))

describe('The console with a bot of one’s own', function () {
  this.timeout(120_000)
  const cleanup = new Cleanup()
  let console: ConsolePage

  before(async () => {
    console = await ConsolePage.open(await startSandboxProgram(cleanup, '--bot', BOT, '--platform', '8x8'))
    await console.newCustomer()
  })
  after(async () => {
    await console?.close()
    await cleanup.run()
  })

  it('shows hero cards, whose buttons say what they are to say', async () => {
    const { customer, customerLog, page } = console
    await console.customerSays('hero')
    await customerLog.getByText('Fast enough for a family.').waitFor()
    await assertAccessible(page)
    await customerLog.getByRole('button', { name: 'Order it' }).click()
    await console.untilSaid(customerLog, 'I heard order fibre')
    await customer.getByText('Read more').waitFor()
  })

  it('shows adaptive cards, and sends what was filled in', async () => {
    const { customerLog, page } = console
    await console.customerSays('adaptive')
    await customerLog.getByText('When shall we call?').waitFor()
    await assertAccessible(page)
    await customerLog.getByRole('button', { name: 'Call me' }).click()
    await customerLog.getByText('Please say when.').waitFor()
    await customerLog.getByRole('textbox', { name: /Hour/ }).fill('nine')
    await customerLog.getByRole('button', { name: 'Call me' }).click()
    await console.untilSaid(
      customerLog,
      /I heard \{.*"asks":"call".*"hour":"nine"|I heard \{.*"hour":"nine".*"asks":"call"/,
    )
  })

  it('sends a file, and shows what the customer sent', async () => {
    const { customer, customerLog } = console
    const file = { name: 'receipt.txt', mimeType: 'text/plain', buffer: Buffer.from('1182') }
    await customer.getByLabel('File to send').setInputFiles(file)
    await customerLog.getByRole('link', { name: 'receipt.txt' }).waitFor()
  })
})
