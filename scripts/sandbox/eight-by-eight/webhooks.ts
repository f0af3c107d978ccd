import type { Deliveries, Target } from './deliveries.ts'
import { newId } from './ids.ts'
import { invalid, unknown } from './problem.ts'
import type { WebhookEvent } from './types.ts'

/** The version of the events of this API. */
export const EVENT_VERSION = 'Chat Gateway v1.0'

/** A webhook as the platform keeps it. */
export interface Webhook extends Target {
  name: string
  version: string
}

/** The tenant's webhooks. */
export class Webhooks {
  private readonly webhooks = new Map<string, Webhook>()
  private readonly deliveries: Deliveries

  constructor(deliveries: Deliveries) {
    this.deliveries = deliveries
  }

  list(): Webhook[] {
    return [...this.webhooks.values()]
  }

  has(id: string): boolean {
    return this.webhooks.has(id)
  }

  /** Throws 404 for an id that is not known. */
  get(id: string): Webhook {
    const found = this.webhooks.get(id)
    if (!found) throw unknown('Webhook', id)
    return found
  }

  /** Adds one, or changes the one of that id; with `verify` only if its URL answers a verification with 2xx. */
  async put(fields: Omit<Webhook, 'id'>, { id = newId(), verify = true } = {}): Promise<Webhook> {
    if (verify) await this.verify(fields.uri, fields.version, id)
    const webhook = { ...fields, id }
    this.webhooks.set(id, webhook)
    return webhook
  }

  remove(id: string): void {
    this.get(id)
    this.webhooks.delete(id)
  }

  /** Throws 400 unless the URL answers a verification with 2xx. */
  async verify(uri: string, version: string, id = ''): Promise<void> {
    const { status = 0, error } = await this.deliveries.verify({ id, uri }, version)
    if (status >= 200 && status < 300) return
    throw invalid('webhook_not_reachable', `The webhook URL answered ${error ?? status}.`, 'uri', uri)
  }

  /** Tells a webhook. An id that is not known is told nothing. */
  tell(id: string, event: WebhookEvent): void {
    const webhook = this.webhooks.get(id)
    if (webhook) this.deliveries.dispatch(webhook, event)
  }
}
