import { z } from 'zod'
import { noContent } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { type ApiCall, type Operation, operation } from '../http.ts'
import { invalid } from '../problem.ts'
import { id, read } from '../requests.ts'
import type { Indicator } from '../types.ts'
import { type Conversation, conversationById, trim, type World } from '../world.ts'

const BASE = '/chat-gateway/v1/conversations/:id'
const MOST_INDICATORS = 100
const NEWER = { shapes: { 400: 'parameter', 404: 'codes' }, listsTenant: false } as const

const authorType = z.enum(['bot', 'user'])
const typing = z.object({ authorType })
const thinking = z.object({
  authorType: z.literal('bot').default('bot'),
  maxThinkingTimeSeconds: z.int().min(1).max(600).default(60),
})
const receipt = z.object({ authorType, readAt: z.int().min(0) })

/** Shipping clients send the numbers as text, and that works. */
const minutes = (least: number, most: number) => {
  const number = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)])
  return number.pipe(z.int().min(least).max(most)).optional()
}
const postAgent = z.object({
  type: z.literal('webhook'),
  id,
  configuration: z
    .object({
      notifyChannelWebhookIfExists: z.enum(['true', 'false']).default('false'),
      maxTotalMinutes: minutes(20, 600),
      userTimeoutInMinutes: minutes(10, 300),
    })
    .default({ notifyChannelWebhookIfExists: 'false' }),
})

/** Typing, thinking, read receipts, and what is to happen after the agent: the newer operations. */
export function indicatorRoutes(world: World): Route<Operation>[] {
  const one = ({ params }: ApiCall) => conversationById(world, params.id!)
  const indicate = ({ indicators }: Conversation, indicator: Omit<Indicator, 'at'>) => {
    indicators.push({ ...indicator, at: world.clock.now() })
    trim(indicators, MOST_INDICATORS)
    return noContent()
  }
  return [
    operation(
      'POST',
      `${BASE}/typing`,
      (call) => {
        const conversation = one(call)
        const sent = read(typing, call.json())
        if (sent.authorType === 'user' && world.settings.userTypingEcho && conversation.state === 'active') {
          world.events.activity(conversation, 'typing', { users: [{ id: 'user', type: 'user' }] })
        }
        return indicate(conversation, { kind: 'typing', ...sent })
      },
      NEWER,
    ),
    operation(
      'POST',
      `${BASE}/thinking`,
      (call) => {
        const conversation = one(call)
        return indicate(conversation, { kind: 'thinking', ...read(thinking, call.optionalJson()) })
      },
      NEWER,
    ),
    operation(
      'POST',
      `${BASE}/read-receipt`,
      (call) => {
        const conversation = one(call)
        const sent = read(receipt, call.json())
        if (sent.authorType === 'user' && conversation.channelType !== 'ChatAPI') {
          throw invalid(
            'invalid_parameter',
            'authorType user is only allowed for CHAT_API channels',
            'authorType',
            'user',
          )
        }
        conversation.readAt[sent.authorType] = sent.readAt
        return noContent()
      },
      NEWER,
    ),
    operation(
      'POST',
      `${BASE}/post-agent-assignment`,
      (call) => {
        const conversation = one(call)
        const { id: webhookId, configuration } = read(postAgent, call.json())
        if (!world.webhooks.has(webhookId)) {
          throw invalid('invalid_parameter', `Webhook ${webhookId} was not found.`, 'id', webhookId)
        }
        const { notifyChannelWebhookIfExists, maxTotalMinutes, userTimeoutInMinutes } = configuration
        const notifyChannelWebhook = notifyChannelWebhookIfExists === 'true'
        conversation.postAgent = { webhookId, notifyChannelWebhook, maxTotalMinutes, userTimeoutInMinutes }
        return { status: 201 }
      },
      NEWER,
    ),
  ]
}
