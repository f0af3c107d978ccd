import type { IncomingHttpHeaders } from 'node:http'
import { listen } from '../../../scripts/sandbox/simulator/listener.ts'
import type { Exchange, Wire } from '../../../scripts/sandbox/simulator/wire.ts'
import { tenant as eightByEight } from '../eight-by-eight/tenant.ts'
import { organization as genesys, tokenOf as genesysToken, handedOver } from '../genesys/organization.ts'
import { organization as gladly } from '../gladly/organization.ts'
import { organization as hootsuite, tokenOf as hootsuiteToken } from '../hootsuite/organization.ts'
import { tenant as imiconnect, reply } from '../imiconnect/tenant.ts'
import { channel as webChat } from '../web-chat/channel.ts'
import { stoppedLater, textOf } from './services.ts'

/** What the customer, or an agent, says: more bytes than characters. */
export const SAID = 'grüß 🙂'

/** A call of the platform's API as a bot makes it. */
export interface ApiCall {
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

/** A simulator that is set up on a bot, as all six are alike. */
export interface Connected {
  url: string
  settings: object
  faults: {
    api(rule: { kind: 'status' | 'reset-before' | 'reset-after' | 'hang-before'; [more: string]: unknown }): unknown
  }
  idle(timeoutMs?: number): Promise<void>
  /** Has the platform tell the bot of something somebody says. */
  say(): Promise<unknown>
  /** A call that the platform's API carries out. */
  call(): Promise<ApiCall>
}

/** Starts each platform with a wire, set up on a bot. */
export const PLATFORMS: Record<string, (wire: Wire, botUrl: string) => Promise<Connected>> = {
  async gladly(wire, botUrl) {
    const one = await gladly({ wire })
    await one.registerWebhook({ url: botUrl, headers: { 'X-Account-Identifier': 'secret' } })
    const pair = Buffer.from(`${one.apiUserEmail}:${one.apiToken}`).toString('base64')
    return connected(one, {
      say: () => one.customerSays(SAID),
      async call() {
        const { conversationId } = await one.customerSays('hello')
        const url = `${one.url}/api/v1/conversations/${conversationId}/notes?from=test`
        return posted(url, { content: { body: SAID } }, { authorization: `Basic ${pair}` })
      },
    })
  },
  async hootsuite(wire, botUrl) {
    const one = await hootsuite({ wire, webhookUrl: botUrl })
    return connected(one, {
      say: () => one.customerSays(SAID),
      async call() {
        const { customerId } = await one.customerSays('hello')
        const body = { autoConfirm: true, contactAttributes: [{ attribute: 'tier', value: SAID }] }
        const url = `${one.url}/inbox/v2/contact/${customerId}/contact-attributes?from=test`
        const asked = posted(url, body, { authorization: `Bearer ${await hootsuiteToken(one)}` })
        return { ...asked, method: 'PUT' }
      },
    })
  },
  async imiconnect(wire, botUrl) {
    const one = await imiconnect({ wire, inboundAuth: 'serviceKey' })
    one.setWebhook(botUrl)
    if (!(await one.verify())) throw new Error('the bot was not verified')
    return connected(one, {
      say: () => one.customerSays(SAID),
      async call() {
        const { conversationId } = await one.customerSays('hello')
        return posted(`${one.inboundUrl}?from=test`, reply(conversationId, SAID), { key: one.serviceKey })
      },
    })
  },
  async '8x8'(wire, botUrl) {
    const one = await eightByEight({ wire })
    await one.setWebhook(botUrl)
    const user = { name: SAID, language: 'en' }
    return connected(one, {
      say: async () => one.customerSays(SAID),
      async call() {
        const url = `${one.url}/chat-gateway/v1/conversations?from=test`
        return posted(url, { channelId: one.channelId, user }, { 'x-api-key': one.apiKey })
      },
    })
  },
  async genesys(wire, botUrl) {
    const one = await genesys({ wire, webhookUrl: botUrl, registrationUrl: botUrl })
    const id = await handedOver(one)
    await one.agentAccepts(id)
    return connected(one, {
      say: () => one.agentSays(id, SAID),
      async call() {
        const url = `${one.apiUrl}/api/v2/conversations/messages/agentless?from=test`
        const said = { fromAddress: one.integrationId, toAddress: 'webchat-1', toAddressMessengerType: 'open' }
        const body = { ...said, textBody: SAID, useExistingActiveConversation: true }
        return posted(url, body, { authorization: `Bearer ${await genesysToken(one)}` })
      },
    })
  },
  async webchat(wire, botUrl) {
    const one = await webChat({ wire, bearer: 'any' })
    one.setBot(botUrl)
    const id = await one.join()
    return connected(one, {
      say: () => one.says(id, SAID),
      async call() {
        const url = `${one.url}/v3/conversations/${id}/activities?from=test`
        return posted(url, { type: 'message', text: SAID }, { authorization: 'Bearer token' })
      },
    })
  },
}

type OfSimulator = Pick<Connected, 'url' | 'settings' | 'idle' | 'faults'>

/** Rules of all platforms know the kinds that are used here. */
function connected(
  { url, settings, faults, idle }: Omit<OfSimulator, 'faults'> & { faults: unknown },
  own: Pick<Connected, 'say' | 'call'>,
): Connected {
  return { url, settings, faults: faults as Connected['faults'], idle, ...own }
}

function posted(url: string, body: object, headers: Record<string, string>): ApiCall {
  const json = { 'content-type': 'application/json', 'user-agent': 'a-bot', ...headers }
  return { method: 'POST', url, headers: json, body: JSON.stringify(body) }
}

/** A wire that keeps all it is told. */
export interface Recording extends Wire {
  /** As each was when it began. */
  readonly first: Exchange[]
  /** Each that began, as it is now. */
  readonly all: Exchange[]
  readonly over: Exchange[]
  /** What was asked by one side. */
  by(side: Exchange['by']): Exchange[]
}

/** Starts to record. */
export function recording(): Recording {
  const first: Exchange[] = []
  const all: Exchange[] = []
  const over: Exchange[] = []
  return {
    first,
    all,
    over,
    began(exchange) {
      first.push(structuredClone(exchange))
      all.push(exchange)
    },
    ended: (exchange) => void over.push(exchange),
    by: (side) => all.filter(({ by }) => by === side),
  }
}

/** What a bot received. */
export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  text: string
}

/** A bot that every platform takes for a good one, until `status` is another. */
export async function wiredBot() {
  const received: Received[] = []
  const bot = { url: '', received, status: 200, answer: '{}', stop: async () => {} }
  const { url, stop } = stoppedLater(
    await listen(0, async (request, response) => {
      const text = await textOf(request)
      received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, text })
      response.setHeader('Content-Type', 'application/json')
      response.setHeader('X-Bot', 'yes')
      response.statusCode = bot.status
      response.end(request.method === 'HEAD' ? undefined : bot.answer)
    }),
  )
  return Object.assign(bot, { url: `${url}/api/bot?secret=s`, stop })
}
