import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { createConnection, type Platform, type RawRequest, systemClock } from '../../adapters/core/index.ts'

/**
 * The smallest platform there can be: the text stands in the webhook, a reply is one POST. It measures core rather than
 * how chatty one vendor's API is.
 */
export function createStubPlatform(options: { secret: string; url: string }): Platform {
  const connection = createConnection({
    channelId: 'stub',
    baseUrl: options.url,
    headers: () => ({ Authorization: `Bearer ${options.secret}` }),
    requestsPerSecond: 0,
    clock: systemClock,
  })
  const expected = Buffer.from(options.secret)
  return {
    channelId: 'stub',
    account: '',
    serviceUrl: options.url,
    bot: { id: 'bot', name: 'Bot' },
    needsTranscript: false,
    keptHeaders: [],
    capabilities: {
      buttons: 'text',
      typing: 'unsupported',
      attachments: 'unsupported',
      topics: 'unsupported',
      contactAttributes: 'unsupported',
      conversationAttributes: 'unsupported',
      notes: 'unsupported',
      handOff: 'unsupported',
      resolve: 'unsupported',
      proactive: true,
      handoffStatus: [],
      textLimit: 0,
    },
    verify: ({ headers }: RawRequest) => {
      const given = Buffer.from(String(headers['x-stub-secret'] ?? ''))
      return given.length === expected.length && timingSafeEqual(given, expected)
        ? { ok: true }
        : { ok: false, why: 'wrong secret' }
    },
    read: ({ body }) => {
      const text = body.toString('utf8')
      const event = stubEvent.parse(JSON.parse(text))
      return {
        kind: 'events',
        events: [
          {
            conversation: { channelId: 'stub', account: '', conversationId: event.conversation.id },
            key: event.id,
            keyLifeMs: 3_600_000,
            type: 'message',
            origin: 'webhook',
            body: text,
          },
        ],
      }
    },
    interpret: async ({ body }) => {
      const event = stubEvent.parse(JSON.parse(body))
      return { customer: event.from, happenings: [{ kind: 'message', id: event.id, text: event.text }] }
    },
    render: (activity) => ({ replies: [{ text: activity.text ?? '' }] }),
    deliver: async (command, view, signal) => {
      const path = `/v3/conversations/${encodeURIComponent(view.key.conversationId)}/activities`
      const { data } = await connection.request({ method: 'POST', path, body: command.body, signal })
      return { platformId: String((data as { id?: unknown } | undefined)?.id ?? '') }
    },
    close: async () => connection.close(),
  }
}

const stubEvent = z.object({
  id: z.string(),
  conversation: z.object({ id: z.string() }),
  from: z.object({ id: z.string(), name: z.string() }),
  text: z.string(),
})
