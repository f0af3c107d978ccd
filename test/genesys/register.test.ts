import assert from 'node:assert/strict'
import type { ConversationKey } from '../../adapters/core/engine/engine.ts'
import { PlatformUnreachableError } from '../../adapters/core/errors.ts'
import { silentLogger } from '../../adapters/core/log.ts'
import { GenesysDesk } from '../../adapters/genesys/index.ts'
import { isRegistration, readRegistration, verifyRegistration } from '../../adapters/genesys/register.ts'
import { ADDRESS, acme, CONVERSATION, OWN, REGISTRATION } from './fixtures.ts'

const ASKED = { teamId: 'team-42', botId: 'bot-7', conversationId: CONVERSATION, customerId: ADDRESS }

describe('Genesys: registration', () => {
  let linked: [string, ConversationKey][]
  let known: Record<string, ConversationKey>
  let conversation: () => Promise<unknown>

  const request = (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${REGISTRATION}` }) => ({
    method: 'POST',
    url: '/api/genesys/register',
    headers,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  })
  const answer = async (body: unknown) => {
    const reading = await readRegistration(
      {
        settings: acme(),
        calls: { conversation: conversation as never },
        desk: {
          ownerOf: async (id) => known[id],
          link: async (id, own) => void linked.push([id, own]),
          log: silentLogger,
        },
      },
      request(body),
    )
    assert.ok('answer' in reading && reading.answer !== undefined)
    const events = reading.kind === 'events' ? reading.events : []
    return { status: reading.answer.status, body: JSON.parse(reading.answer.body!) as unknown, events }
  }
  beforeEach(() => {
    linked = []
    known = { [ADDRESS]: OWN }
    conversation = async () => undefined
  })

  it('is told from the webhook by its path', () => {
    for (const url of ['/api/genesys/register', '/api/genesys/register/', '/register?x=1'])
      assert.ok(isRegistration({ url }))
    for (const url of ['/api/genesys', '/api/genesys?x=/register', '/api/genesys/registered'])
      assert.ok(!isRegistration({ url }))
  })

  const cases: [string, string | undefined, number][] = [
    ['the secret', `Bearer ${REGISTRATION}`, 200],
    ['the scheme in other letters', `bearer ${REGISTRATION}`, 200],
    ['no header', undefined, 401],
    ['another secret', 'Bearer registration-secret-78', 401],
    ['a part of it', `Bearer ${REGISTRATION.slice(0, -1)}`, 401],
    ['the secret alone', REGISTRATION, 401],
    ['nothing', 'Bearer ', 401],
  ]
  for (const [name, authorization, status] of cases) {
    it(`asks for the secret: ${name}`, () => {
      const verdict = verifyRegistration(acme(), request(ASKED, authorization === undefined ? {} : { authorization }))
      assert.equal(verdict.ok ? 200 : verdict.status, status)
    })
  }

  it('takes the old secret as well as the new one, and none without the integration', () => {
    assert.ok(verifyRegistration(acme({ registrationSecrets: ['newer', REGISTRATION] }), request(ASKED)).ok)
    const early = verifyRegistration(acme({ integrationId: undefined }), request(ASKED))
    assert.equal(!early.ok && early.status, 503)
  })

  it('is no way around the webhook’s signature, nor the other way round', () => {
    const desk = new GenesysDesk({ ...acme(), profile: {} })
    assert.ok(!desk.verify({ ...request(ASKED), url: '/api/genesys' }).ok)
    assert.ok(!desk.verify(request(ASKED, { 'x-hub-signature-256': 'sha256=x' })).ok)
  })

  it('correlates by the customer, links the conversation, and remembers it', async () => {
    const { status, body, events } = await answer(ASKED)
    assert.deepEqual([status, body], [200, { registered: true, conversationId: CONVERSATION }])
    assert.deepEqual(linked, [[CONVERSATION, OWN]])
    assert.equal(events[0]!.conversation.conversationId, ADDRESS)
    assert.deepEqual(await answer(ASKED), { status, body, events })
  })

  it('correlates by the conversation, known or looked up', async () => {
    const { customerId: _, ...anonymous } = ASKED
    known = { [CONVERSATION]: OWN }
    assert.equal((await answer(anonymous)).status, 200)
    known = { [ADDRESS]: OWN }
    conversation = async () => ({
      participants: [{ purpose: 'customer', fromAddress: { addressNormalized: ADDRESS } }],
    })
    assert.equal((await answer(anonymous)).status, 200)
  })

  const wrong: [string, unknown, number][] = [
    ['no JSON', '{', 400],
    ['no object', '[]', 400],
    ['no conversation', { ...ASKED, conversationId: '' }, 400],
    ['a number', { ...ASKED, teamId: 42 }, 400],
    ['another team', { ...ASKED, teamId: 'team-43' }, 403],
    ['another bot', { ...ASKED, botId: 'bot-8' }, 403],
    ['a chat nobody knows', { ...ASKED, customerId: 'bf-unknown' }, 404],
  ]
  for (const [name, body, status] of wrong) {
    it(`answers ${status} to ${name}, and keeps nothing`, async () => {
      const got = await answer(body)
      assert.deepEqual([got.status, got.events, linked], [status, [], []])
    })
  }

  it('answers 503 where the conversation cannot be looked up just now', async () => {
    known = {}
    conversation = async () => {
      throw new PlatformUnreachableError('down', 'not-sent')
    }
    assert.equal((await answer(ASKED)).status, 503)
  })
})
