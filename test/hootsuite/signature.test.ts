import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isSigned, sign, whyNoKey } from '../../adapters/hootsuite/signature.ts'
import { profile, SECRET } from './fixtures.ts'

const BODY_1 = Buffer.from(
  '{"timestamp":"2031-05-06T07:08:09.123456Z","idempotencyKey":"b2f0c6de-0d5f-4a63-9a2b-7f6f6d3a9c11","version":1,"type":"INBOUND_MESSAGE_RECEIVED","data":{"conversationId":"conv-7781","message":{"messageId":"msg-0001","text":"Où est mon colis ?"},"conversationTopics":[]}}',
)
const BODY_2 = Buffer.from('{ "type" : "CONVERSATION_STARTED",\n  "data" : { "conversationId" : "conv-7781" } }\n')
const SIGNATURE_1 = 'bcbb3ced6d76b80763351e452d6a6bd5adc2ed2d1b1781a2a34fc1c5b4054e20'
const SIGNATURE_1_AS_TEXT = 'bb7471881e7cfd27319fe1fa998fb650e8d1bd48a91541d0d7596dcddb299fde'
const SIGNATURE_2 = 'f5ec6c3a7e3b51dc808b0a819e8c82265bd09b02d73f77e8c38b67d4793af210'

describe('Hootsuite: signatures', () => {
  it('are those of the known examples', () => {
    assert.equal(BODY_1.length, 271)
    assert.equal(BODY_2.length, 83)
    assert.equal(sign(SECRET, BODY_1, profile()), SIGNATURE_1)
    assert.equal(sign(SECRET, BODY_2, profile()), SIGNATURE_2)
    assert.equal(sign(SECRET, BODY_1, profile({ secretEncoding: 'utf8' })), SIGNATURE_1_AS_TEXT)
  })

  it('of a key taken as text are refused, unless the profile says that it is one', () => {
    assert.ok(isSigned(SIGNATURE_1, BODY_1, [SECRET], profile()))
    assert.ok(!isSigned(SIGNATURE_1_AS_TEXT, BODY_1, [SECRET], profile()))
    assert.ok(isSigned(SIGNATURE_1_AS_TEXT, BODY_1, [SECRET], profile({ secretEncoding: 'utf8' })))
  })

  it('are compared as bytes, so that the case of hexadecimal digits does not matter', () => {
    assert.ok(isSigned(SIGNATURE_1.toUpperCase(), BODY_1, [SECRET.toUpperCase()], profile()))
  })

  it('are those of any secret in the list', () => {
    assert.ok(isSigned(SIGNATURE_1, BODY_1, ['00ff', SECRET], profile()))
    assert.ok(!isSigned(SIGNATURE_1, BODY_1, ['00ff', '11ee'], profile()))
    assert.ok(!isSigned(SIGNATURE_1, BODY_1, [], profile()))
  })

  it('may be in base64, where the profile says so', () => {
    const rules = profile({ signatureEncoding: 'base64' })
    assert.ok(isSigned(Buffer.from(SIGNATURE_1, 'hex').toString('base64'), BODY_1, [SECRET], rules))
    assert.ok(!isSigned(SIGNATURE_1, BODY_1, [SECRET], rules))
  })

  it('of one body are none of any other, to the last space', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
        const signature = sign(SECRET, Buffer.from(one), profile())
        assert.equal(isSigned(signature, Buffer.from(other), [SECRET], profile()), Buffer.compare(one, other) === 0)
      }),
    )
    assert.ok(!isSigned(SIGNATURE_2, BODY_2.subarray(0, -1), [SECRET], profile()))
  })

  it('that are anything else are refused and throw nothing', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.constantFrom('', 'zz', SIGNATURE_1.slice(1), `${SIGNATURE_1}00`, `sha256=${SIGNATURE_1}`),
    )
    fc.assert(fc.property(odd, (signature) => !isSigned(signature, BODY_1, [SECRET], profile())))
  })
})

describe('Hootsuite: a webhook secret', () => {
  it('is hexadecimal and whole, and the reason why not does not show it', () => {
    assert.equal(whyNoKey(SECRET, profile()), undefined)
    for (const secret of ['not hex!', `${SECRET}0`, '', 'abc', `${SECRET.slice(2)}xy`]) {
      const why = whyNoKey(secret, profile())
      assert.ok(why)
      if (secret.length > 3) assert.ok(!why.includes(secret))
    }
  })

  it('may be any text where the profile says so', () => {
    assert.equal(whyNoKey('not hex!', profile({ secretEncoding: 'utf8' })), undefined)
  })
})
