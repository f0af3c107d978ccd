import assert from 'node:assert/strict'
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { stopAll } from '../simulator/services.ts'
import { call, queued, type Received, receiver, tenant } from './tenant.ts'

/** The fact sheet's own vector, constructed independently of the simulator. */
const VECTOR = {
  headers: {
    'x-8x8-customer-id': 'custDemo01',
    'x-8x8-tenant-id': 'tenantdemo01',
    'x-8x8-event-id': 'Zm9vYmFyLWV2dC0wMQ',
    'x-8x8-retry': '0',
    'x-8x8-transmission-time': '1754300012400',
    'x-8x8-signature':
      'eyJiNjQiOmZhbHNlLCJjcml0IjpbImI2NCJdLCJraWQiOiJxN0xyMlh5VFRkR20wYVZiTjNrRXdBIiwiYWxnIjoiUlMyNTYifQ..qQSUObQv171f79Wf5zhEphi1sFdMOocSsN5j5E02wvAmx9r9Ua8I65YO0ZKksNQs4ijsPgx2utza0PGMEZVwLunj0ybzTSRRtiX8UEUv1TaCifLfjDV8orVhWPwycFFmhpFaoUDcjoKON2LJf7NgmtGFvzo0KfpMV9Ss2yXUPWmn2DN5V4snxDBr3qS-MKlJN7t1NJjeSiqaWY_Xi4bh9TKx1WeQnpvxZgKw2sWduSmGHqMTWD3lJbOyeJKXzWOBTPMsWAhkd032AzaAzS7B8EIlCYeebr5jlmx_xKUp3eRUePa7Ig1uIOo9gOghCpgYIFkn6tvd1PYAOoUQBxJBPA',
  },
  rawBody:
    '{"eventType":"MESSAGE","conversationId":"Bt4vQm2RkXwYh8sLz0","timestamp":1754300012345,"data":{"isEcho":false,"sender":{"id":"agTest01","type":"agent"},"text":"Grüezi, Mara hier"}}',
  jwk: {
    kty: 'RSA',
    e: 'AQAB',
    kid: 'q7Lr2XyTTdGm0aVbN3kEwA',
    n: 'reVWw_Xd1AGibp-qm-IRO8YOVhdpN-603AfCBTocKGYLnyOPGHn4eKckFZC_fnOclxS17BBJTsqS45QA0q20M1O5c6gsBsufnee2yK7apdbSMTrQc8zalid25o4mtTcSJcNHzvGzBOIR7yN2Ecc7WXnQGV06_iNrMxZ-5HeAuP1U8ndnQW8PqdE69deRXwogdWQdW7rtlNZWRcqsw7lRdGmK-a79hScR3E_VK9_czJLwRvBJ1pldCOFZiyXG_5SN__9Mv3GOjuG6BpvvoPaqn5tIujH5_7rTEeftqd__Bgt4WhPkThK6sKvnc6LVzrXoOLApzpzCrPVcOFbeJevUWw',
  },
}

/** Whether a delivery was signed with this key, by the rules of the validation guide. */
function signedBy(jwk: JsonWebKey, { headers, raw }: Pick<Received, 'headers' | 'raw'>): boolean {
  const of = (name: string) => String(headers[`x-8x8-${name}`])
  const [first, middle, last] = of('signature').split('.')
  if (middle !== '') return false
  const signed = `{"checksum":${crc32(raw)},"cid":"${of('customer-id')}","eid":"${of('event-id')}","retry":${of('retry')},"tid":"${of('tenant-id')}","tt":${of('transmission-time')}}`
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  return verify('RSA-SHA256', Buffer.from(`${first}.${signed}`), key, Buffer.from(last ?? '', 'base64url'))
}

const headerOf = ({ headers }: Received) =>
  JSON.parse(Buffer.from(String(headers['x-8x8-signature']).split('.')[0]!, 'base64url').toString())

describe('8x8 simulator: signatures', () => {
  afterEach(stopAll)

  it('are checked here as the fact sheet’s vector is', () => {
    const raw = Buffer.from(VECTOR.rawBody)
    assert.equal(crc32(raw), 353942703)
    assert.equal(signedBy(VECTOR.jwk, { headers: VECTOR.headers, raw }), true)
    assert.equal(signedBy(VECTOR.jwk, { headers: { ...VECTOR.headers, 'x-8x8-retry': '1' }, raw }), false)
    assert.equal(signedBy(VECTOR.jwk, { headers: VECTOR.headers, raw: Buffer.from('{}') }), false)
  })

  it('are on every event, with the headers they cover, and fit the key that is served', async () => {
    const { simulator, service } = await queued({}, { user: { name: 'Zoë Grüezi 漢字' } })
    for (const one of service.received.slice(1)) {
      const { kid, ...header } = headerOf(one)
      assert.deepEqual(header, { b64: false, crit: ['b64'], alg: 'RS256' })
      const { status, body } = await call(simulator, 'GET', `/jwk/${kid}/public`, undefined, { 'x-api-key': '' })
      assert.equal(status, 200)
      assert.deepEqual(Object.keys(body), ['kty', 'e', 'kid', 'n'])
      assert.equal(signedBy(body, one), true)
      assert.equal(one.headers['x-8x8-tenant-id'], simulator.tenantId)
      assert.equal(one.headers['x-8x8-customer-id'], simulator.customerId)
      assert.equal(one.headers['x-8x8-retry'], '0')
    }
    const ids = new Set(service.received.slice(1).map(({ headers }) => headers['x-8x8-event-id']))
    assert.equal(ids.size, 3)
  })

  it('change their key, while the old one is served on or not', async () => {
    const { simulator, service, id } = await queued()
    const { kid: first } = headerOf(service.received.at(-1)!)
    const second = await simulator.rotateKey()
    simulator.agentAccepts(id)
    await simulator.idle()
    const { kid } = headerOf(service.received.at(-1)!)
    assert.equal(kid, second)
    assert.notEqual(kid, first)
    const { body } = await call(simulator, 'GET', `/jwk/${second}/public`)
    assert.equal(signedBy(body, service.received.at(-1)!), true)
    assert.equal((await call(simulator, 'GET', `/jwk/${first}/public`)).status, 200)
    await simulator.rotateKey({ keepOld: false })
    assert.equal((await call(simulator, 'GET', `/jwk/${first}/public`)).status, 404)
  })

  it('have keys under the older path, and only there if set so', async () => {
    const simulator = await tenant()
    const kid = await simulator.rotateKey()
    const older = `/vcc/us/chat/v2/jwk/${kid}/public`
    assert.equal((await call(simulator, 'GET', older)).status, 200)
    simulator.settings.keyPaths = 'legacy'
    assert.equal((await call(simulator, 'GET', `/jwk/${kid}/public`)).status, 404)
    assert.equal((await call(simulator, 'GET', older)).status, 200)
    simulator.settings.keyPaths = 'gateway'
    assert.equal((await call(simulator, 'GET', older)).status, 404)
  })

  it('are not on verifications, unless set so', async () => {
    const simulator = await tenant()
    const service = await receiver(simulator)
    assert.equal(service.received[0]!.headers['x-8x8-signature'], undefined)
    assert.deepEqual(service.received[0]!.event, {
      notificationVersion: 'Chat Gateway v1.0',
      eventType: 'WEB_HOOK_VERIFY',
    })
    simulator.settings.signsVerification = true
    await simulator.setWebhook(service.url)
    const { body } = await call(simulator, 'GET', `/jwk/${headerOf(service.received[1]!).kid}/public`)
    assert.equal(signedBy(body, service.received[1]!), true)
  })
})
