import { load } from 'js-yaml'
import { type Content, type OpenApiDocument, type Operation, type Parameter, specificationIn } from './openapi.ts'
import { resolve, type Schema } from './schema.ts'

type Referred<Part> = Part | { $ref: string }
/** Operations whose parts are written elsewhere in the document. */
type Written = Omit<Operation, 'parameters' | 'requestBody' | 'responses'> & {
  parameters?: Referred<Parameter>[]
  requestBody?: Referred<Content>
  responses: Record<string, Referred<Content>>
}

const CONVERSATION = '/chat-gateway/v1/conversations/{conversationId}'
const text: Schema = { type: 'string' }

/** 8x8's OpenAPI document of the Chat Gateway; undefined where it is not at hand. */
export const eightByEightSpecification = specificationIn('8x8-chat-gateway-v1.openapi.yaml', (yaml) => {
  const document = written(load(withoutDescriptions(yaml)) as OpenApiDocument)
  const webhook: Schema = {
    type: 'object',
    required: ['name', 'uri', 'version'],
    properties: {
      name: { ...text, maxLength: 256 },
      uri: text,
      version: resolve(document, '#/components/schemas/EventVersion'),
    },
  }
  const message = messageSchema()
  return {
    name: '8x8’s OpenAPI document',
    document,
    absent: [
      // Schedules and statistics are another API; the keys' older path is in the guide's samples.
      /^\/cc\/v1\//,
      /^\/vcc\//,
    ],
    requests: {
      // `text` is a string that requires a property `text`.
      [`POST ${CONVERSATION}/messages`]: message,
      'POST /chat-gateway/v1/conversations': creation(document, message),
      // One or the other, or both: alternatives of which each takes anything.
      [`PATCH ${CONVERSATION}`]: {
        allOf: [
          { $ref: '#/components/schemas/AssignmentField' },
          { $ref: '#/components/schemas/ConversationUserData' },
        ],
      },
      // Requires `notificationVersion`, and lists `version`.
      'POST /chat-gateway/v1/webhooks': webhook,
      'PUT /chat-gateway/v1/webhooks/{webhookId}': webhook,
      // Parts, and no JSON.
      [`POST ${CONVERSATION}/attachments`]: undefined,
    },
    statuses: [429],
    answerOf(body) {
      const { kty, validations, message } = Object(body)
      // A key is documented as text, with a key for example.
      if (kty === 'RSA') return JSON.stringify(body)
      // `ValidationExceptionPayload` and `ConstraintViolationProblem` are documented, and used by no operation.
      return Array.isArray(validations) ? { message } : body
    },
    known: [
      // Lists require what they have within `_embedded`, or nothing has.
      /\$\.(data|messages|cards) is missing$/,
      // `sizeInBytes` it is, and a type there is not.
      /\.(size|type) is missing$/,
    ],
  }
})

/** The document is no YAML: lines of its longer descriptions begin too far to the left. */
function withoutDescriptions(yaml: string): string {
  return yaml.replace(/description: "(?:[^"\\]|\\.)*"/gs, 'description: ""')
}

/** Follows the references of operations to their parts, and takes what stands for all other answers for the likely ones. */
function written(document: OpenApiDocument): OpenApiDocument {
  const follow = <Part extends object>(part: Referred<Part>): Part =>
    '$ref' in part ? (resolve(document, part.$ref) as Part) : part
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path) as Written[]) {
      if (operation.parameters) operation.parameters = operation.parameters.map(follow)
      if (operation.requestBody) operation.requestBody = follow(operation.requestBody)
      const { responses } = operation
      const otherwise = ['400', '401', '403', '404', '409', '413', '415'].map((status) => [status, responses.default])
      const all: Record<string, Referred<Content>> = { ...Object.fromEntries(otherwise), ...responses }
      operation.responses = Object.fromEntries(Object.entries(all).map(([status, answer]) => [status, follow(answer)]))
    }
  }
  return document
}

function messageSchema(): Schema {
  const cards = { type: 'array', items: { $ref: '#/components/schemas/AdaptiveCards' } }
  const externalProvider = { $ref: '#/components/schemas/ExternalProviderPayload' }
  return {
    type: 'object',
    required: ['authorType'],
    properties: { authorType: { enum: ['user', 'bot'] }, text, externalProvider, cards },
    allOf: [{ $ref: '#/components/schemas/Attachments' }],
  }
}

/** The documented one, with messages as they can be written. */
function creation(document: OpenApiDocument, message: Schema): Schema {
  const parts = resolve(document, '#/components/schemas/CreateTransactionRequest').allOf ?? []
  const messages: Schema = { type: 'array', items: message }
  const history: Schema = { type: 'object', required: ['messages'], properties: { messages } }
  const own: Schema = { type: 'object', required: ['channelId', 'user'], properties: { history } }
  return { allOf: [...parts.filter((part) => part.$ref !== undefined), own] }
}
