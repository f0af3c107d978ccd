import assert from 'node:assert/strict'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { BODY_LIMIT, type Exchange } from '../../../scripts/sandbox/simulator/wire.ts'
import { tenant as eightByEight, opened, upload } from '../eight-by-eight/tenant.ts'
import { call as callGenesys, connected as genesys, handedOver } from '../genesys/organization.ts'
import { organization as gladly } from '../gladly/organization.ts'
import { connected as hootsuite } from '../hootsuite/organization.ts'
import { tenant as imiconnect, bot as imiconnectBot } from '../imiconnect/tenant.ts'
import { channel as webChat, bot as webChatBot } from '../web-chat/channel.ts'
import { control } from './answered.ts'
import { stopAll } from './services.ts'
import { type ApiCall, PLATFORMS, type Received, type Recording, recording, SAID, wiredBot } from './wired.ts'

/** What every POST of the bot's platforms is acknowledged with: IMIconnect wants its token, Hootsuite nothing else. */
const answerTo = (platform: string): string =>
  platform === 'imiconnect' ? '{"verification_token":"sandbox-verification-token"}' : '{}'

async function started(platform: string) {
  const wire = recording()
  const bot = Object.assign(await wiredBot(), { answer: answerTo(platform) })
  const simulator = await PLATFORMS[platform]!(wire, bot.url)
  await simulator.idle()
  bot.received.length = 0
  return { wire, bot, simulator }
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 3000; !condition(); ) {
    if (performance.now() > end) assert.fail(`waited in vain: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Waits until as many are over as began. */
const allOver = (wire: Recording): Promise<void> => until(() => wire.over.length === wire.all.length)

const call = ({ url, ...init }: ApiCall, signal?: AbortSignal) => fetch(url, { ...init, signal: signal ?? null })

/** The one call of the bot's that came with this body. */
function callOf(wire: Recording, { url, body }: ApiCall): Exchange {
  const found = wire.by('bot').filter((one) => one.url === url && one.body === body)
  assert.equal(found.length, 1, `told ${found.length} times`)
  return found[0]!
}

const asReceived = ({ method, path, headers, text }: Received) => JSON.stringify([method, path, sorted(headers), text])
const asTold = ({ method, url, headers, body }: Exchange) =>
  JSON.stringify([method, url.replace(/^http:\/\/[^/]+/, ''), sorted(headers), body])
const sorted = (headers: object) => Object.entries(headers).sort()

for (const platform of Object.keys(PLATFORMS)) {
  describe(`The wire of ${platform}`, () => {
    afterEach(stopAll)

    it('tells of what the platform sends, byte for byte as the bot receives it, and of the answer', async () => {
      const { wire, bot, simulator } = await started(platform)
      const before = wire.all.length
      await simulator.say()
      await simulator.idle()
      await allOver(wire)
      const sent = wire.all.slice(before).filter(({ by }) => by === 'platform')
      assert.ok(bot.received.length > 0)
      assert.deepEqual(sent.map(asTold).sort(), bot.received.map(asReceived).sort())
      // Gladly's events are ids alone.
      assert.ok(platform === 'gladly' || sent.some(({ body }) => body.includes(SAID)))
      for (const { status, answerHeaders, answerBody, error, durationMs, at } of sent) {
        assert.deepEqual([status, answerBody, error], [200, bot.answer, undefined])
        assert.equal(answerHeaders?.['x-bot'], 'yes')
        assert.ok(durationMs !== undefined && durationMs >= 0 && at instanceof Date)
      }
      for (const { body, status, durationMs } of wire.first.slice(before)) {
        assert.deepEqual([typeof body, status, durationMs], ['string', undefined, undefined])
      }
    })

    it('tells of what the bot refuses, and of a bot that is not there', async () => {
      const { wire, bot, simulator } = await started(platform)
      const next = async (): Promise<Exchange> => {
        const before = wire.all.length
        await simulator.say()
        const found = () => wire.over.find((one) => one.by === 'platform' && wire.all.indexOf(one) >= before)
        await until(() => found() !== undefined)
        return found()!
      }
      bot.status = 403
      const refused = await next()
      assert.equal(refused.status, 403)
      await bot.stop()
      const lost = await next()
      assert.deepEqual([lost.status, lost.error], [undefined, 'ECONNREFUSED'])
      assert.ok(lost.headers.host && lost.body !== '' && lost.durationMs !== undefined)
    })

    it('tells of a call of the API as it was sent, and of all that was answered', async () => {
      const { wire, simulator } = await started(platform)
      const asked = await simulator.call()
      const response = await call(asked)
      const body = await response.text()
      await allOver(wire)
      const told = callOf(wire, asked)
      assert.ok(response.ok, body)
      assert.equal(told.method, asked.method)
      assert.equal(told.headers.host, new URL(asked.url).host)
      for (const [name, value] of Object.entries(asked.headers)) assert.equal(told.headers[name], value)
      assert.deepEqual([told.status, told.answerBody], [response.status, body])
      const ofHttp = ['date', 'connection', 'keep-alive', 'transfer-encoding']
      const answered = [...response.headers].filter(([name]) => !ofHttp.includes(name))
      assert.deepEqual(sorted(told.answerHeaders ?? {}), answered.sort())
      assert.deepEqual([told.error, told.fault], [undefined, undefined])
      const first = wire.first[wire.all.indexOf(told)]!
      assert.deepEqual([first.body, first.status, first.answerBody], [asked.body, undefined, undefined])
    })

    it('tells which fault answered a call, reset it, lost its answer or let it hang', async () => {
      const { wire, simulator } = await started(platform)
      const limited = await simulator.call()
      const rule = { match: { path: new RegExp(new URL(limited.url).pathname) }, times: 1 }
      simulator.faults.api({ ...rule, kind: 'status', status: 429, headers: { 'Retry-After': '7' }, body: 'slow down' })
      await (await call(limited)).text()
      await allOver(wire)
      const { status, answerHeaders, answerBody, fault } = callOf(wire, limited)
      assert.deepEqual([status, answerHeaders?.['retry-after'], answerBody, fault], [429, '7', 'slow down', 'status'])
      for (const [kind, error] of [
        ['reset-before', 'the connection was reset'],
        ['reset-after', 'the connection was reset'],
        ['hang-before', 'no answer until the caller gave up'],
      ] as const) {
        const asked = await simulator.call()
        asked.url += `&${kind}`
        simulator.faults.api({ match: { path: new RegExp(new URL(asked.url).pathname) }, times: 1, kind })
        await assert.rejects(call(asked, kind === 'hang-before' ? AbortSignal.timeout(50) : undefined))
        await allOver(wire)
        const lost = callOf(wire, asked)
        assert.deepEqual([lost.fault, lost.error, lost.status, lost.answerBody], [kind, error, undefined, undefined])
        assert.ok(lost.durationMs !== undefined)
      }
    })

    it('tells nothing of the control API, which cannot reach it', async () => {
      const { wire, simulator } = await started(platform)
      const before = wire.all.length
      assert.equal((await control(simulator, 'GET', '/clock')).status, 200)
      assert.equal((await control(simulator, 'PATCH', '/settings', { wire: null })).status, 404)
      assert.ok(!('wire' in simulator.settings))
      assert.equal(wire.all.length, before)
      // It is still told: a wire that died would be silent, too.
      await call(await simulator.call())
      assert.ok(wire.all.length > before)
    })
  })
}

describe('The wire of a simulator', () => {
  afterEach(stopAll)

  it('tells of a path there is not', async () => {
    const wire = recording()
    const { url } = await gladly({ wire })
    await fetch(`${url}/apl/v1/agents`, { method: 'POST', body: 'what?' })
    await allOver(wire)
    const [{ url: asked, body, status }] = wire.all as [Exchange]
    assert.deepEqual([asked, body, status], [`${url}/apl/v1/agents`, 'what?', 404])
  })

  it('says of bytes how many there were, sent and fetched', async () => {
    const wire = recording()
    const one = await eightByEight({ wire })
    const id = await opened(one)
    const path = `${one.url}/chat-gateway/v1/conversations/${id}/attachments`
    const form = upload('a.png', 'image/png', '\u0000\u0001')
    await fetch(path, { method: 'POST', headers: { 'x-api-key': one.apiKey }, body: form })
    const web = await webChat({ wire })
    await webChatBot(web)
    const talk = await web.join()
    await web.sendsFile(talk, { name: 'a.png', contentType: 'image/png', bytes: Buffer.from([0xff, 0xd8, 0, 1]) })
    await fetch(web.transcript(talk)[0]!.activity.attachments![0]!.contentUrl!)
    await allOver(wire)
    assert.match(wire.by('bot').find((asked) => asked.url === path)!.body, /^\[\d+ bytes\]$/)
    assert.equal(wire.by('bot').at(-1)?.answerBody, '[4 bytes]')
  })

  it('keeps of a long body what the limit says', async () => {
    const wire = recording()
    const { url } = await gladly({ wire })
    await fetch(`${url}/api/v1/agents`, { method: 'POST', body: 'ü'.repeat(BODY_LIMIT + 1) })
    assert.equal(wire.all[0]?.body, 'ü'.repeat(BODY_LIMIT))
  })

  it('says why an answer counts as none', async () => {
    const wire = recording()
    const imi = await imiconnect({ wire })
    const bot = await imiconnectBot(imi)
    bot.answer = () => ({ text: '{}' })
    await imi.customerSays('hello')
    await imi.idle()
    const last = wire.by('platform').at(-1)
    assert.deepEqual([last?.status, last?.error], [200, 'the verification token is missing'])
    const { hootsuite: one, bot: agent } = await hootsuite({ wire, malformedAnswer: 'ignore' })
    agent.answer = () => ({ body: { sendMessage: 'hi' } })
    await one.customerSays('hello')
    await one.idle()
    const malformed = wire.by('platform').at(-1)
    assert.deepEqual([malformed?.status, malformed?.answerBody], [200, '{"sendMessage":"hi"}'])
    assert.equal(malformed?.error, one.deliveries.at(-1)?.error)
    assert.ok(malformed?.error)
  })

  it('tells of faults on the way to the bot, what arrives and what does not', async () => {
    const wire = recording()
    const { hootsuite: one, bot } = await hootsuite({ wire, retryDelaysMs: [] })
    for (const kind of ['reset-before', 'reset-after'] as const) {
      one.faults.webhooks({ kind, times: 1, match: { type: /STARTED/ } })
      await one.customerSays(kind)
      await one.idle()
    }
    const lost = wire.by('platform').filter(({ fault }) => fault !== undefined)
    assert.deepEqual(
      lost.map(({ fault, status, error }) => [fault, status, error]),
      [
        ['reset-before', undefined, 'ECONNRESET'],
        ['reset-after', 200, 'ECONNRESET'],
      ],
    )
    assert.equal(bot.received.length, wire.by('platform').length - 1)
    const web = await webChat({ wire })
    const { received } = await webChatBot(web)
    const talk = await web.join()
    web.faults.webhooks({ kind: 'duplicate', times: 1 })
    web.faults.webhooks({ kind: 'lose-answer', times: 1 })
    await web.says(talk, 'hello')
    await web.idle()
    const told = wire.by('platform').slice(-received.length)
    assert.deepEqual(
      told.map(({ fault, error }) => [fault, error]),
      [
        ['duplicate, lose-answer', 'the answer was lost'],
        [undefined, undefined],
        ['duplicate', undefined],
      ],
    )
  })

  it('tells of what the Genesys flow asks, and of notifications, but of no heartbeat', async () => {
    const wire = recording()
    const { genesys: one, bot } = await genesys({ wire, heartbeatMs: 10 })
    const id = await handedOver(one)
    const registered = wire.by('platform').find(({ url }) => url === `${bot.url}/register`)
    assert.equal(registered?.headers.authorization, `Bearer ${one.registrationSecret}`)
    assert.deepEqual([registered?.status, registered?.answerBody], [200, '{"registered":true}'])
    const { id: channel, connectUri } = (await callGenesys(one, 'POST', '/notifications/channels')).body
    const topic = `v2.detail.events.conversation.${id}.user.start`
    await callGenesys(one, 'PUT', `/notifications/channels/${channel}/subscriptions`, [{ id: topic }])
    const socket = new WebSocket(connectUri)
    const frames: string[] = []
    socket.on('message', (data) => frames.push(String(data)))
    await once(socket, 'open')
    await until(() => frames.length > 0)
    await one.agentAccepts(id)
    await until(() => frames.some((frame) => frame.includes(topic)))
    await allOver(wire)
    const told = wire.by('platform').filter(({ method }) => method === 'WS')
    assert.deepEqual(
      told.map(({ url, body, error }) => [url, body, error]),
      frames.filter((frame) => !frame.includes('Heartbeat')).map((frame) => [connectUri, frame, undefined]),
    )
    assert.equal(told.length, 1)
    socket.terminate()
  })

  it('tells nothing of customers’ clients', async () => {
    const wire = recording()
    const { url } = await webChat({ wire })
    assert.equal((await fetch(`${url}/v3/directline/tokens/generate`, { method: 'POST' })).status, 200)
    await fetch(`${url}/v1/.well-known/keys`)
    await allOver(wire)
    assert.deepEqual(
      wire.all.map((one) => one.url),
      [`${url}/v1/.well-known/keys`],
    )
  })
})
