import { randomUUID } from 'node:crypto'
import type { EightByEightSimulator } from '../../scripts/sandbox/eight-by-eight/index.ts'
import { KeyRing } from '../../scripts/sandbox/eight-by-eight/keys.ts'
import { type SigningKey, signatureOf } from '../../scripts/sandbox/eight-by-eight/signature.ts'

/** What a request of 8x8's carries beside its body, and what of it is to be wrong. */
export interface SignedChanges {
  customerId?: string
  tenantId?: string
  eventId?: string
  kid?: string
  /** The body that is signed, where it is not the one that is sent. */
  signs?: string | Buffer
}

/**
 * Signs as a simulated 8x8 does. All simulators of a process have one key pair, each under a name of its own: the name
 * stands in what it signed, which is why it must have sent a signed event (`signsVerification`).
 */
export async function headersFor(
  simulator: EightByEightSimulator,
  body: string | Buffer,
  changes: SignedChanges = {},
): Promise<Record<string, string>> {
  const { current } = await KeyRing.start()
  const key: SigningKey = { ...current, kid: changes.kid ?? kidOf(simulator) }
  const { customerId = simulator.customerId, tenantId = simulator.tenantId, eventId = randomUUID() } = changes
  const signed = { customerId, tenantId, eventId, retry: 0, transmissionTime: Date.now() }
  return {
    'x-8x8-customer-id': customerId,
    'x-8x8-tenant-id': tenantId,
    'x-8x8-event-id': eventId,
    'x-8x8-retry': '0',
    'x-8x8-transmission-time': String(signed.transmissionTime),
    'x-8x8-signature': signatureOf(key, Buffer.from((changes.signs ?? body) as string), signed),
  }
}

function kidOf({ deliveries }: EightByEightSimulator): string {
  const signature = deliveries.map(({ headers }) => headers['x-8x8-signature']).find((one) => one !== undefined)
  if (signature === undefined) throw new Error('the simulator has signed nothing yet: set signsVerification')
  return JSON.parse(Buffer.from(signature.split('.')[0]!, 'base64url').toString()).kid
}
