import { createHmac, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { GenesysSimulator } from '../../scripts/sandbox/genesys/index.ts'
import { type GenesysSandboxOptions, startSandbox } from '../../scripts/sandbox/index.ts'
import type { DeskPost, DeskStage, DeskStageOptions, OpenDeskStage } from '../contract/desk/stage.ts'
import { post } from '../contract/platform/post.ts'
import { genesysDeviations } from '../specs/genesys.ts'
import { GenesysActor } from './desk-actor.ts'

/** No limit of calls, for nothing here is about pacing; and a queue by its id, which tells who is there. */
export const ENVIRONMENT = {
  GENESYS_PROFILE: fileURLToPath(new URL('./desk-profile.json', import.meta.url)),
  GENESYS_QUEUES: 'billing=5d1f0c7e-3b52-4d0f-9a51-0e6c1f2a7702',
}
export const SIMULATOR: GenesysSandboxOptions = { requestsPerMinute: 1_000_000 }

/** A port nobody listens on. */
const NOWHERE = 'http://127.0.0.1:9'

/** Genesys Cloud's agents behind customers of Web Chat. */
export const openGenesysDesk: OpenDeskStage = (options) => openDesk(options)

/** The same, with settings of the simulator. */
export const genesysDeskWith =
  (genesys: GenesysSandboxOptions): OpenDeskStage =>
  (options) =>
    openDesk(options, genesys)

const PATIENCE_MS = 300_000

async function openDesk(
  { logic, adapter, env, log, mirrors = true, nowhere = false, patient = false }: DeskStageOptions = {},
  genesys: GenesysSandboxOptions = {},
): Promise<DeskStage> {
  const sandbox = await startSandbox({
    platforms: ['genesys'],
    logic,
    log,
    adapter: { settleMs: 100, ...adapter },
    env: { ...ENVIRONMENT, ...(nowhere ? { GENESYS_API_URL: NOWHERE, GENESYS_LOGIN_URL: NOWHERE } : {}), ...env },
    genesys: {
      ...SIMULATOR,
      mirror: mirrors ? 'all' : 'summary',
      ...(patient ? { webhookTimeoutMs: PATIENCE_MS, retryConnectionErrors: true } : {}),
      ...genesys,
    },
    webChat: { recordLimit: 100_000, ...(patient ? { postTimeoutMs: PATIENCE_MS } : {}) },
  })
  const simulator = sandbox.genesys
  const desk = new GenesysActor(simulator)
  return {
    sandbox,
    webChat: sandbox.webChat,
    desk,
    wire: wireOf(simulator, desk, `${sandbox.server.url}/api/genesys`),
    deviations: () => [...new Set(simulator.calls.flatMap(genesysDeviations))],
    stop: () => sandbox.stop(),
  }
}

const HEADER = 'X-Hub-Signature-256'

function wireOf(simulator: GenesysSimulator, desk: GenesysActor, url: string): DeskPost {
  const signed = (secret: string, body: string, encoding: 'base64' | 'hex' = 'base64') =>
    `sha256=${createHmac('sha256', secret).update(body).digest(encoding)}`
  return {
    words: (text, customer) => {
      const id = randomUUID().replaceAll('-', '')
      const current = customer === undefined ? undefined : desk.current(customer)
      const from = { id: simulator.integrationId, idType: 'Opaque', nickname: 'Acme Support' }
      const to = { id: current?.customerId ?? `stranger-${randomUUID()}`, idType: 'Opaque' }
      const channel = { id: simulator.integrationId, platform: 'Open', type: 'Private', messageId: id, to, from }
      return JSON.stringify({
        id,
        channel: { ...channel, time: new Date().toISOString() },
        type: 'Text',
        text,
        originatingEntity: 'Human',
        direction: 'Outbound',
        conversationId: current?.id ?? randomUUID(),
      })
    },
    post: (body) => post(url, { [HEADER]: simulator.sign(body) }, body),
    forge: (body) => {
      const right = simulator.sign(body)
      const forged: Record<string, string>[] = [
        {},
        { [HEADER]: '' },
        { [HEADER]: signed('another-secret', body) },
        { [HEADER]: signed(simulator.webhookSecret, `${body} `) },
        { [HEADER]: signed(simulator.webhookSecret, body, 'hex') },
        { [HEADER]: right.slice(0, -2) },
        { [HEADER]: right.replace('sha256=', 'sha1=') },
        { Authorization: `Bearer ${simulator.webhookSecret}` },
      ]
      return Promise.all(forged.map((headers) => post(url, headers, body)))
    },
  }
}
