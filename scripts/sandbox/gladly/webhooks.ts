import { validateHeaderName, validateHeaderValue } from 'node:http'
import { notFound } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { type ApiError, badRequest } from './answers.ts'
import type { Deliveries } from './deliveries.ts'
import { newId } from './ids.ts'
import type { GladlySettings } from './options.ts'
import { subscribable } from './subscriptions.ts'
import { timestamp } from './timestamps.ts'
import type { GladlyEvent, RecordedDelivery } from './types.ts'

const MOST_WEBHOOKS = 20
const LONGEST_NAME = 200

/** Basic credentials of a webhook. `realm` is only a label. */
export interface WebhookCredentials {
  username: string
  password: string
  realm?: string
}

/** A webhook as the platform keeps it (Gladly API reference, Webhooks). */
export interface Webhook {
  id: string
  name: string
  url: string
  events: string[]
  credentials?: WebhookCredentials
  headers: Record<string, string>
  enabled: boolean
  createdAt: Date
  updatedAt: Date
  disabledAtDueToRetryLimit?: Date
  /** The last 100 requests. */
  log: RecordedDelivery[]
  /** Goes up when it is disabled: retries of an earlier life are not sent. */
  life: number
}

/** What one can write of a webhook. */
export type WebhookFields = Partial<Pick<Webhook, 'name' | 'url' | 'events' | 'credentials' | 'headers' | 'enabled'>>

/** The organization's webhooks. */
export class Webhooks {
  private readonly webhooks = new Map<string, Webhook>()
  private readonly clock: SimulatorClock
  private readonly settings: GladlySettings
  private deliveries!: Deliveries

  constructor(clock: SimulatorClock, settings: GladlySettings) {
    this.clock = clock
    this.settings = settings
  }

  /** Who sends. To be called once, before anything else. */
  sendThrough(deliveries: Deliveries): void {
    this.deliveries = deliveries
  }

  /** Tells all enabled webhooks that subscribed to it. */
  tell(event: GladlyEvent): void {
    for (const webhook of this.webhooks.values()) {
      if (webhook.enabled && webhook.events.includes(event.type)) this.deliveries.dispatch(webhook, event)
    }
  }

  list(): Webhook[] {
    return [...this.webhooks.values()]
  }

  /** Throws 404 for an id that is not known. */
  get(id: string): Webhook {
    const found = this.webhooks.get(id)
    if (!found) throw notFound(`webhook ${id}`)
    return found
  }

  /** Adds one; with `enabled` it is pinged first, and refused if the answer is not 200. */
  async create(fields: WebhookFields, checks: { ping: boolean; anyEvent?: boolean }): Promise<Webhook> {
    const errors = this.wrong(fields, undefined, checks.anyEvent)
    if (fields.url === undefined) errors.push({ attr: 'url', code: 'blank', detail: 'url cannot be blank' })
    if (!fields.events?.length) errors.push({ attr: 'events', code: 'blank', detail: 'events cannot be blank' })
    if (this.webhooks.size >= MOST_WEBHOOKS) errors.push({ code: 'invalid', detail: 'at most 20 webhooks are allowed' })
    if (errors.length > 0) throw badRequest(...errors)
    const now = this.clock.now()
    const webhook: Webhook = {
      id: newId(),
      name: fields.name ?? '',
      url: fields.url!,
      events: [...fields.events!],
      credentials: fields.credentials,
      headers: { ...fields.headers },
      enabled: fields.enabled ?? false,
      createdAt: now,
      updatedAt: now,
      log: [],
      life: 0,
    }
    if (webhook.enabled && checks.ping) await this.mustAnswer(webhook)
    this.webhooks.set(webhook.id, webhook)
    return webhook
  }

