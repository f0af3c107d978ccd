import assert from 'node:assert/strict'
import type { HootsuiteSimulator } from '../../../scripts/sandbox/hootsuite/index.ts'
import { hootsuiteSpecification } from '../../specs/hootsuite.ts'
import { answerDeviations, requestDeviations, type Specification } from '../../specs/openapi.ts'
import { type Schema, unknowns, violations } from '../../specs/schema.ts'
import { stopAll } from '../simulator/services.ts'
import { call, connected, manipulate, requestToken, upload } from './organization.ts'

const hello = {
  sendMessages: [{ text: 'hi' }, { attachment: 'cat.png' }],
  indicateTyping: 'STOP',
  applyTopics: ['Billing'],
  applyConversationNotes: [{ text: 'a note' }],
  setContactAttributes: { account_number: '1975' },
}

/** Every endpoint and every event with what it documents, wrong requests included. */
async function everything(hootsuite: HootsuiteSimulator): Promise<void> {
  const contactAttributes = [{ attribute: 'tier', value: 'gold', source: 'CRM_CONFIRMED' as const }]
  const trigger = { type: 'POST', action: null } as const
  const said = { contactAttributes, trigger, payload: 'TRACK' }
  const { conversationId, customerId } = await hootsuite.customerSays('hello', said)
  await upload(hootsuite, conversationId, 'cat.png')
  await upload(hootsuite, conversationId, 'caf%C3%A9.png')
  await upload(hootsuite, 'none', 'cat.png')
  await manipulate(hootsuite, conversationId, hello)
  await manipulate(hootsuite, conversationId, { sendMessage: { text: 'one', attachment: 'cat.png' } })
  await manipulate(hootsuite, conversationId, { complete: 'NEVER' })
  await manipulate(hootsuite, conversationId, { complete: 'HANDOVER' })
  await manipulate(hootsuite, conversationId, { complete: 'RESOLVED' })
  await hootsuite.delegate(conversationId)
  const of = (id: string) => `/v2/contact/${id}/contact-attributes`
  const attributes = { autoConfirm: true, contactAttributes: [{ attribute: 'tier', value: null }] }
  for (const id of [customerId, 'none']) await call(hootsuite, 'PUT', of(id), attributes)
  await call(hootsuite, 'PUT', of(customerId), { contactAttributes: 'none' })
  await call(hootsuite, 'GET', '/v1/user-presence/online-agents')
  const authorization = 'Bearer expired'
  await call(hootsuite, 'GET', '/v1/user-presence/online-agents', undefined, { authorization })
  await call(hootsuite, 'PUT', of(customerId), attributes, { authorization })
  await requestToken(hootsuite, { form: { organization_id: '7' } })
  await hootsuite.idle()
}

describe('Hootsuite simulator: against Hootsuite’s OpenAPI document', () => {
  let specification: Specification
  before(function () {
    const read = hootsuiteSpecification()
    if (read === undefined) return this.skip()
    specification = read
  })
  afterEach(stopAll)

  it('takes documented requests, and answers with documented statuses and bodies', async () => {
    const { hootsuite } = await connected()
    await everything(hootsuite)
    const seen = new Set<string>()
    const wrong = hootsuite.calls.flatMap((one) => {
      const where = `${one.method} ${one.path} ${one.status}`
      seen.add(where)
      // What is refused was wrong on purpose.
      const asked = one.status === 200 ? requestDeviations(specification, one) : []
      return [...asked, ...answerDeviations(specification, one)].map((why) => `${where}: ${why}`)
    })
    assert.deepEqual(wrong, [])
    assert.ok(seen.size >= 14, [...seen].join('\n'))
  })

  it('tells of documented events, with documented fields only, each of the documented type', async () => {
    const { hootsuite, bot } = await connected()
    await everything(hootsuite)
    const schemas: Record<string, Schema> = {}
    for (const name of ['conversation-started', 'conversation-delegated', 'inbound-message-received']) {
      const type = name.toUpperCase().replaceAll('-', '_')
      const { content = {} } = specification.document.webhooks?.[`vai-${name}`]?.post?.requestBody ?? {}
      schemas[type] = Object.values(content)[0]!.schema!
    }
    const wrong = bot.received.flatMap(({ event }) => {
      const schema = schemas[event.type]!
      const { document } = specification
      const why = [...violations(document, schema, event), ...unknowns(document, schema, event)]
      return why.map((one) => `${event.type}: ${one}`)
    })
    assert.deepEqual(wrong, [])
    assert.deepEqual([...new Set(bot.types())].sort(), Object.keys(schemas).sort())
  })
})
