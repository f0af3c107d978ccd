import type { BotFrameworkAuthentication, ConnectorClient } from 'botframework-connector'
import { claimsOf } from './identity.ts'
import type { ConnectorData } from './interpret-activity.ts'

const MOST = 100

/** The SDK's clients, one for each place and audience: they hold connections and tokens, and are dear to make. */
export class ClientCache {
  private readonly clients = new Map<string, Promise<ConnectorClient>>()
  private readonly authentication: BotFrameworkAuthentication

  constructor(authentication: BotFrameworkAuthentication) {
    this.authentication = authentication
  }

  /** The client for where a conversation is. */
  of({ reference, identity }: ConnectorData): Promise<ConnectorClient> {
    const { serviceUrl = '' } = reference
    const name = JSON.stringify([serviceUrl, identity])
    const known = this.clients.get(name)
    if (known !== undefined) return known
    const client = this.authentication
      .createConnectorFactory(claimsOf(identity))
      .create(serviceUrl, identity.audience as string)
      .then(withoutRetries)
    client.catch(() => this.clients.delete(name))
    this.clients.set(name, client)
    const [oldest] = this.clients.keys()
    if (this.clients.size > MOST && oldest !== undefined) this.clients.delete(oldest)
    return client
  }
}

/**
 * The outbox tries again, and counts: a client that does so by itself would say things twice, and not tell. The SDK has
 * no option for it.
 */
function withoutRetries(client: ConnectorClient): ConnectorClient {
  const { pipeline } = (client as unknown as { client: { pipeline: { removePolicy(one: { name: string }): void } } })
    .client
  pipeline.removePolicy({ name: 'defaultRetryPolicy' })
  return client
}
