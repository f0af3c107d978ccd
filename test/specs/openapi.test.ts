import assert from 'node:assert/strict'
import { answerDeviations, requestDeviations, type SimulatedCall, type Specification } from './openapi.ts'

const SPECIFICATION: Specification = {
  name: 'the document',
  document: {
    paths: {
      '/notes/{noteId}': {
        put: {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['text'],
                  properties: {
                    text: { type: 'string' },
                    about: {
                      oneOf: [
                        { type: 'object', required: ['order'], properties: { order: { type: 'integer' } } },
                        { type: 'object', required: ['person'], properties: { person: { type: 'string' } } },
                      ],
                    },
                  },
                },
              },
            },
          },
          responses: {
            200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } } },
            204: {},
            404: {},
          },
        },
      },
      '/notes': {
        parameters: [{ in: 'query', name: 'since', required: true, schema: { type: 'string' } }],
        get: {
          parameters: [{ in: 'header', name: 'X-Team', required: true }],
          responses: {
            200: { content: { 'application/x-jsonlines': { schema: { $ref: '#/components/schemas/Note' } } } },
          },
        },
      },
    },
    components: {
      schemas: { Note: { type: 'object', required: ['id'], properties: { id: { type: 'string', maxLength: 3 } } } },
    },
  },
  absent: [/^\/newer$/],
  statuses: [429],
}

const PUT: SimulatedCall = {
  method: 'PUT',
  path: '/notes/n1',
  query: {},
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: { text: 'hello' },
  status: 204,
}
const GET: SimulatedCall = {
  method: 'GET',
  path: '/notes',
  query: { since: 'today' },
  headers: { 'x-team': 'a' },
  body: undefined,
  status: 200,
  responseBody: '{"id":"1"}\n{"id":"2"}\n',
}

describe('the check of calls against an OpenAPI document', () => {
  const asked = (changes: Partial<SimulatedCall>, call = PUT) =>
    requestDeviations(SPECIFICATION, { ...call, ...changes })
  const answered = (changes: Partial<SimulatedCall>, call = PUT) =>
    answerDeviations(SPECIFICATION, { ...call, ...changes })

  it('finds nothing where there is nothing', () => {
    for (const call of [PUT, GET]) assert.deepEqual([...asked({}, call), ...answered({}, call)], [])
    assert.deepEqual(asked({ body: { text: 'hello', about: { person: 'Ann' } } }), [])
    assert.deepEqual(asked({ path: '/newer' }), [])
  })

  it('finds paths and methods that do not exist', () => {
    for (const changes of [{ path: '/notes/n1/x' }, { path: '/notes/' }, { method: 'POST' }])
      assert.deepEqual(asked(changes), ['the document has no such call'])
  })

  it('finds parameters that are absent or made up', () => {
    assert.deepEqual(asked({ query: {}, headers: {} }, GET), [
      'has no query parameter since',
      'has no header parameter X-Team',
    ])
    assert.deepEqual(asked({ query: { since: ['today', 'now'] } }, GET), ['query parameter since is no string'])
    assert.deepEqual(asked({ query: { since: 'today', til: 'now' } }, GET), ['query parameter til is not documented'])
  })

  it('finds bodies that are absent, of another type, or have other fields', () => {
    assert.deepEqual(asked({ body: undefined }), ['has no body'])
    assert.deepEqual(asked({ body: {} }, GET), ['has a body, and none is documented'])
    assert.deepEqual(asked({ headers: { 'content-type': 'text/plain' } }), ['is text/plain, which is not documented'])
    assert.deepEqual(asked({ body: {} }), ['$.text is missing'])
    assert.deepEqual(asked({ body: { text: 1 } }), ['$.text is no string'])
    assert.deepEqual(asked({ body: { text: '', titel: '' } }), ['$.titel is not documented'])
    assert.match(asked({ body: { text: '', about: { order: 'one' } } }).join(), /^\$\.about fits none of /)
    assert.deepEqual(asked({ body: { text: '', about: { order: 1, nr: 1 } } }), ['$.about.nr is not documented'])
  })

  it('finds answers of other statuses and shapes', () => {
    assert.deepEqual(answered({ status: 201 }), ['201 is not documented'])
    assert.deepEqual(answered({ responseBody: 'done' }), ['204 is documented without a body'])
    assert.deepEqual(answered({ status: 200, responseBody: { id: 'long' } }), ['200 with $.id is longer than 3'])
    assert.deepEqual(answered({ responseBody: '{"id":"1"}\n{"nr":1}' }, GET), [
      '200 with $.id is missing',
      '200 with $.nr is not documented',
    ])
  })

  it('takes answers that are documented for all calls, and those of faults', () => {
    assert.deepEqual(answered({ status: 429 }), [])
    assert.deepEqual(answered({ status: 503, fault: 'status' }), [])
    assert.deepEqual(answered({ status: 503, fault: 'slow' }), ['503 is not documented'])
    assert.deepEqual(answered({ status: undefined, fault: 'reset-after' }), [])
  })
})
