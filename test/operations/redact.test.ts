import assert from 'node:assert/strict'
import { redact, redactBody, redactSentence } from '../../scripts/dead-letters/redact.ts'

describe('A payload without what people wrote', () => {
  it('keeps keys, types, lengths and the names of kinds', () => {
    const payload = {
      type: 'CONVERSATION/MESSAGE_RECEIVED',
      id: '0f1b2c3d-0000-4000-8000-123456789abc',
      timestamp: '2026-03-01T12:00:00.000Z',
      at: 1772366400000,
      text: 'I am Cora',
      count: 3,
      fine: true,
      none: null,
      list: ['a b', 'c'],
      empty: '',
    }
    assert.deepEqual(redact(payload), {
      ...payload,
      text: '‹text, 9›',
      list: ['‹text, 3›', '‹text, 1›'],
    })
  })

  it('hides addresses, numbers and tokens, wherever they stand', () => {
    assert.deepEqual(
      redact({
        from: { id: 'cora@example.com', phone: '+49 170 1234567', number: 491701234567 },
        'cora@example.com': 1,
        accessToken: 'abc',
        password: 'x',
        jwt: 'eyJhbGciOi.eyJzdWIiOiJ.c2lnbmF0dXJl',
        url: 'https://example.com/?customer=cora',
        type: '+491701234567',
      }),
      {
        from: { id: '‹e-mail, 16›', phone: '‹number, 15›', number: '‹number, 12›' },
        '‹key, 16›': 1,
        accessToken: '‹token, 3›',
        password: '‹token, 1›',
        jwt: '‹token, 35›',
        url: '‹address, 34›',
        type: '‹number, 13›',
      },
    )
  })

  it('looks into JSON inside of JSON, and takes everything else for text', () => {
    assert.deepEqual(redactBody('{"body":"{\\"text\\":\\"hello\\",\\"type\\":\\"A\\"}"}'), {
      body: { text: '‹text, 5›', type: 'A' },
    })
    assert.equal(redactBody('{"text": cora'), '‹text, 13›')
    assert.equal(redactBody('"words"'), '‹text, 7›')
    assert.equal(redactBody('['.repeat(5_000) + ']'.repeat(5_000)), '‹text, 10000›')
  })

  it('takes addresses and numbers out of sentences', () => {
    assert.equal(
      redactSentence('Cannot send to cora@example.com or +49 170 1234567: 404.'),
      'Cannot send to ‹e-mail› or ‹number›: 404.',
    )
  })
})
