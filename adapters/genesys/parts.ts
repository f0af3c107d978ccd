import { isIP } from 'node:net'
import type { Clock } from '../core/clock.ts'
import type { DeskPorts, DeskView } from '../core/desk/desk.ts'
import { isPublicAddress } from '../core/files/private-hosts.ts'
import type { Logger } from '../core/log.ts'
import { addressOf } from './address.ts'
import type { From, GenesysCalls } from './calls.ts'
import type { Echoes } from './echoes.ts'
import { memoryOf } from './memory.ts'
import type { Queues } from './queues.ts'
import type { CompleteGenesysSettings } from './settings.ts'
import type { Threads } from './threads.ts'

/** What the desk's verbs work with. */
export interface Parts {
  settings: CompleteGenesysSettings
  calls: GenesysCalls
  threads: Threads
  echoes: Echoes
  queues: Queues
  clock: Clock
  log: Logger
  ports(): DeskPorts | undefined
  /** A conversation was named: link it, and remember it. */
  learnt(view: Pick<DeskView, 'own'>, conversationId: string, by: 'customer' | 'other'): Promise<void>
}

/** Who speaks, as inbound calls name the customer. */
export function fromOf({ own, customer }: Pick<DeskView, 'own' | 'customer'>): From {
  const { name } = customer
  return { id: addressOf(own), idType: 'Opaque', ...(name === undefined || name === '' ? {} : { nickname: name }) }
}

/** The newest conversation of a customer, where Genesys has named one. */
export function conversationOf(
  { threads }: Pick<Parts, 'threads'>,
  view: Pick<DeskView, 'own' | 'data'>,
): string | undefined {
  return threads.of(addressOf(view.own)).conversationId ?? memoryOf(view.data).conversationId
}

/** ISO 8601 with milliseconds and `Z`, as `channel.time` must be; the present for what is no time. */
export function timeOf(at: string, clock: Clock): string {
  const ms = Date.parse(at)
  return (Number.isNaN(ms) ? clock.now() : new Date(ms)).toISOString()
}

/** Whether Genesys can fetch a file: public https; on the developer's own machine, that machine's too. */
export function reachableFrom({ apiUrl }: Pick<CompleteGenesysSettings, 'apiUrl'>): (url: string) => boolean {
  const local = new URL(apiUrl).protocol === 'http:'
  return (address) => {
    if (!URL.canParse(address)) return false
    const { protocol, hostname, username, password } = new URL(address)
    if (username !== '' || password !== '') return false
    const host = hostname.replace(/^\[|\]$/g, '')
    if (local && protocol === 'http:' && ['127.0.0.1', '::1', 'localhost'].includes(host)) return true
    if (protocol !== 'https:') return false
    return isIP(host) === 0 ? host.includes('.') && !/\.(local|internal|localhost)$/.test(host) : isPublicAddress(host)
  }
}
