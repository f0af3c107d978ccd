import { ok } from '../simulator/answers.ts'
import { type ConnectorHandler, type ConnectorRoute, connectorRoute as on } from './connector-answers.ts'
import type { ChannelTokens } from './tokens.ts'

/** What bots check the channel's tokens with, and where they get their own. */
export function tokenRoutes(tokens: ChannelTokens): ConnectorRoute[] {
  const issue: ConnectorHandler = async ({ text }) => {
    const form = new URLSearchParams(text)
    const field = (name: string): string => form.get(name) ?? ''
    if (field('grant_type') !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } }
    const asked = { clientId: field('client_id'), secret: field('client_secret'), scope: field('scope') }
    const token = await tokens.issue(asked)
    if (token === undefined) return { status: 401, body: { error: 'invalid_client' } }
    return ok({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token })
  }
  return [
    on('GET', '/.well-known/openidconfiguration', () => ok(tokens.metadata())),
    on('GET', '/v1/.well-known/keys', async () => ok(await tokens.keySet())),
    on('POST', '/oauth2/v2.0/token', issue),
    on('POST', '/:tenant/oauth2/v2.0/token', issue),
  ]
}
