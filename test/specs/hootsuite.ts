import { load } from 'js-yaml'
import { type OpenApiDocument, specificationIn } from './openapi.ts'
import { resolve, type Schema } from './schema.ts'

const MANIPULATE = 'POST /inbox/v1/virtual-agent/conversations/{conversationId}'
const ATTACHMENTS = '/inbox/v1/virtual-agent/conversations/{conversationId}/attachments/{filename}'

/** Hootsuite's OpenAPI document of Inbox 2.0; undefined where it is not at hand. */
export const hootsuiteSpecification = specificationIn('hootsuite-inbox-2.0.openapi.yaml', (yaml) => {
  const document = load(yaml) as OpenApiDocument
  return {
    name: 'Hootsuite’s OpenAPI document',
    document,
    // The document's paths say POST for uploads, its prose says PUT.
    methodOf: ({ method, path }) => (method === 'PUT' && path.includes('/attachments/') ? 'POST' : method),
    requests: {
      [MANIPULATE]: manipulation(document),
      // Bytes of whatever type: `Content-Type` is the file's, though the body is documented as octets.
      [`POST ${ATTACHMENTS}`]: undefined,
      // The schema is that of what a CRM answers, and does not fit its own example.
      'PUT /inbox/v2/contact/{contactProfileId}/contact-attributes': undefined,
    },
    // The limits of Hootsuite's API as a whole are documented elsewhere.
    statuses: [429],
  }
})

/** With tags as the prose has them for this call: "You must specify the `messageId`". The schema has bare names. */
function manipulation(document: OpenApiDocument): Schema {
  const documented = resolve(document, '#/components/schemas/ConversationManipulation')
  const text: Schema = { type: 'string' }
  const tag: Schema = { type: 'object', required: ['messageId', 'tag'], properties: { messageId: text, tag: text } }
  return { ...documented, properties: { ...documented.properties, applyTags: { type: 'array', items: tag } } }
}
