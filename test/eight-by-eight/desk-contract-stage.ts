import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { EightByEightSimulator } from '../../scripts/sandbox/eight-by-eight/index.ts'
import { signatureOf } from '../../scripts/sandbox/eight-by-eight/signature.ts'
import { type EightByEightSandboxOptions, startSandbox } from '../../scripts/sandbox/index.ts'
import type { DeskPost, DeskStage, DeskStageOptions, OpenDeskStage } from '../contract/desk/stage.ts'
import { post } from '../contract/platform/post.ts'
import { watchEightByEight } from '../specs/watch.ts'
import { EightByEightActor } from './desk-actor.ts'
import { headersFor } from './signed.ts'

/** 8x8's agents behind customers of Web Chat. */
export const openEightByEightDesk: OpenDeskStage = (options) => openDesk(options)

/** The same, with settings of the simulator. */
export const eightByEightDeskWith =
  (eightByEight: EightByEightSandboxOptions): OpenDeskStage =>
  (options) =>
    openDesk(options, eightByEight)

const PATIENCE_MS = 300_000

async function openDesk(
  { logic, adapter, env, log, nowhere = false, patient = false }: DeskStageOptions = {},
  eightByEight: EightByEightSandboxOptions = {},
): Promise<DeskStage> {
  const sandbox = await startSandbox({
    platforms: ['8x8'],
    logic,
    log,
    adapter: { settleMs: 100, ...adapter },
    env: { ...(nowhere ? { EIGHT_BY_EIGHT_BASE_URL: 'http://127.0.0.1:9' } : {}), ...env },
    eightByEight: { signsVerification: true, ...(patient ? { webhookTimeoutMs: PATIENCE_MS } : {}), ...eightByEight },
    webChat: { recordLimit: 100_000, ...(patient ? { postTimeoutMs: PATIENCE_MS } : {}) },
  })
  const simulator = watchEightByEight(sandbox.eightByEight)
  const desk = new EightByEightActor(simulator)
  return {
    sandbox,
    webChat: sandbox.webChat,
    desk,
    wire: wireOf(simulator, desk, `${sandbox.server.url}/api/8x8`),
    // Looked at by the watch itself.
    deviations: () => [],
    stop: () => sandbox.stop(),
  }
}

function wireOf(simulator: EightByEightSimulator, desk: EightByEightActor, url: string): DeskPost {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return {
    words: (text, customer) =>
      JSON.stringify({
        eventType: 'MESSAGE',
        conversationId: customer === undefined ? `other-${randomUUID()}` : desk.current(customer),
        timestamp: Date.now(),
        data: { isEcho: false, sender: { id: simulator.agentId, type: 'agent' }, text },
      }),
    post: async (body) => post(url, await headersFor(simulator, body), body),
    async forge(body) {
      const right = await headersFor(simulator, body)
      const [first = ''] = right['x-8x8-signature']!.split('.')
      const { kid } = JSON.parse(Buffer.from(first, 'base64url').toString())
      const signed = {
        customerId: simulator.customerId,
        tenantId: simulator.tenantId,
        eventId: right['x-8x8-event-id']!,
        retry: 0,
        transmissionTime: Number(right['x-8x8-transmission-time']),
      }
      const { 'x-8x8-signature': _, ...unsigned } = right
      const otherKey = signatureOf({ kid, privateKey: other, jwk: { kid } }, Buffer.from(body), signed)
      const forged = [
        {},
        unsigned,
        { ...right, 'x-8x8-signature': otherKey },
        { ...right, 'x-8x8-event-id': randomUUID() },
        await headersFor(simulator, body, { signs: `${body} ` }),
        await headersFor(simulator, body, { kid: 'unknown-key' }),
        await headersFor(simulator, body, { customerId: 'another-customer' }),
        await headersFor(simulator, body, { tenantId: 'another-tenant' }),
      ]
      return Promise.all(forged.map((headers) => post(url, headers, body)))
    },
  }
}
