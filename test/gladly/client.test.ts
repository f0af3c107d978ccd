import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../../adapters/core/clock.ts'
import { PlatformRefusedError, PlatformUnreachableError } from '../../adapters/core/errors.ts'
import { createGladlyClient, type GladlyClient } from '../../adapters/gladly/client.ts'
import { problemsOf } from '../../adapters/gladly/schemas.ts'
import { acme } from './fixtures.ts'

interface Answer {
  status?: number
  headers?: Record<string, string>
  body?: unknown
}

/** Gladly as its documents leave it open: whatever a test wants it to answer. */
describe('Gladly: the API as it may answer', () => {
  let server: Server
  let client: GladlyClient
  let answers: Answer[]
  let asked: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[]

  beforeEach(async () => {
    answers = []
    asked = []
    server = createServer((req, res) => {
      let body = ''
      req.on('data', (chunk) => {
        body += chunk
      })
      req.on('end', () => {
        asked.push({ method: req.method!, url: req.url!, headers: req.headers, body })
        const { status = 200, headers = {}, body: answer } = answers.shift() ?? { status: 500 }
        // Not `writeHead(…).end(…)`: where restify is loaded it has replaced `writeHead` by one that returns nothing.
        res.writeHead(status, headers)
        res.end(answer === undefined || typeof answer === 'string' ? answer : JSON.stringify(answer))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    client = createGladlyClient(acme({ baseUrl, requestsPerSecond: 1_000 }), systemClock)
  })
  afterEach(async () => {
    client.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it('is asked with Basic credentials, for JSON, under /api/v1', async () => {
    answers.push({ body: { id: 'c', customerId: 'p', inboxId: 'i', status: 'OPEN' } })
    await client.conversation('-a/b c')
    const [{ url, headers }] = asked as [(typeof asked)[number]]
    assert.equal(url, '/api/v1/conversations/-a%2Fb%20c')
    assert.equal(headers.authorization, `Basic ${Buffer.from('bot@brand.example:tok-canary-7f3a').toString('base64')}`)
    assert.equal(headers.accept, 'application/json')
  })

  it('takes missing, null and empty agents for nobody', async () => {
    const conversation = { id: 'c', customerId: 'p', inboxId: 'i', status: 'OPEN' }
    answers.push(
      { body: conversation },
      { body: { ...conversation, agentId: null, topicIds: null, customAttributes: null } },
      { body: { ...conversation, agentId: '' } },
    )
    for (let n = 0; n < 3; n++) {
      const read = await client.conversation('c')
      assert.equal(read?.agentId, undefined)
      assert.deepEqual([read?.topicIds, read?.customAttributes], [[], []])
    }
  })

  it('has nothing where it says 404, whatever the body', async () => {
    const bodies: unknown[] = [
      { errors: { code: 'not_exist' } },
      { errors: [{ code: 'not_exist' }] },
      '',
      'Not found',
      '[]',
    ]
    for (const body of bodies) {
      answers.push({ status: 404, body })
      assert.equal(await client.conversation('c'), undefined)
    }
  })

  it('tells items that do not exist from those it does not show', async () => {
    answers.push({ status: 404 }, { status: 400, body: { errors: [{ code: 'invalid' }] } })
    assert.equal(await client.item('i'), 'unknown')
    assert.equal(await client.item('i'), 'unsupported')
  })

  it('may list items nobody foresaw, which hide no others', async () => {
    const item = { id: 'i', content: { type: 'SMS', content: 'hi' } }
    answers.push({ body: [null, 7, { id: 'x' }, item, { ...item, id: 'j', initiator: 'odd', timestamp: 5 }] })
    assert.deepEqual(
      (await client.items('c')).items.map(({ id }) => id),
      ['i', 'j'],
    )
  })

  it('flags cut lists by a header whose values nobody documents', async () => {
    const flags: Record<string, boolean> = {
      true: true,
      '1000': true,
      yes: true,
      false: false,
      False: false,
      '0': false,
    }
    for (const [flag, limited] of Object.entries(flags)) {
      answers.push({ body: [], headers: { 'Gladly-Limited-Data': flag } })
      assert.equal((await client.items('c')).limited, limited, flag)
    }
    answers.push({ body: [] })
    assert.equal((await client.items('c')).limited, false)
  })

  it('names new items by a relative, absolute or missing address', async () => {
    const content = { type: 'SMS', body: 'hi' } as const
    for (const [location, id] of [
      ['/api/v1/conversation-items/-new%20id', '-new id'],
      ['https://acme.gladly.com/api/v1/conversation-items/abc?x=1', 'abc'],
      [undefined, undefined],
    ]) {
      answers.push({ status: 201, headers: location === undefined ? {} : { Location: location } })
      assert.equal(await client.reply('i', content), id)
    }
    assert.equal(asked[0]?.body, '{"content":{"type":"SMS","body":"hi"}}')
  })

  it('is not followed to where attachments are', async () => {
    answers.push(
      { status: 303, headers: { Location: 'https://files.example/x?sig=1' } },
      { status: 303, headers: { Location: '/download/y' } },
      { status: 303 },
    )
    assert.equal(await client.attachmentUrl('i', 'a'), 'https://files.example/x?sig=1')
    assert.match((await client.attachmentUrl('i', 'a'))!, /^http:\/\/127\.0\.0\.1:\d+\/download\/y$/)
    assert.equal(await client.attachmentUrl('i', 'a'), undefined)
    assert.equal(asked.length, 3)
  })

  describe('for a customer who was merged', () => {
    const moved = (to: unknown): Answer => ({
      status: 301,
      body: { errors: [{ attr: 'customerId', code: 'moved', meta: { old: 'x', new: to } }] },
    })

    it('is followed to who they are now', async () => {
      answers.push(
        moved('b'),
        { status: 301, body: { errors: { code: 'moved', meta: { new: 'c/d' } } } },
        { body: { id: 'c/d', name: 'Ines' } },
      )
      assert.equal((await client.customer('a'))?.name, 'Ines')
      assert.deepEqual(
        asked.map(({ url }) => url),
        ['/api/v1/customer-profiles/a', '/api/v1/customer-profiles/b', '/api/v1/customer-profiles/c%2Fd'],
      )
    })

    it('is not followed in circles, nor into nothing', async () => {
      answers.push(...Array.from({ length: 20 }, () => moved('a')))
      assert.equal(await client.customer('a'), undefined)
      assert.ok(asked.length < 10)
      answers.splice(0, answers.length, moved(undefined))
      assert.equal(await client.customer('a'), undefined)
    })
  })

  it('refuses in its own words, list or single, with what to do', async () => {
    const close = () => client.updateConversation('c', { status: { value: 'CLOSED' } })
    const problem = { code: 'invalid_state', detail: 'topics are required before closing of conversation' }
    for (const errors of [problem, [problem]]) {
      answers.push({ status: 400, body: { errors } })
      await assert.rejects(close(), (error) => {
        assert.ok(error instanceof PlatformRefusedError)
        assert.match(error.message, /topics are required/)
        assert.match(error.hint ?? '', /profile/)
        return error.status === 400
      })
    }
    answers.push({ status: 403, body: 'no' })
    await assert.rejects(close(), (error) => error instanceof PlatformRefusedError && /roles/.test(error.hint ?? ''))
  })

  it('shows our credentials in no error', async () => {
    answers.push({ status: 401, body: '' })
    const refused = await client.topics().catch((error) => error)
    server.closeAllConnections()
    server.close()
    const broken = await client.topics().catch((error) => error)
    for (const error of [refused, broken]) {
      const { message, stack, hint, cause } = error
      assert.doesNotMatch(JSON.stringify({ message, stack, hint, cause, ...error }), /tok-canary|Basic [A-Za-z0-9]/)
    }
    assert.ok(broken instanceof PlatformUnreachableError && broken.outcome === 'not-sent')
  })

  it('streams events as lines, empty or not', async () => {
    answers.push({ headers: { 'Content-Type': 'application/x-jsonlines' }, body: '{"a":1}\r\n\n{"b":2}' }, { body: '' })
    const from = new Date('2026-03-09T08:00:00Z')
    const to = new Date('2026-03-09T09:00:00Z')
    assert.deepEqual(await client.events(from, to), ['{"a":1}', '{"b":2}'])
    assert.deepEqual(await client.events(from, to), [])
    const { searchParams } = new URL(asked[0]!.url, 'http://x')
    assert.deepEqual(searchParams.getAll('entities'), ['CONTACT', 'CONVERSATION'])
    assert.equal(searchParams.get('startAt'), '2026-03-09T08:00:00.000Z')
  })

  it('tells problems as a list, whatever the body', () => {
    for (const body of [
      undefined,
      null,
      '',
      'text',
      7,
      [],
      {},
      { errors: null },
      { errors: 'x' },
      { errors: [null, 'x'] },
    ]) {
      assert.deepEqual(problemsOf(body), [])
    }
    assert.deepEqual(
      problemsOf({ errors: { code: 'a', detail: null } }).map(({ code, detail }) => [code, detail]),
      [['a', undefined]],
    )
  })
})
