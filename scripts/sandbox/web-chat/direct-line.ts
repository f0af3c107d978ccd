import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ok } from '../simulator/answers.ts'
import { readText, sendAnswer } from '../simulator/bodies.ts'
import { type ConnectorRoute, connectorRouter, connectorRoute as on } from './connector-answers.ts'
import { known } from './connector-routes.ts'
import type { Conversation } from './conversations.ts'
import { announce, type Channel, sendFrom } from './customers.ts'
import type { Account, WireActivity } from './types.ts'

const EXPIRES_IN = 3600
const MOST_TOKENS = 1000
const LOOPBACK = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/

/** Whether a request is a Direct Line client's. */
export function isDirectLine({ url = '/' }: IncomingMessage): boolean {
  return url.startsWith('/v3/directline/')
}

/**
 * Direct Line 3.0 for customers' clients, by polling (`webSocket: false`): tokens, conversations, activities. Tokens
 * remember who asked and are not checked otherwise. Pages of this machine may call it from a browser.
 */
export function directLine(channel: Channel) {
  const route = connectorRouter(routes(channel))
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await readText(request)
    const cors = corsFor(request)
    if (request.method === 'OPTIONS') return sendAnswer(response, { status: 204 }, cors)
    const url = new URL(request.url ?? '/', 'http://simulator')
    const headers = request.headers as Record<string, string>
    sendAnswer(response, await route(request.method ?? 'GET', url, headers, text), cors)
  }
}

function routes(channel: Channel): ConnectorRoute[] {
  const { conversations } = channel
  /** The customer a token was made for. */
  const customers = new Map<string, Account | undefined>()
  const tokenFor = (customer?: Account) => {
    const token = randomBytes(24).toString('base64url')
    customers.set(token, customer)
    if (customers.size > MOST_TOKENS) customers.delete(customers.keys().next().value!)
    return token
  }
  const opened = ({ id }: Conversation, token: string) => ({ conversationId: id, token, expires_in: EXPIRES_IN })
  return [
    on('POST', '/v3/directline/tokens/generate', ({ text, json }) => {
      const { user } = (text === '' ? {} : json()) as { user?: Account }
      return ok({ token: tokenFor(user), expires_in: EXPIRES_IN })
    }),
    on('POST', '/v3/directline/tokens/refresh', ({ headers }) =>
      ok({ token: tokenFor(customers.get(bearerOf(headers))), expires_in: EXPIRES_IN }),
    ),
    on('POST', '/v3/directline/conversations', ({ headers, text, json }) => {
      const { user, locale } = (text === '' ? {} : json()) as { user?: Account; locale?: string }
      const customer = user ?? customers.get(bearerOf(headers))
      const conversation = conversations.start({ locale, customer })
      announce(channel, conversation, customer === undefined)
      return { status: 201, body: opened(conversation, bearerOf(headers) || tokenFor(customer)) }
    }),
    on('GET', '/v3/directline/conversations/:id', ({ params }) =>
      ok(opened(known(conversations, params.id), tokenFor())),
    ),
    on('GET', '/v3/directline/conversations/:id/activities', ({ params, query }) => {
      const { activities, place } = known(conversations, params.id).since(Number(query.get('watermark')) || 0)
      return ok({ activities, watermark: String(place) })
    }),
    on('POST', '/v3/directline/conversations/:id/activities', ({ params, json }) => {
      const conversation = known(conversations, params.id)
      const { from, ...said } = ofClient(json() as Partial<WireActivity>)
      // A client without a user id in its token names itself with each activity.
      if (conversation.customerUnannounced && from?.id) conversation.setCustomer(from)
      return ok({ id: sendFrom(channel, conversation, { type: 'message', ...said }).id })
    }),
  ]
}

/** What of an activity is the client's to say. */
function ofClient(sent: Partial<WireActivity>): Partial<WireActivity> {
  const { id: _1, channelId: _2, conversation: _3, recipient: _4, serviceUrl: _5, timestamp: _6, ...own } = sent
  return own
}

const bearerOf = ({ authorization = '' }: Record<string, string>): string => authorization.replace(/^Bearer /, '')

function corsFor({ headers: { origin } }: IncomingMessage): Record<string, string> {
  if (origin === undefined || !LOOPBACK.test(origin)) return {}
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
    Vary: 'Origin',
  }
}
