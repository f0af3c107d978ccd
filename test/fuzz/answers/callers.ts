import type { CommandKind } from '../../../adapters/core/commands.ts'
import { NEW_CONVERSATION, viewOf } from '../../../adapters/core/conversation.ts'
import type { Desk } from '../../../adapters/core/desk/desk.ts'
import type { Platform } from '../../../adapters/core/platform.ts'
import { createEightByEightChannel, createEightByEightDesk } from '../../../adapters/eight-by-eight/index.ts'
import { GenesysDesk } from '../../../adapters/genesys/index.ts'
import { createGladlyPlatform } from '../../../adapters/gladly/index.ts'
import { createHootsuitePlatform } from '../../../adapters/hootsuite/index.ts'
import { createImiconnectPlatform } from '../../../adapters/imiconnect/index.ts'
import { given } from '../../eight-by-eight/desk-fixtures.ts'
import { INTEGRATION, session, viewWith } from '../../genesys/fixtures.ts'
import { ACME as GLADLY } from '../../gladly/fixtures.ts'
import { CREDENTIALS } from '../../hootsuite/fixtures.ts'
import { ACME as IMICONNECT } from '../../imiconnect/fixtures.ts'

/** Everything that asks a platform something, each fresh: a breaker or a hold of the last one must not answer for it. */
export interface Caller {
  name: string
  secrets: readonly string[]
  /** Things it can be made to do. */
  calls: readonly string[]
  call(which: string, url: string, signal: AbortSignal): Promise<unknown>
}

const BODIES: Record<CommandKind, unknown> = {
  platform: { inboxId: 'in-1', kind: 'claim' },
  reply: {
    text: 'hello',
    answers: 'i-1',
    message: 'hello',
    type: 'text',
    content: { type: 'CHAT_MESSAGE', messageType: 'TEXT', body: 'hello' },
  },
  'add-topics': { topics: ['a', 'b'] },
  'remove-topics': { topics: ['a'] },
  'set-attributes': { scope: 'contact', attributes: { a: 'b', c: null } },
  'add-note': { text: 'note' },
  'hand-off': { reason: 'asked', context: { a: 1 }, transcript: [], collected: { topics: ['a'], notes: ['n'] } },
  resolve: {},
}
const KINDS = Object.keys(BODIES) as CommandKind[]
const AT = '2026-08-04T10:00:00.000Z'

function platformCaller(name: string, make: (url: string) => Platform, secrets: readonly string[]): Caller {
  const view = viewOf(
    { channelId: name, account: '', conversationId: 'c-1' },
    { ...NEW_CONVERSATION, epoch: 1, owner: 'bot' },
  )
  return {
    name,
    secrets,
    calls: [...KINDS, ...KINDS.map((kind) => `look-up ${kind}`), 'owner', 'typing', 'missed'],
    async call(which, url, signal) {
      const platform = make(url)
      const kind = which.replace('look-up ', '') as CommandKind
      const command = { kind, id: 'cmd-1', body: BODIES[kind], createdAt: AT }
      try {
        if (which === 'owner') return await platform.askOwner?.(view, signal)
        if (which === 'typing') return await platform.typing?.(view)
        if (which === 'missed') {
          for await (const _ of platform.missed?.(new Date(AT), signal) ?? []) if (signal.aborted) break
          return undefined
        }
        if (which.startsWith('look-up')) return await platform.lookUp?.(command, view, new Set(), signal)
        return await platform.deliver(command, view, signal)
      } finally {
        await platform.close?.()
      }
    },
  }
}

function deskCaller(name: string, make: (url: string) => Desk, secrets: readonly string[]): Caller {
  const view = viewWith({ session: session({ conversationId: 'c-1' }), owner: 'agent' })
  const request = { id: 'open-1', handOff: { reason: 'asked', transcript: [] } }
  const words = { id: 'w-1', text: 'hello', at: AT }
  const calls: Record<string, (desk: Desk, signal: AbortSignal) => Promise<unknown> | undefined> = {
    open: (desk, signal) => desk.open(request, view, signal),
    findOpened: (desk, signal) => desk.findOpened(request, view, signal),
    relay: (desk, signal) => desk.relay(words, view, signal),
    findRelayed: (desk, signal) => desk.findRelayed?.(words, view, signal),
    update: (desk, signal) =>
      desk.update({ addTopics: ['a'], contact: { a: 'b' }, note: 'n', queue: 'billing' }, view, signal),
    close: (desk, signal) => desk.close('customer-left', view, signal),
    check: (desk, signal) => desk.check?.(view, signal),
    claims: (desk, signal) => desk.claims?.('c-1', signal),
    typing: (desk) => desk.typing?.(view),
    queueStatus: (desk, signal) => desk.queueStatus?.('billing', signal),
  }
  return {
    name,
    secrets,
    calls: Object.keys(calls),
    async call(which, url, signal) {
      const desk = make(url)
      try {
        return await calls[which]?.(desk, signal)
      } finally {
        await desk.stop?.()
      }
    },
  }
}

const SECRET = 'client-secret-5e1c'

export const callers = (): Caller[] => [
  platformCaller('gladly', (baseUrl) => createGladlyPlatform({ ...GLADLY, baseUrl }), [GLADLY.apiToken]),
  platformCaller(
    'hootsuite',
    (baseUrl) => createHootsuitePlatform({ webhookSecrets: ['00'], baseUrl, ...CREDENTIALS }),
    [CREDENTIALS.clientSecret, 'token-canary-5d1'],
  ),
  platformCaller(
    'imiconnect',
    (url) => createImiconnectPlatform({ ...IMICONNECT, inboundUrl: `${url}/events/GENERATED1234` }),
    ['GENERATED1234'],
  ),
  platformCaller(
    '8x8, channel',
    (baseUrl) =>
      createEightByEightChannel({ ...given(), role: 'channel', baseUrl, webhookId: 'wh-1', apiKey: 'eght_canary_9' }),
    ['eght_canary_9'],
  ),
  deskCaller('8x8, desk', (baseUrl) => createEightByEightDesk({ ...given(), baseUrl, apiKey: 'eght_canary_9' }), [
    'eght_canary_9',
  ]),
  deskCaller(
    'genesys',
    (url) =>
      new GenesysDesk({
        regionUrl: 'https://apps.mypurecloud.ie',
        clientId: 'client-1',
        clientSecret: SECRET,
        integrationId: INTEGRATION,
        webhookSecrets: ['secret-a'],
        registrationSecrets: ['secret-b'],
        teamId: 'team-42',
        botId: 'bot-7',
        loginUrl: url,
        apiUrl: url,
        queues: { billing: 'billing' },
        profile: { notifications: false },
      }),
    [SECRET, 'token-canary-5d1'],
  ),
]
