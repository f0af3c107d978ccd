import type { IncomingHttpHeaders } from 'node:http'
import {
  type GenesysSimulator,
  type GenesysSimulatorOptions,
  startGenesysSimulator,
} from '../../../scripts/sandbox/genesys/index.ts'
import { type Answered, answered } from '../simulator/answered.ts'
import { serve, stoppedLater, textOf } from '../simulator/services.ts'

/** An organization with a rate limit that does not get in the way, and retries after a few milliseconds. */
export async function organization(options: GenesysSimulatorOptions = {}): Promise<GenesysSimulator> {
  const quick = { requestsPerMinute: 10_000, webhookRetryDelayMs: 5, webhookTimeoutMs: 300 }
  return stoppedLater(await startGenesysSimulator({ ...quick, receipts: 'off', ...options }))
}

/** An organization whose webhook and registration endpoint are at a receiver. */
export async function connected(options: GenesysSimulatorOptions = {}) {
  const bot = await receiver()
  const at = { webhookUrl: `${bot.url}/webhook`, registrationUrl: `${bot.url}/register` }
  const genesys = await organization({ ...at, ...options })
  return { genesys, bot }
}

const tokens = new WeakMap<GenesysSimulator, string>()

/** Asks for a token. */
export async function requestToken(
  { loginUrl, clientId, clientSecret }: GenesysSimulator,
  { form = {}, basic = `${clientId}:${clientSecret}` }: { form?: Record<string, string>; basic?: string } = {},
): Promise<Answered> {
  const headers: Record<string, string> = basic
    ? { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }
    : {}
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form })
  return answered(await fetch(`${loginUrl}/oauth/token`, { method: 'POST', headers, body }))
}

/** A token that is fetched once for each simulator. */
export async function tokenOf(genesys: GenesysSimulator): Promise<string> {
  const known = tokens.get(genesys)
  if (known) return known
  const { access_token } = (await requestToken(genesys)).body
  tokens.set(genesys, access_token)
  return access_token
}

/** Calls the API; paths are under `/api/v2`. */
export async function call(
  genesys: GenesysSimulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const authorization = headers.authorization ?? `Bearer ${await tokenOf(genesys)}`
  const response = await fetch(`${genesys.apiUrl}/api/v2${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers, authorization },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return answered(response)
}

let sent = 0

/** A customer's channel as inbound requests carry it. */
export function channelOf(customer: string, more: object = {}) {
  return {
    messageId: `own-${++sent}`,
    time: '2026-03-02T10:14:58.120Z',
    from: { id: customer, idType: 'Opaque', nickname: 'Noor' },
    ...more,
  }
}

/** A customer's attributes as inbound requests carry them. */
export function withAttributes(customAttributes: Record<string, string>) {
  return { metadata: { customAttributes } }
}

/** Posts a customer's message, asking for the conversation's id. */
export function say(
  genesys: GenesysSimulator,
  customer: string,
  text: string,
  channel: object = {},
): Promise<Answered> {
  const path = `/conversations/messages/${genesys.integrationId}/inbound/open/message?prefetchConversationId=true`
  return call(genesys, 'POST', path, { channel: channelOf(customer, channel), text })
}

/** Brings a customer to a queue. Resolves with the conversation's id. */
export async function handedOver(genesys: GenesysSimulator, customer = 'webchat-1', queue = ''): Promise<string> {
  const { body } = await say(genesys, customer, 'a person, please', withAttributes({ type: 'human', queue }))
  await genesys.idle()
  return body.conversationId
}

/** Sends a text from nobody. */
export function mirror(genesys: GenesysSimulator, toAddress: string, textBody: string, more: object = {}) {
  return call(genesys, 'POST', '/conversations/messages/agentless', {
    fromAddress: genesys.integrationId,
    toAddress,
    toAddressMessengerType: 'open',
    textBody,
    useExistingActiveConversation: true,
    ...more,
  })
}

/** What the bot received. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  body: any
}

/** A bot's webhook and registration endpoint. */
export interface Receiver {
  url: string
  received: Received[]
  /** What came to the webhook. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  events(): any[]
  /** What to answer: a status, a body with 200, or nothing ever. By default 200 and `{"registered":true}`. */
  answer: (received: Received, nth: number) => number | object | 'never'
}

/** Starts a bot that accepts everything until told otherwise. */
export async function receiver(): Promise<Receiver> {
  const bot: Receiver = {
    url: '',
    received: [],
    events: () => bot.received.filter(({ path }) => path === '/webhook').map(({ body }) => body),
    answer: () => ({ registered: true }),
  }
  bot.url = await serve(async (request, response) => {
    const text = await textOf(request)
    const received = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) }
    bot.received.push(received)
    const reply = bot.answer(received, bot.received.length)
    if (reply === 'never') return
    response.writeHead(typeof reply === 'number' ? reply : 200, { 'Content-Type': 'application/json' })
    response.end(typeof reply === 'number' ? '{}' : JSON.stringify(reply))
  })
  return bot
}
