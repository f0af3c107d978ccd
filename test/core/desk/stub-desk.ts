import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AcceptedEvent,
  type Clock,
  type ConversationKey,
  type CustomerWords,
  type Delivered,
  type Desk,
  type DeskChange,
  DeskClosedError,
  type DeskHappening,
  type DeskInterpretation,
  type DeskView,
  type Opened,
  type OpenRequest,
  type Overheard,
  PlatformRefusedError,
  PlatformUnreachableError,
  RateLimitedError,
  type RawRequest,
  type Reading,
  systemClock,
} from '../../../adapters/core/index.ts'
import type { DeskEventBody, DeskPlatform } from './desk-platform.ts'

export const DESK = 'stub-desk'

/** How a call of the platform's API can go wrong. */
export type Fault =
  | 'refused'
  | 'credentials'
  | 'not-sent'
  | 'lost-before'
  /** It has its effect, and the answer is lost. */
  | 'lost-after'
  | 'limited'
  | 'closed'

export type Operation = 'open' | 'find-opened' | 'relay' | 'find-relayed' | 'update' | 'close' | 'interpret'

export interface StubDeskOptions {
  platform: DeskPlatform
  clock?: Clock
  readyWithinMs?: number
  checkEveryMs?: number
  /** False: whether words arrived cannot be found out. */
  looksUp?: boolean
  /** The platform knows customers by addresses of our choice, instead of conversations. */
  addresses?: boolean
  /** Ready as soon as opened. */
  readyAtOnce?: boolean
  /** How long a call takes, in milliseconds. */
  latency?: () => number
  /** Faults by chance. */
  chance?: (operation: Operation) => Fault | undefined
  check?: (view: DeskView) => Promise<DeskInterpretation>
}

/** A desk over `DeskPlatform`: what a platform's own code would do, with faults for every call. */
export interface StubDesk extends Desk {
  /** The next calls of this operation go wrong: so often, or until the returned cure. */
  fail(operation: Operation, fault: Fault, times?: number): () => void
  /** Every call, in order. */
  readonly calls: { operation: Operation; what: string }[]
  readonly overheard: Overheard[]
}

export function createStubDesk(options: StubDeskOptions): StubDesk {
  const { platform, clock = systemClock, latency = () => 0 } = options
  const faults: { operation: Operation; fault: Fault; left: number }[] = []
  const calls: StubDesk['calls'] = []
  const overheard: Overheard[] = []

  const addressOf = options.addresses === true ? addressIn : undefined

  async function call<T>(operation: Operation, what: string, effect: () => T): Promise<T> {
    calls.push({ operation, what })
    await sleep(latency())
    const rule = faults.find((one) => one.operation === operation && one.left > 0)
    if (rule !== undefined) rule.left -= 1
    const fault = rule?.fault ?? options.chance?.(operation)
    if (fault === undefined) return effect()
    if (fault === 'lost-after') effect()
    throw errorOf(fault, operation)
  }

  return {
    channelId: DESK,
    account: '',
    keptHeaders: [],
    readyWithinMs: options.readyWithinMs ?? 20_000,
    checkEveryMs: options.checkEveryMs ?? 60_000,
    capabilities: {
      topics: 'native',
      contactAttributes: 'native',
      conversationAttributes: 'native',
      notes: 'native',
      handoffStatus: ['accepted', 'failed', 'completed'],
    },
    calls,
    overheard,
    fail(operation, fault, times = 1) {
      const rule = { operation, fault, left: times }
      faults.push(rule)
      return () => {
        rule.left = 0
      }
    },
    verify: ({ headers }: RawRequest) =>
      headers['x-desk-secret'] === platform.secret ? { ok: true } : { ok: false, why: 'wrong secret' },
    read: ({ body }) => readTold(body.toString('utf8')),
    interpret: (event, view) => call('interpret', event.type, () => interpretTold(event, view)),
    ...(options.check === undefined ? {} : { check: options.check }),
    ...(addressOf === undefined ? {} : { addressOf }),
    async open(request: OpenRequest, view: DeskView): Promise<Opened> {
      const opened = await call('open', request.id, () => platform.open(request, view.customer, addressOf?.(view.own)))
      return { conversationId: opened.address ?? opened.id, ready: options.readyAtOnce === true }
    },
    async findOpened(request: OpenRequest) {
      return call('find-opened', request.id, () => {
        const found = platform.conversations.find((one) => one.request.id === request.id)
        return found && { conversationId: found.address ?? found.id, ready: false }
      })
    },
    relay: (words: CustomerWords, view: DeskView): Promise<Delivered> =>
      call('relay', words.text, () => {
        const one = platform.at(view.session!.conversationId!)
        if (one.state === 'ended') throw new DeskClosedError('the conversation has ended')
        one.got.push(words)
        return { platformId: words.id }
      }),
    findRelayed: (words: CustomerWords, view: DeskView) =>
      call('find-relayed', words.text, () => {
        if (options.looksUp === false) return undefined
        return platform.at(view.session!.conversationId!).got.some(({ id }) => id === words.id)
      }),
    update: (change: DeskChange, view: DeskView): Promise<Delivered> =>
      call('update', JSON.stringify(change), () => {
        platform.at(view.session!.conversationId!).changes.push(change)
        const unknown = (change.addTopics ?? []).filter((topic) => topic.startsWith('unknown'))
        return { rejected: unknown.map((what) => ({ what, why: 'no such topic' })) }
      }),
    close: (why, view) => call('close', why, () => platform.close(platform.at(view.session!.conversationId!).id, why)),
    async receipt(receipt, state, view) {
      platform.at(view.session!.conversationId!).receipts.push({ receipt, state })
    },
    async typing(view) {
      platform.at(view.session!.conversationId!).typed += 1
    },
    overhear: (said) => void overheard.push(said),
    async queueStatus(queue) {
      return {
        open: true,
        waiting: queue === 'billing' ? 3 : 0,
        expectedWaitSeconds: clock.now().getTime() > 0 ? 60 : 0,
      }
    },
  }
}

