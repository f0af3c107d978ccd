import { setTimeout as sleep } from 'node:timers/promises'
import { KeyRing } from '../../../scripts/sandbox/eight-by-eight/keys.ts'
import type { EightByEightSimulator, Sandbox } from '../../../scripts/sandbox/index.ts'
import { activities, eightByEightEvents, genesysEvents, gladlyEvents } from '../generators/platform-events.ts'
import type { ProofTold, RouteTold } from './told.ts'

export const GLADLY_SECRET = 'fuzz-secret-of-gladly-77'

/** The servers, by what is behind them. */
export interface Sandboxes {
  both: Sandbox
  genesys: Sandbox
  desk: Sandbox
}

/** Lets customers, bot and agents live a little everywhere, and keeps what the platforms sent of it. */
export async function routesOf({ both, genesys, desk }: Sandboxes): Promise<RouteTold[]> {
  await Promise.all([livePlatforms(both), liveHootsuite(genesys), liveGenesys(genesys), liveDesk(desk)])
  const imiconnect = webhookUrl(both.imiconnect.deliveries.at(-1)?.url)
  const registration = new URL('/api/genesys/register', genesys.server.url).href
  const gladly: ProofTold = { by: 'header', name: 'X-Account-Identifier', value: GLADLY_SECRET }
  return [
    route('gladly', both, '/api/gladly', gladly, [
      ...both.gladly.deliveries.map(({ event }) => event),
      ...gladlyEvents,
    ]),
    route(
      'hootsuite',
      both,
      '/api/hootsuite',
      { by: 'hootsuite', secret: both.hootsuite.webhookSecret },
      both.hootsuite.deliveries.map(({ event }) => event),
    ),
    route(
      'hootsuite, no API',
      genesys,
      '/api/hootsuite',
      { by: 'hootsuite', secret: genesys.hootsuite.webhookSecret },
      genesys.hootsuite.deliveries.map(({ event }) => event),
    ),
    {
      name: 'imiconnect',
      url: imiconnect,
      proof: { by: 'url', wrongUrl: `${imiconnect.slice(0, -3)}xyz` },
      envelopes: both.imiconnect.deliveries.flatMap(({ event }) => (event === undefined ? [] : [event])),
    },
    route('8x8', both, '/api/8x8', await eightByEightProof(both.eightByEight), eventsOf(both.eightByEight)),
    route('8x8, desk', desk, '/api/8x8', await eightByEightProof(desk.eightByEight), eventsOf(desk.eightByEight)),
    route('genesys', genesys, '/api/genesys', { by: 'genesys', secret: genesys.genesys.webhookSecret }, [
      ...genesys.genesys.deliveries.map(({ body }) => body),
      ...genesysEvents,
    ]),
    {
      name: 'genesys, register',
      url: registration,
      proof: { by: 'header', name: 'Authorization', value: `Bearer ${genesys.genesys.registrationSecret}` },
      envelopes: [
        {
          teamId: genesys.genesys.teamId,
          botId: genesys.genesys.botId,
          conversationId: 'c',
          messageId: 'm',
          customerId: 'x',
        },
      ],
    },
    route('messages', both, '/api/messages', { by: 'loopback' }, [
      ...both.webChat.posts.map(({ activity }) => activity),
      ...activities.map((one) => ({ ...one, serviceUrl: both.webChat.url })),
    ]),
  ]
}

function route(
  name: RouteTold['name'],
  { server }: Sandbox,
  path: string,
  proof: ProofTold,
  envelopes: readonly object[],
): RouteTold {
  if (envelopes.length === 0) throw new Error(`${name} sent nothing`)
  // As it travels, and not too many of the same kind.
  return { name, url: server.url + path, proof, envelopes: JSON.parse(JSON.stringify(envelopes.slice(0, 40))) }
}

const webhookUrl = (url: string | undefined): string => {
  if (url === undefined) throw new Error('IMIconnect sent nothing')
  return url
}

const eventsOf = ({ deliveries }: EightByEightSimulator): object[] => [
  ...deliveries.map(({ event }) => event),
  ...eightByEightEvents,
]

async function eightByEightProof(simulator: EightByEightSimulator): Promise<ProofTold> {
  const { current } = await KeyRing.start()
  const signature = simulator.deliveries
    .map(({ headers }) => headers['x-8x8-signature'])
    .find((one) => one !== undefined)
  const { kid } = JSON.parse(Buffer.from(signature!.split('.')[0]!, 'base64url').toString()) as { kid: string }
  const { customerId, tenantId } = simulator
  return {
    by: '8x8',
    kid,
    pem: String(current.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    customerId,
    tenantId,
  }
}

async function livePlatforms(sandbox: Sandbox): Promise<void> {
  const { gladly, imiconnect, eightByEight, webChat } = sandbox
  const said = await gladly.customerSays('hello')
  const ours = await imiconnect.customerSays('hello')
  const { conversationId } = eightByEight.customerSays('hello', { user: { name: 'Nadia', userId: 'crm-1' } })
  const chat = await webChat.join({ customerId: 'noor', name: 'Noor' })
  await webChat.says(chat, 'hello')
  await liveHootsuite(sandbox)
  await sandbox.quiet()
  await gladly.customerSays('person', { customerId: said.customerId })
  await imiconnect.customerSays('person', { customerId: ours.customerId })
  eightByEight.customerSays('person', { conversationId })
  await sandbox.quiet()
  await gladly.assign(said.conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
  await gladly.agentSays(said.conversationId, 'I am here', gladly.humanAgentId)
  await gladly.close(said.conversationId, gladly.humanAgentId)
  await imiconnect.agentTakes(ours.botConversationId)
  eightByEight.agentAccepts(conversationId)
  eightByEight.agentSays(conversationId, 'I am here')
  await sandbox.quiet()
}

async function liveHootsuite(sandbox: Sandbox): Promise<void> {
  const { customerId } = await sandbox.hootsuite.customerSays('hello')
  await sandbox.quiet()
  await sandbox.hootsuite.customerSays('person', { customerId })
  await sandbox.quiet()
}

async function handedOver({ webChat }: Sandbox): Promise<void> {
  const chat = await webChat.join({ customerId: 'noor', name: 'Noor' })
  await webChat.says(chat, 'person')
  await webChat.untilHeard(chat, 'echo person', { timeoutMs: 15_000 })
}

async function liveGenesys(sandbox: Sandbox): Promise<void> {
  const { genesys } = sandbox
  await handedOver(sandbox)
  const conversation = await found(() => genesys.conversations().find(({ owner }) => owner === 'queue'))
  await genesys.agentAccepts(conversation.id)
  await genesys.agentSays(conversation.id, 'I am here')
  await found(() => (genesys.deliveries.length > 0 ? genesys : undefined))
}

async function liveDesk(sandbox: Sandbox): Promise<void> {
  const { eightByEight } = sandbox
  await handedOver(sandbox)
  await sandbox.quiet()
  const { id } = await found(() =>
    eightByEight.conversations().find(({ state, assignment }) => state === 'active' && assignment.type === 'queue'),
  )
  eightByEight.agentAccepts(id)
  eightByEight.agentSays(id, 'I am here')
  await sandbox.quiet()
}

/** Waits until there is one. */
async function found<T>(look: () => T | undefined, timeoutMs = 20_000): Promise<T> {
  for (const until = performance.now() + timeoutMs; performance.now() < until; await sleep(10)) {
    const one = look()
    if (one !== undefined) return one
  }
  throw new Error('what was to happen did not')
}
