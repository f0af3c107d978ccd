import assert from 'node:assert/strict'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningConsole, startConsole } from '../../../scripts/sandbox/console/index.ts'
import type {
  ConsoleEvent,
  TalkDetail,
  TalkSummary,
  WireDetail,
  WireRow,
} from '../../../scripts/sandbox/console/protocol.ts'
import { playStory, type Story, startSandbox } from '../../../scripts/sandbox/index.ts'

interface Answered<T> {
  status: number
  body: T
}

describe('The console’s server', function () {
  this.timeout(60_000)
  let running: RunningConsole

  before(async () => {
    running = await startConsole({ platforms: ['gladly'] })
  })
  after(() => running?.stop())

  async function ask<T = { error: string }>(method: string, path: string, body?: unknown): Promise<Answered<T>> {
    const answer = await fetch(new URL(path, running.url), {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: (/^[{[]/.test(text) ? JSON.parse(text) : text) as T }
  }

  async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (const end = performance.now() + 20_000; performance.now() < end; await sleep(50)) {
      const seen = await look()
      if (seen !== undefined) return seen
    }
    throw new Error(`${what} did not come.`)
  }

  const detail = async (id: string) => (await ask<TalkDetail>('GET', `/api/talks/${id}`)).body
  const begin = async () => (await ask<TalkSummary>('POST', '/api/talks', { platform: 'gladly' })).body
  const says = (id: string, text: string) => ask('POST', `/api/talks/${id}/do`, { do: 'customer-says', text })
  const bots = (talk: TalkDetail) => talk.entries.filter(({ kind }) => kind === 'bot').map(({ text }) => text)

  async function untilSaid(id: string, count: number): Promise<TalkDetail> {
    return until(`${count} messages of the bot`, async () => {
      const talk = await detail(id)
      return bots(talk).length >= count ? talk : undefined
    })
  }

  it('serves its page to itself alone', async () => {
    const page = await fetch(running.url)
    assert.equal(page.status, 200)
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self';/)
    const foreign = async (headers: Record<string, string>, method = 'GET') => {
      const { hostname, port } = new URL(running.url)
      return new Promise<number | undefined>((resolve, reject) => {
        const path = method === 'GET' ? '/' : '/api/bots/bot-1/kill'
        const sent = request({ hostname, port, path, method, headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        sent.on('error', reject)
        sent.end()
      })
    }
    assert.equal(await foreign({ host: 'evil.example' }), 403)
    assert.equal(await foreign({ origin: 'https://evil.example' }, 'POST'), 403)
    assert.equal(await foreign({ origin: 'http://127.0.0.1:1' }, 'POST'), 403)
  })

  it('says when its port is taken', async () => {
    const port = Number(new URL(running.url).port)
    await assert.rejects(() => startConsole({ platforms: ['gladly'], port }), /Port \d+ is taken.*another one/)
  })

  it('lets somebody be the customer and the agent, and shows each what the other did', async () => {
    const { id } = await begin()
    await says(id, 'agent')
    await untilSaid(id, 2)
    await says(id, 'a broken cup')
    await until('the queue', async () => ((await detail(id)).owner.who === 'queue' ? true : undefined))
    assert.equal((await ask('POST', `/api/talks/${id}/do`, { do: 'take' })).status, 204)
    await ask('POST', `/api/talks/${id}/do`, { do: 'agent-says', text: 'I am sorry.' })
    const talk = await detail(id)
    assert.equal(talk.owner.who, 'agent')
    assert.deepEqual(
      talk.entries.filter(({ kind }) => kind === 'agent').map(({ text }) => text),
      ['I am sorry.'],
    )
  })

  it('says in words what cannot be done, and what is no request', async () => {
    const { id } = await begin()
    const refused = await ask('POST', `/api/talks/${id}/do`, { do: 'agent-says', text: 'Hello?' })
    assert.equal(refused.status, 409)
    assert.match(refused.body.error, /no conversation yet/)
    assert.equal((await ask('POST', `/api/talks/${id}/do`, { do: 'dance' })).status, 400)
    assert.equal((await ask('POST', `/api/talks/talk-0/do`, { do: 'take' })).status, 404)
    assert.equal((await ask('POST', '/api/platforms/gladly/faults', { faults: ['plague'] })).status, 409)
    assert.equal((await ask('POST', '/api/talks', { platform: 'gladly', channel: 'pigeon' })).status, 409)
    assert.equal((await ask('DELETE', '/api/talks')).status, 405)
  })

  it('tells pages what changes, the whole first', async () => {
    const events: ConsoleEvent[] = []
    const stop = new AbortController()
    const stream = await fetch(new URL('/events', running.url), { signal: stop.signal })
    const reading = (async () => {
      let text = ''
      for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk
        const frames = text.split('\n\n')
        text = frames.pop()!
        for (const frame of frames) if (frame.startsWith('data: ')) events.push(JSON.parse(frame.slice(6)))
      }
    })().catch(() => {})
    const { id } = await begin()
    await says(id, 'hello')
    await until('the rows of the first message', async () => {
      const rows = events.flatMap((event) => (event.type === 'wire' ? event.rows : []))
      return rows.some((row) => row.talk === id && row.kind === 'call' && row.status === 201) ? true : undefined
    })
    stop.abort()
    await reading
    assert.equal(events[0]?.type, 'hello')
    assert.equal(stream.headers.get('cross-origin-resource-policy'), 'same-origin')
    assert.ok(events.some((event) => event.type === 'talk' && event.talk.id === id && event.talk.last !== ''))
  })

  it('shows what went over the wire, row by row, of one turn together, and sends a webhook again without a second turn', async () => {
    const { id } = await begin()
    await says(id, 'hello')
    await untilSaid(id, 2)
    await running.console.platform('gladly')!.world.calm(10_000)
    const rows = async () =>
      (await ask<{ rows: WireRow[] }>('GET', '/api/wire?limit=5000')).body.rows.filter(({ talk }) => talk === id)
    const message = (await rows()).find(
      (row) => row.kind === 'activity' && row.direction === 'in' && row.title === 'message',
    )
    const turn = (await rows()).filter((row) => row.turn === message?.turn)
    assert.deepEqual(new Set(turn.map(({ kind }) => kind)), new Set(['webhook', 'activity', 'call']))
    const webhook = turn.find(({ kind }) => kind === 'webhook')!
    assert.deepEqual(webhook.proof, { header: 'x-account-identifier', accepted: true })
    const shown = (await ask<WireDetail>('GET', `/api/wire/${webhook.id}`)).body
    assert.match(shown.body ?? '', /CONTACT\/MESSAGE_RECEIVED/)
    const before = bots(await detail(id)).length
    const again = (await ask<{ id: number }>('POST', `/api/wire/${webhook.id}/replay`)).body
    const replayed = (await ask<WireDetail>('GET', `/api/wire/${again.id}`)).body
    assert.deepEqual([replayed.status, replayed.attempt, replayed.turn], [200, 2, webhook.turn])
    await running.console.platform('gladly')!.world.calm(10_000)
    assert.equal(bots(await detail(id)).length, before)
  })

  it('kills the bot and starts it again, and nothing is lost', async () => {
    const { id } = await begin()
    await says(id, 'hello')
    await untilSaid(id, 2)
    await says(id, 'order status')
    await running.console.platform('gladly')!.world.simulators.idle(10_000)
    assert.equal((await ask('POST', '/api/bots/bot-1/kill')).status, 204)
    const talk = await untilSaid(id, 3)
    assert.match(bots(talk)[2]!, /order number/)
    assert.equal(running.console.bot('bot-1')!.info.kills, 1)
  })

  it('saves what the customer and an agent said to each other along with what the bot heard and said', async () => {
    const { id } = (await ask<TalkSummary>('POST', '/api/platforms/gladly/scenario', { name: 'hand-off' })).body
    await until('the end of the script', async () => ((await detail(id)).playing ? undefined : true))
    interface Line {
      type: string
      id: string
      timestamp: string
      channelId: string
      text?: string
      from: { id: string; name?: string; role?: string }
      recipient: { id: string }
      conversation: { id: string }
      channelData?: unknown
    }
    const lines = (await ask<Line[]>('GET', `/api/talks/${id}/transcript`)).body
    for (const line of lines) {
      const { from, recipient, conversation, timestamp, channelId } = line
      assert.ok(line.type && line.id && from.id && recipient.id && conversation.id, JSON.stringify(line))
      assert.deepEqual([channelId, Number.isNaN(Date.parse(timestamp))], ['gladly', false])
    }
    const said = lines.flatMap(({ type, text, from }) => (type === 'message' ? [`${from.role}: ${text}`] : []))
    const from = said.indexOf('user: my parcel is lost')
    assert.match(said[from + 1]!, /^bot: I am passing you on/)
    assert.deepEqual(said.slice(from + 2, from + 5), [
      'agent: Hello, I am looking into it.',
      'user: thank you',
      'agent: It is on its way again.',
    ])
    assert.match(said[from + 5]!, /^bot: Welcome back!/)
    assert.equal(new Set(lines.map((line) => line.id)).size, lines.length, 'nothing twice')
    const agent = lines.find((line) => line.from.role === 'agent')!
    assert.deepEqual([agent.from.name, agent.channelData], ['Amy Agent', { contactCenter: 'agent' }])
  })

  it('has all times of a talk on the platform’s clock', async () => {
    const old = await begin()
    await says(old.id, 'hello')
    await untilSaid(old.id, 2)
    await ask('POST', '/api/platforms/gladly/clock', { advanceMs: 86_400_000 })
    const young = await begin()
    assert.ok(Date.parse(young.lastAt) - Date.parse((await detail(old.id)).lastAt) >= 86_000_000)
    await says(young.id, 'hello')
    assert.ok((await untilSaid(young.id, 2)).lastAt >= young.lastAt)
  })

  it('plays a script, and saves what was played as a transcript and as a test that passes', async () => {
    const { id } = (await ask<TalkSummary>('POST', '/api/platforms/gladly/scenario', { name: 'order' })).body
    const talk = await until('the end of the script', async () => {
      const now = await detail(id)
      return now.playing ? undefined : now
    })
    assert.equal(talk.scriptError, undefined)
    assert.equal(talk.owner.who, 'closed')
    const transcript = (await ask<{ type: string; text?: string }[]>('GET', `/api/talks/${id}/transcript`)).body
    const texts = transcript.filter(({ type }) => type === 'message').map(({ text }) => text)
    assert.deepEqual(
      texts.filter((text) => text === '1182'),
      ['1182'],
    )
    const story = (await ask<Story>('GET', `/api/talks/${id}/fixture`)).body
    const sandbox = await startSandbox({ platforms: ['gladly'] })
    try {
      await playStory(sandbox, story)
    } finally {
      await sandbox.stop()
    }
  })
})