const addressIn = ({ conversationId }: ConversationKey): string =>
  `at-${conversationId.replaceAll(/[^A-Za-z0-9]/g, '-')}`

function errorOf(fault: Fault, operation: Operation): Error {
  switch (fault) {
    case 'refused':
      return new PlatformRefusedError(`${operation} was refused`, { status: 400 })
    case 'credentials':
      return new PlatformRefusedError(`${operation} was not authorised`, { status: 401 })
    case 'not-sent':
      return new PlatformUnreachableError(`${operation} never left`, 'not-sent')
    case 'lost-before':
    case 'lost-after':
      return new PlatformUnreachableError(`${operation} got no answer`, 'unknown')
    case 'limited':
      return new RateLimitedError(`${operation} came too soon`, 30)
    case 'closed':
      return new DeskClosedError('outside opening hours')
  }
}

function readTold(text: string): Reading {
  try {
    const { conversation, key, told } = JSON.parse(text) as DeskEventBody
    return {
      kind: 'events',
      events: [
        {
          conversation: { channelId: DESK, account: '', conversationId: conversation },
          key,
          keyLifeMs: 3_600_000,
          type: told.kind,
          origin: 'webhook',
          body: text,
        },
      ],
    }
  } catch {
    return { kind: 'malformed', why: 'no JSON' }
  }
}

function interpretTold({ body, type }: AcceptedEvent, view: DeskView): DeskInterpretation {
  if (type === 'reminder') {
    return { happenings: [{ kind: 'delivery', value: { reminded: body } }], data: { ...view.data, reminded: body } }
  }
  const { told } = JSON.parse(body) as DeskEventBody
  if (told.kind === 'said' && told.text === 'remind me') {
    return { happenings: [], reminders: [{ key: 'one', afterMs: 60_000, body: 'as you asked' }] }
  }
  if (told.kind === 'said' && told.text === 'forget it') return { happenings: [], forget: ['one'] }
  return { happenings: [happeningOf(told)] }
}

function happeningOf(told: DeskEventBody['told']): DeskHappening {
  switch (told.kind) {
    case 'accepted':
      return { kind: 'accepted', agent: { id: told.agent.toLowerCase(), name: told.agent } }
    case 'said': {
      const { id, text, agent, more } = told
      return { kind: 'said', id, text, agent: { name: agent }, receipt: { of: id }, ...more }
    }
    case 'ended':
      return { kind: 'ended', ...(told.why === undefined ? {} : { why: told.why }) }
    case 'failed':
      return { kind: 'failed', why: told.why ?? 'it failed' }
    case 'receipt':
      return { kind: 'delivery', value: { read: told.of } }
    default:
      return { kind: told.kind }
  }
}
