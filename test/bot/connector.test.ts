import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { gzipSync } from 'node:zlib'
import type { Activity, TurnContext } from 'botbuilder'
import { whyNotLocal } from '../../adapters/core/connector/loopback.ts'
import { TEXTS } from '../../bot/texts.ts'
import { textsOf } from './conversation.ts'
import { Cleanup, freePort, post, startDirectLine, startServer, temporaryFolder, untilQuiet } from './servers.ts'

const activity = (serviceUrl?: string): string =>
  JSON.stringify({
    type: 'event',
    name: 'nothing',
    id: '1',
    channelId: 'emulator',
    conversation: { id: 'c1' },
    from: { id: 'u1' },
    recipient: { id: 'b1' },
    ...(serviceUrl === undefined ? {} : { serviceUrl }),
  })
const LOCAL = activity('http://localhost:56150')

describe('/api/messages', () => {
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  it('answers through offline-directline; verbs become traces and no desk is configured', async () => {
    const server = await startServer(cleanup)
    const line = await startDirectLine(cleanup, `${server.url}/api/messages`, () => untilQuiet(server))
    const [menu] = await line.say('hello')
    assert.equal(menu?.text, TEXTS.menu)
    assert.equal(menu?.suggestedActions?.actions.length, 3)
    assert.deepEqual(textsOf(await line.say('order')), [TEXTS.askOrderNumber])

    const status = await line.say('1182')
    assert.match(textsOf(status).join(), /^Order 1182 /)
    assert.deepEqual(namesOf(status), [
      'contactcenter.topics.add',
      'contactcenter.attributes.set',
      'contactcenter.attributes.set',
    ])
    await line.say('agent')
    const handOff = await line.say('angry')
    assert.deepEqual(textsOf(handOff), [TEXTS.noDesk])
    assert.deepEqual(namesOf(handOff), ['contactcenter.note.add', 'handoff.initiate'])
    const bye = await line.say('bye')
    assert.deepEqual(textsOf(bye), [TEXTS.goodbye])
    assert.deepEqual(namesOf(bye), ['endOfConversation'])
    const all = [...status, ...handOff, ...bye]
    assert.ok(
      all.every((one) => one.type === 'message' || one.type === 'trace'),
      'nothing but messages and traces',
    )
  })

  it('keeps its state over a restart', async () => {
    const env = { DATA_DIR: await temporaryFolder(cleanup), PORT: String(await freePort()) }
    let server = await startServer(cleanup, env)
    const line = await startDirectLine(cleanup, `${server.url}/api/messages`, () => untilQuiet(server))
    await line.say('order')
    await server.close(1_000)
    server = await startServer(cleanup, env)
    assert.match(textsOf(await line.say('1182')).join(), /^Order 1182 /)
    const state = await server.engine.storage.read(['emulator/users/customer-1/'])
    assert.equal(state['emulator/users/customer-1/']?.messages, 2)
  })

  it('apologises when the bot throws, and tells only the Emulator why', async () => {
    const logic = () => async (context: TurnContext) => {
      if (context.activity.type === 'message') throw new Error('the password is hunter2')
    }
    const server = await startServer(cleanup, {}, { logic })
    const line = await startDirectLine(cleanup, `${server.url}/api/messages`, () => untilQuiet(server))
    const sent = await line.say('hello')
    assert.deepEqual(textsOf(sent), [TEXTS.apology])
    assert.deepEqual(namesOf(sent), ['OnTurnError Trace'])
  })

  it('serves programs of this machine only, without an app id', async () => {
    const { url } = await startServer(cleanup)
    const to = `${url}/api/messages`
    assert.equal((await post(to, LOCAL)).status, 200)
    assert.equal((await post(to, LOCAL, { Host: 'localhost' })).status, 200)
    assert.equal((await post(to, activity('http://[::1]:3000/'))).status, 200)
    const refused: [string, string, Record<string, string>][] = [
      ['forwarded', LOCAL, { 'X-Forwarded-For': '127.0.0.1' }],
      ['forwarded', LOCAL, { 'X-Forwarded-Host': 'localhost' }],
      ['forwarded', LOCAL, { Forwarded: 'for=127.0.0.1' }],
      ['Host', LOCAL, { Host: 'bot.example.com' }],
      ['Host', LOCAL, { Host: 'localhost.example.com:3978' }],
      ['serviceUrl', activity('https://smba.trafficmanager.net/emea/'), {}],
      ['serviceUrl', activity('http://127.0.0.1@evil.example/'), {}],
      ['serviceUrl', activity('http://127.0.0.1.evil.example/'), {}],
      ['serviceUrl', activity('file:///etc/passwd'), {}],
      ['serviceUrl', activity(), {}],
    ]
    for (const [why, body, headers] of refused) {
      const answer = await post(to, body, headers)
      assert.equal(answer.status, 403, `${body} ${JSON.stringify(headers)}`)
      assert.match(answer.text, /MicrosoftAppId is not set/)
      assert.match(answer.text, new RegExp(why))
    }
  })

  it('serves nobody else’s machine without an app id', async function () {
    const seen = { headers: { host: 'localhost:3978' }, serviceUrl: 'http://localhost:1' }
    for (const remoteAddress of ['10.0.0.7', '::ffff:192.168.1.2', 'fe80::1', undefined, '1.127.0.0']) {
      assert.match(whyNotLocal({ ...seen, remoteAddress }) ?? '', /not on this machine/, String(remoteAddress))
    }
    for (const remoteAddress of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) {
      assert.equal(whyNotLocal({ ...seen, remoteAddress }), undefined, remoteAddress)
    }
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal)
    if (outside === undefined) return this.skip()
    const { port } = await startServer(cleanup, { HOST: '0.0.0.0' })
    const to = `http://${outside.address}:${port}/api/messages`
    assert.equal((await post(to, LOCAL, { Host: `127.0.0.1:${port}` })).status, 403)
  })

  it('serves nobody in production without an app id', async () => {
    const { url } = await startServer(cleanup, { NODE_ENV: 'production' })
    assert.equal((await post(`${url}/api/messages`, LOCAL)).status, 403)
  })

  it('wants a token once there is an app id, whoever calls', async () => {
    const { url } = await startServer(cleanup, {
      MicrosoftAppId: '00000000-0000-4000-8000-000000000000',
      MicrosoftAppPassword: 'not-a-real-one',
    })
    const quiet = console.error
    console.error = () => {} // the SDK prints the stack of each refusal
    try {
      const answer = await post(`${url}/api/messages`, LOCAL)
      assert.equal(answer.status, 401)
    } finally {
      console.error = quiet
    }
  })

  it('reads no more than it must of what it cannot use', async () => {
    const { url } = await startServer(cleanup)
    const to = `${url}/api/messages`
    assert.equal((await post(to, Buffer.alloc(1024 * 1024 + 1, ' '))).status, 413)
    assert.equal((await post(to, gzipSync(LOCAL), { 'Content-Encoding': 'gzip' })).status, 415)
    assert.equal((await post(to, LOCAL, { 'Content-Type': 'text/plain' })).status, 415)
    for (const body of ['', 'no JSON', '[]', 'null', '{}', '{"type":7}', '{"type":"message","__proto__":{"a":1}}']) {
      assert.equal((await post(to, body)).status, 400, body)
    }
  })
})

const namesOf = (activities: Partial<Activity>[]): (string | undefined)[] =>
  activities.filter((one) => one.type === 'trace').map((one) => one.name)
