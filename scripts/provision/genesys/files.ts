import { dump } from 'js-yaml'
import { dataAction } from './data-action.ts'
import { messageFlow } from './message-flow.ts'
import { openIntegration } from './open-integration.ts'
import { readMe } from './read-me.ts'
import type { GenesysValues } from './values.ts'

/** All files, as text by name. */
export function genesysFiles(values: GenesysValues): Record<string, string> {
  return {
    'register-conversation.custom.json': json(dataAction(values)),
    'inbound-message-flow.yaml': dump(messageFlow(values), { lineWidth: -1, noRefs: true }),
    'open-messaging-integration.json': json(openIntegration(values)),
    'READ-ME-FIRST.md': readMe(values),
  }
}

function json(content: unknown): string {
  return `${JSON.stringify(content, undefined, 2)}\n`
}
