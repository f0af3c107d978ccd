import type { TurnContext } from 'botbuilder'
import type { ConnectorClient } from 'botframework-connector'

/** The client of the connector service the SDK put into a turn. */
export function connectorOf(context: TurnContext): ConnectorClient {
  const { adapter } = context as unknown as { adapter: { ConnectorClientKey: symbol } }
  return context.turnState.get(adapter.ConnectorClientKey)
}
