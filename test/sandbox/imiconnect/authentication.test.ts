import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { ImiconnectSimulator } from '../../../scripts/sandbox/imiconnect/index.ts'
import { stopAll } from '../simulator/services.ts'
import { call, reply, tenant } from './tenant.ts'

interface Made {
  claims?: object
  head?: object
  secret?: Buffer
}

function jwt({ settings }: ImiconnectSimulator, made: Made = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = part(made.head ?? { alg: 'HS256', typ: 'JWT' })
  const claims = part({ iss: settings.serviceId, iat: Math.floor(Date.now() / 1000), ...made.claims })
  const secret = made.secret ?? Buffer.from(settings.serviceSecret, 'base64')
  return `${head}.${claims}.${createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url')}`
}

async function codes(imi: ImiconnectSimulator, ...tries: object[]): Promise<(string | undefined)[]> {
  const { conversationId } = await imi.customerSays('hello')
  const found: (string | undefined)[] = []
  for (const headers of tries) found.push((await call(imi, reply(conversationId, 'hi'), { headers })).code)
  const taken = found.filter((code) => code === '1002').length
  assert.equal(imi.botMessages(conversationId).length, taken)
  return found
}

describe('IMIconnect simulator: who may call the generated URL', () => {
  afterEach(stopAll)

  it('is anybody who knows it, where nothing else is set', async () => {
    const imi = await tenant()
    assert.deepEqual(await codes(imi, {}, { key: 'any' }), ['1002', '1002'])
  })

  it('may be who has the service key, in header `key`', async () => {
    const imi = await tenant({ inboundAuth: 'serviceKey' })
    const tries = [{}, { key: 'wrong' }, { key: imi.serviceKey }]
    assert.deepEqual(await codes(imi, ...tries), ['7002', '7001', '1002'])
    assert.equal(imi.calls.at(-1)?.headers.key, '[redacted]')
    assert.equal((await call(imi, {})).status, 200)
    imi.settings.authErrorStatus = 400
    assert.equal((await call(imi, {})).status, 400)
  })

  it('looks at the JWT where both are sent', async () => {
    const imi = await tenant({ inboundAuth: 'serviceKey' })
    const key = imi.serviceKey
    const tries = [
      { key, authorization: 'Bearer nonsense' },
      { key: 'wrong', authorization: `Bearer ${jwt(imi)}` },
    ]
    assert.deepEqual(await codes(imi, ...tries), ['7001', '1002'])
  })

  it('may be who signs with the service secret, decoded', async () => {
    const imi = await tenant({ inboundAuth: 'jwt' })
    const bearer = (made?: Made) => ({ authorization: `Bearer ${jwt(imi, made)}` })
    const now = Math.floor(Date.now() / 1000)
    assert.deepEqual(await codes(imi, bearer(), { key: jwt(imi) }, bearer({ claims: { iat: now - 3590 } })), [
      '1002',
      '1002',
      '1002',
    ])
    const wrong: object[] = [
      {},
      { key: imi.serviceKey },
      bearer({ secret: Buffer.from(imi.settings.serviceSecret) }),
      bearer({ head: { alg: 'none', typ: 'JWT' } }),
      bearer({ claims: { iss: 'other' } }),
      bearer({ claims: { iat: now - 3600 } }),
      bearer({ claims: { iat: now + 600 } }),
      bearer({ claims: { iat: Date.now() + 0.5 } }),
      { authorization: `Bearer ${jwt(imi)}.more` },
    ]
    assert.deepEqual(await codes(imi, ...wrong), Array(wrong.length).fill('7001'))
    assert.equal(imi.calls.at(-1)?.headers.authorization, '[redacted]')
  })

  it('looks for the JWT where the setting says', async () => {
    const imi = await tenant({ inboundAuth: 'jwt', jwtHeader: 'key' })
    const bearer = { authorization: `Bearer ${jwt(imi)}` }
    assert.deepEqual(await codes(imi, bearer, { key: jwt(imi) }), ['7001', '1002'])
    imi.settings.jwtHeader = 'Authorization'
    assert.deepEqual(await codes(imi, bearer, { key: jwt(imi) }), ['1002', '7001'])
  })
})
