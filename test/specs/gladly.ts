import { type OpenApiDocument, specificationIn } from './openapi.ts'
import type { Schema } from './schema.ts'

const text: Schema = { type: 'string' }
const objectOf = (properties: Record<string, Schema>, required = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
})
const pairs: Schema = { type: 'array', items: objectOf({ key: text, value: text }) }

/** Gladly's OpenAPI document of June 2025; undefined where it is not at hand. */
export const gladlySpecification = specificationIn('gladly-2025-06.openapi.json', (json) => {
  return {
    name: 'Gladly’s OpenAPI document',
    document: JSON.parse(json) as OpenApiDocument,
    absent: [
      // Attachments of items came in 2026, after this document.
      /^\/api\/v1\/conversation-items\/[^/]+\/attachments\/[^/]+$/,
    ],
    requests: {
      // Requires `content`, lists `body`, and shows `content.body` as its example: the one or the other.
      'POST /api/v1/conversations/{conversationId}/notes': {
        oneOf: [objectOf({ content: objectOf({ body: text }) }), objectOf({ body: text })],
      },
      // Requires `topicIDs`, and lists and shows `topicIds`.
      'POST /api/v1/conversations/{conversationId}/topics': objectOf({ topicIds: { type: 'array', items: text } }),
      // Requires `content` and lists `body`, a text with items; the example has neither, but `add` and `remove`.
      'POST /api/v1/customer-history/{customerId}/conversations/{conversationId}/custom-attributes': objectOf(
        { add: pairs, remove: pairs },
        [],
      ),
      // Has no way to say that nobody is assigned: Gladly's own samples send `agentId` as null.
      'PATCH /api/v1/conversations/{conversationId}': objectOf(
        {
          assignee: objectOf({ inboxId: text, agentId: { ...text, 'x-nullable': true } }, ['inboxId']),
          status: objectOf({ value: { enum: ['CLOSED', 'OPEN'] }, force: { type: 'boolean' } }, ['value']),
        },
        [],
      ),
    },
    // "Status codes" and "Rate Limit" in the document's text: for all calls, and of no documented shape.
    statuses: [401, 429],
    // The schemas say list where some of the examples have a single object.
    answerOf(body) {
      const { errors } = (body ?? {}) as { errors?: unknown }
      return errors !== undefined && !Array.isArray(errors) ? { errors: [errors] } : body
    },
    known: [
      // Came in 2026, after this document: files of messages, and items by rules and by Gladly's own AI.
      /content\.attachments is not documented$/,
      /initiator\.type is "SYSTEM"$/,
      // In the example of a customer who was merged, though not in the schema.
      /errors\[0\]\.meta is not documented$/,
    ],
  }
})