  /** Changes one. Enabling it, or changing its URL, sends a PING; without a 200 nothing changes. */
  async update(webhook: Webhook, fields: WebhookFields): Promise<void> {
    const errors = this.wrong(fields, webhook)
    if (errors.length > 0) throw badRequest(...errors)
    const after: Webhook = { ...webhook, ...fields, headers: fields.headers ?? webhook.headers }
    const enabling = after.enabled && !webhook.enabled
    if (enabling || after.url !== webhook.url) await this.mustAnswer(after)
    if (!after.enabled && webhook.enabled) after.life++
    if (enabling) after.disabledAtDueToRetryLimit = undefined
    Object.assign(webhook, after, { updatedAt: this.clock.now() })
  }

  /** Deletes one. Throws 400 unless it is disabled. */
  remove(webhook: Webhook): void {
    if (webhook.enabled) throw badRequest({ code: 'invalid_state', detail: 'webhook must be disabled to be deleted' })
    this.webhooks.delete(webhook.id)
  }

  /** After the last failed retry: disabled for all events until somebody enables it again. */
  giveUp(webhook: Webhook): void {
    webhook.enabled = false
    webhook.life++
    webhook.disabledAtDueToRetryLimit = this.clock.now()
  }

  private async mustAnswer(webhook: Webhook): Promise<void> {
    const { status, error } = await this.deliveries.ping(webhook)
    if (status === 200) return
    const detail = `PING must be answered with 200, got ${status ?? error}`
    throw badRequest({ attr: 'url', code: 'invalid', detail })
  }

  private wrong(fields: WebhookFields, own?: Webhook, anyEvent = false): ApiError[] {
    const errors: ApiError[] = []
    const wrong = (attr: string, code: string, detail: string) => errors.push({ attr, code, detail })
    const { name, url, events, credentials, headers, enabled } = fields as Record<string, unknown>
    if (name !== undefined && typeof name !== 'string') wrong('name', 'invalid', 'name must be a string')
    if (typeof name === 'string' && name.length > LONGEST_NAME) wrong('name', 'too_long', 'name is longer than 200')
    if (url !== undefined && !usable(url)) wrong('url', 'invalid', 'url must be HTTPS (or HTTP on this machine)')
    if (this.list().some((one) => one !== own && one.url === url)) wrong('url', 'taken', 'url must be unique')
    if (enabled !== undefined && typeof enabled !== 'boolean') wrong('enabled', 'invalid', 'enabled must be a boolean')
    const offered = subscribable(this.settings)
    if (events !== undefined && !isStrings(events)) wrong('events', 'invalid', 'events must be a list of strings')
    else if (events !== undefined && !anyEvent) {
      for (const type of events.filter((one) => !offered.has(one))) wrong('events', 'invalid', `no event ${type}`)
    }
    if (headers !== undefined && !isHeaders(headers)) {
      wrong('headers', 'invalid', 'headers must be an object of HTTP headers')
    }
    const { username, password } = (credentials ?? { username: '', password: '' }) as Record<string, unknown>
    if (!isStrings([username, password])) wrong('credentials', 'blank', 'username and password are required')
    return errors
  }
}

/** A webhook as the API shows it: neither credentials nor header values. */
export function shownWebhook(webhook: Webhook) {
  return {
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    events: webhook.events,
    enabled: webhook.enabled,
    hasCredentials: webhook.credentials !== undefined,
    headerKeys: Object.keys(webhook.headers),
    createdAt: timestamp(webhook.createdAt),
    updatedAt: timestamp(webhook.updatedAt),
    ...(webhook.disabledAtDueToRetryLimit && {
      disabledAtDueToRetryLimit: timestamp(webhook.disabledAtDueToRetryLimit),
    }),
  }
}

function usable(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
}

function isStrings(list: unknown): list is string[] {
  return Array.isArray(list) && list.every((one) => typeof one === 'string')
}

function isHeaders(headers: unknown): boolean {
  if (headers === null || typeof headers !== 'object' || Array.isArray(headers)) return false
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name)
      validateHeaderValue(name, value)
      if (typeof value !== 'string') return false
    }
    return true
  } catch {
    return false
  }
}
