import { randomUUID } from 'node:crypto'
import type { SimulatorClock } from '../simulator/clock.ts'
import { badRequest, unknown } from './errors.ts'
import type { GenesysSettings } from './settings.ts'

/** An Open Messaging integration. */
export interface Integration {
  readonly id: string
  name: string
  /** Without one nothing is delivered: only the first integration can lack it. */
  outboundNotificationWebhookUrl?: string
  outboundNotificationWebhookSignatureSecretToken: string
  webhookHeaders?: Record<string, string>
  supportedContent?: { id: string }
  messagingSetting?: { id: string }
  createStatus: 'Initiated' | 'Completed'
  readonly dateCreated: Date
  dateModified: Date
  readonly recipientId: string
  /** The inbound message flow its messages go to; without one nobody answers. */
  flowId?: string
}

/** The fields of an integration that its owner gives. */
export type IntegrationFields = Pick<
  Integration,
  | 'name'
  | 'outboundNotificationWebhookUrl'
  | 'outboundNotificationWebhookSignatureSecretToken'
  | 'webhookHeaders'
  | 'supportedContent'
  | 'messagingSetting'
>

/** How many there can be. */
const MOST = 1000

/** The flow there is. */
export const FLOW_ID = 'e8a3b5d0-17c2-4f6e-9d34-2b8c6a1f5e90'

/** The organization's Open Messaging integrations. */
export class Integrations {
  private readonly clock: SimulatorClock
  private readonly settings: GenesysSettings
  private readonly byId = new Map<string, Integration>()

  constructor(clock: SimulatorClock, settings: GenesysSettings, webhookUrl: string | undefined) {
    this.clock = clock
    this.settings = settings
    const first = this.add(settings.integrationId, {
      name: settings.integrationName,
      outboundNotificationWebhookUrl: webhookUrl,
      outboundNotificationWebhookSignatureSecretToken: settings.webhookSecret,
    })
    first.createStatus = 'Completed'
    first.flowId = FLOW_ID
  }

  /** Throws 404 for an id that is not known. */
  get(id: string): Integration {
    const found = this.byId.get(id)
    if (!found) throw unknown(`integration ${id}`)
    return found
  }

  /** One that can carry messages. Throws 404 for others. */
  ready(id: string): Integration {
    const found = this.get(id)
    if (found.createStatus !== 'Completed') throw unknown(`integration ${id} is not created yet`)
    return found
  }

  /** Throws 404 for a recipient that is not known. */
  byRecipient(recipientId: string): Integration {
    const found = this.list().find((one) => one.recipientId === recipientId)
    if (!found) throw unknown(`recipient ${recipientId}`)
    return found
  }

  find(id: string): Integration | undefined {
    return this.byId.get(id)
  }

  list(): Integration[] {
    return [...this.byId.values()]
  }

  /** Begins to create one: it is `Completed` a little later. */
  create(fields: IntegrationFields): Integration {
    if (this.byId.size >= MOST) throw badRequest(`no more than ${MOST} integrations`)
    const integration = this.add(randomUUID(), fields)
    this.clock.after(this.settings.integrationCreationMs, () => {
      integration.createStatus = 'Completed'
    })
    return integration
  }

  change(id: string, fields: Partial<IntegrationFields>): Integration {
    return Object.assign(this.get(id), fields, { dateModified: this.clock.now() })
  }

  remove(id: string): void {
    this.get(id)
    this.byId.delete(id)
  }

  private add(id: string, fields: IntegrationFields): Integration {
    const now = this.clock.now()
    const recipientId = randomUUID()
    const own = { id, createStatus: 'Initiated' as const, dateCreated: now, dateModified: now, recipientId }
    const integration: Integration = { ...own, ...fields }
    this.byId.set(id, integration)
    return integration
  }
}
