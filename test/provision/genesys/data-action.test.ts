import assert from 'node:assert/strict'
import { z } from 'zod'
import { genesysFiles } from '../../../scripts/provision/genesys/files.ts'
import { AWKWARD, VALUES } from './values.ts'

const text = z.strictObject({ type: z.literal('string') })

/** What a Web Services Data Actions integration imports. */
const EXPORTED_ACTION = z.strictObject({
  name: z.literal('Register bot conversation'),
  integrationType: z.literal('custom-rest-actions'),
  actionType: z.literal('custom'),
  config: z.strictObject({
    request: z.strictObject({
      requestUrlTemplate: z.url(),
      requestType: z.literal('POST'),
      headers: z.strictObject({
        'Content-Type': z.literal('application/json'),
        Authorization: z.literal(`Bearer \${credentials.token}`),
      }),
      requestTemplate: z.string(),
    }),
    response: z.strictObject({
      translationMap: z.strictObject({}),
      translationMapDefaults: z.strictObject({}),
      successTemplate: z.literal(`\${rawResult}`),
    }),
  }),
  contract: z.strictObject({
    input: z.strictObject({
      inputSchema: z.strictObject({
        type: z.literal('object'),
        required: z.tuple([z.literal('teamId'), z.literal('botId'), z.literal('conversationId')]),
        properties: z.strictObject({
          teamId: text,
          botId: text,
          conversationId: text,
          messageId: text,
          customerId: text,
        }),
        additionalProperties: z.literal(true),
      }),
    }),
    output: z.strictObject({
      successSchema: z.strictObject({
        type: z.literal('object'),
        properties: z.strictObject({
          registered: z.strictObject({ type: z.literal('boolean') }),
          conversationId: text,
        }),
        additionalProperties: z.literal(true),
      }),
    }),
  }),
  secure: z.literal(false),
})

function action(values = VALUES) {
  return EXPORTED_ACTION.parse(JSON.parse(genesysFiles(values)['register-conversation.custom.json'] ?? ''))
}

/** As much Velocity as the template uses. Null references keep their names, as Velocity writes them. */
function render(template: string, input: Record<string, string>): string {
  const escaped = (name: string) => {
    const value = input[name]
    return value === undefined ? `$esc.jsonString(\${input.${name}})` : JSON.stringify(value).slice(1, -1)
  }
  return template
    .replace(/#if\("\$!\{input\.(\w+)\}" != ""\)(.*?)#end/g, (_, name, then) =>
      (input[name] ?? '') === '' ? '' : then,
    )
    .replace(/\$esc\.jsonString\(\$\{input\.(\w+)\}\)/g, (_, name) => escaped(name))
}

describe('the data action', () => {
  it('is what Genesys exports, and calls the registration route', () => {
    assert.equal(action().config.request.requestUrlTemplate, 'https://bot.example.com/api/genesys/register')
  })

  it('does not depend on team, bot and queue: they are inputs', () => {
    assert.deepEqual(action(AWKWARD), action(VALUES))
  })

  it('sends what the flow gives, escaped', () => {
    const input = {
      teamId: 'a "b"',
      botId: 'c\\d',
      conversationId: '3e9c',
      messageId: 'm1',
      customerId: 'webchat-5f21',
    }
    assert.deepEqual(JSON.parse(render(action().config.request.requestTemplate, input)), input)
  })

  it('leaves out what the flow does not give', () => {
    const input = { teamId: 't', botId: 'b', conversationId: '3e9c' }
    assert.deepEqual(JSON.parse(render(action().config.request.requestTemplate, { ...input, messageId: '' })), input)
  })
})
