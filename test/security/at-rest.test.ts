import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import type { ClientRequest } from 'node:http'
import { join } from 'node:path'
import { ActivityTypes } from 'botbuilder'
import { type BotLogic, ContactCenter } from '../../adapters/index.ts'
import { Cleanup, temporaryFolder } from '../bot/servers.ts'
import { partiesOf } from './parties.ts'
import { bytesOf, exchange, type Sent } from './wire.ts'
import { eventually, openWorld, SECRETS, type World } from './world.ts'

/** What callers may send along, and nobody asked for. */
const ALONG = [
  ['Cookie', 'session=canary-cookie-6612'],
  ['X-Api-Key', 'canary-foreign-key-81'],
  ['Proxy-Authorization', 'Bearer canary-proxy-token-77'],
  ['X-Unknown', 'canary-unknown-header-3'],
] as const

const SAID = 'I was here, in words that are kept'

/** Says everything again, and brings a person on the word. */
const logic = (): BotLogic => async (context) => {
  if (context.activity.type !== ActivityTypes.Message) return
  const { text = '' } = context.activity
  await context.sendActivity(`echo ${text}`)
  if (text === 'person') await ContactCenter.of(context).handOff({ reason: 'asked' })
}

describe('what is kept and logged of a day on all platforms', () => {
  const cleanup = new Cleanup()
  let world: World
  let dataDir: string
  let secrets: string[]
  /** Tokens and credentials, as calls of this process really carried them. */
  const borne = new Set<string>()
  const watch = (message: unknown): void => {
    const { authorization } = (message as { request: ClientRequest }).request.getHeaders()
    if (authorization !== undefined) borne.add(String(authorization).replace(/^\w+ /, ''))
  }
  before(async function () {
    this.timeout(60_000)
    subscribe('http.client.request.start', watch)
    dataDir = await temporaryFolder(cleanup)
    world = await openWorld({ logic, dataDir })
    cleanup.add(() => world.stop())
    const others = await live(world)
    assert.ok(borne.size > 2, 'nobody was called')
    secrets = [...Object.values(SECRETS), ...ALONG.map(([, value]) => value), ...borne, ...others]
  })
  after(async () => {
    unsubscribe('http.client.request.start', watch)
    await cleanup.run()
  })

  const files = () =>
    readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
      .map((name) => join(dataDir, name))
      .filter((name) => lstatSync(name).isFile())

  it('holds the words of customers, so the search below finds what is there', () => {
    assert.ok(files().some((name) => readFileSync(name).includes(SAID)))
  })

  it('holds no secret, nor a header nobody asked for, in any byte of any file', () => {
    assert.ok(secrets.length >= 20, String(secrets.length))
    for (const name of files()) {
      const bytes = readFileSync(name)
      for (const secret of secrets) assert.ok(!bytes.includes(secret), `${secret} is in ${name}`)
    }
  })

  it('holds none in the log, which was told of none to hide', () => {
    for (const secret of secrets)
      assert.equal(
        world.lines.find((line) => line.includes(secret)),
        undefined,
      )
  })

  it('is for nobody else on this machine', function () {
    if (process.platform === 'win32') return this.skip()
    for (const name of files()) assert.equal(lstatSync(name).mode & 0o077, 0, name)
  })
})

/** Customers of every platform write and are handed to people; resolves to the other secrets there are. */
async function live(world: World): Promise<string[]> {
  const { gladly, hootsuite, imiconnect, eightByEight, genesys, webChat } = world.all
  for (const text of [SAID, 'person']) {
    await gladly.customerSays(text)
    await hootsuite.customerSays(text)
    await imiconnect.customerSays(text)
    eightByEight.customerSays(text, { user: { name: 'Nadia', userId: 'crm-1' } })
    const chat = await webChat.join({ customerId: `noor-${text}`, name: 'Noor' })
    await webChat.says(chat, text)
  }
  await eventually('a person is asked for on Genesys', () =>
    genesys.conversations().some(({ owner }) => owner === 'queue'),
  )
  for (const party of await partiesOf(world)) {
    const sent: Sent = party.genuine()
    const more = { ...sent, headers: [...sent.headers, ...ALONG] }
    const { url } = party.server
    assert.deepEqual(await exchange(url, bytesOf(more, new URL(url).host)), [party.passes.status], party.name)
  }
  await world.all.quiet(20_000)
  return [
    gladly.apiToken,
    hootsuite.clientSecret,
    imiconnect.verificationToken,
    new URL(imiconnect.inboundUrl).pathname,
    genesys.clientSecret,
  ]
}
