import { createHmac, createPrivateKey, randomUUID } from 'node:crypto'
import { type SigningKey, signatureOf } from '../../../scripts/sandbox/eight-by-eight/signature.ts'
import type { RouteTold } from './told.ts'

export type Headers = [string, string][]

/** Where a request goes, and what it carries beside its body. */
export interface Addressed {
  url: string
  headers: Headers
}

/** How a platform proves on its route that it is the one who sends. */
export function proverOf({ url, proof }: RouteTold): (body: Buffer) => Addressed {
  switch (proof.by) {
    case 'header':
      return () => ({ url, headers: [[proof.name, proof.value]] })
    case 'hootsuite': {
      const key = Buffer.from(proof.secret, 'hex')
      return (body) => ({
        url,
        headers: [['X-Hootsuite-Signature', createHmac('sha256', key).update(body).digest('hex')]],
      })
    }
    case 'genesys':
      return (body) => {
        const signature = createHmac('sha256', proof.secret).update(body).digest('base64')
        return { url, headers: [['X-Hub-Signature-256', `sha256=${signature}`]] }
      }
    case '8x8': {
      const key = { kid: proof.kid, privateKey: createPrivateKey(proof.pem) } as SigningKey
      const { customerId, tenantId } = proof
      return (body) => {
        const signed = { customerId, tenantId, eventId: randomUUID(), retry: 0, transmissionTime: Date.now() }
        return {
          url,
          headers: [
            ['x-8x8-customer-id', customerId],
            ['x-8x8-tenant-id', tenantId],
            ['x-8x8-event-id', signed.eventId],
            ['x-8x8-retry', '0'],
            ['x-8x8-transmission-time', String(signed.transmissionTime)],
            ['x-8x8-signature', signatureOf(key, body, signed)],
          ],
        }
      }
    }
    default:
      return () => ({ url, headers: [] })
  }
}

/** The same route for somebody who has no proof, or half of one, or somebody else's. */
export function forgerOf(told: RouteTold): (body: Buffer, how: number) => Addressed {
  const prove = proverOf(told)
  const { url, proof } = told
  return (body, how) => {
    if (proof.by === 'url') return { url: how % 2 === 0 ? proof.wrongUrl : `${url}x`, headers: [] }
    if (proof.by === 'loopback')
      return { url, headers: [[how % 2 === 0 ? 'X-Forwarded-For' : 'Forwarded', '203.0.113.7']] }
    const { headers } = prove(how % 3 === 0 ? body : Buffer.concat([body, Buffer.from(' ')]))
    if (how % 3 === 0) return { url, headers: [] }
    // Of a proof that is not over the body some characters are changed.
    return { url, headers: headers.map(([name, value]) => [name, spoilt(name, value, how)]) }
  }
}

function spoilt(name: string, value: string, how: number): string {
  if (/retry|time|-id$/i.test(name)) return value
  const at = how % value.length
  return `${value.slice(0, at)}${value[at] === 'A' ? 'B' : 'A'}${value.slice(at + 1)}`
}
