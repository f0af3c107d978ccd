import { ACTION_NAME, CREDENTIAL_FIELD, type GenesysValues, registrationUrl } from './values.ts'

const REQUIRED = ['teamId', 'botId', 'conversationId']
const OPTIONAL = ['messageId', 'customerId']

/** The action that tells the bot of a conversation, in the form that a Web Services Data Actions integration imports. */
export function dataAction(values: GenesysValues) {
  const text = { type: 'string' }
  return {
    name: ACTION_NAME,
    integrationType: 'custom-rest-actions',
    actionType: 'custom',
    config: {
      request: {
        requestUrlTemplate: registrationUrl(values),
        requestType: 'POST',
        // Genesys puts the credential in when it calls: the file has no secret.
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer \${credentials.${CREDENTIAL_FIELD}}` },
        requestTemplate: `{${REQUIRED.map(member).join(',')}${OPTIONAL.map(optionalMember).join('')}}`,
      },
      response: { translationMap: {}, translationMapDefaults: {}, successTemplate: `\${rawResult}` },
    },
    contract: {
      input: {
        inputSchema: {
          type: 'object',
          required: REQUIRED,
          properties: Object.fromEntries([...REQUIRED, ...OPTIONAL].map((name) => [name, text])),
          additionalProperties: true,
        },
      },
      output: {
        successSchema: {
          type: 'object',
          properties: { registered: { type: 'boolean' }, conversationId: text },
          additionalProperties: true,
        },
      },
    },
    secure: false,
  }
}

/** One member of the body, in Velocity. */
function member(name: string): string {
  return `"${name}":"$esc.jsonString(\${input.${name}})"`
}

/** The same, left out where the flow gives no value: Velocity would write the variable's name instead. */
function optionalMember(name: string): string {
  return `#if("$!{input.${name}}" != ""),${member(name)}#end`
}
