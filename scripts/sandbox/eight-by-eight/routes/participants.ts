import { z } from 'zod'
import { noContent } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { customerGone } from '../conversations.ts'
import { type Operation, operation } from '../http.ts'
import { listAnswer } from '../lists.ts'
import { invalid } from '../problem.ts'
import { read } from '../requests.ts'
import { conversationById, type World } from '../world.ts'

const BASE = '/chat-gateway/v1/conversations/:id/participants'
const leaving = z.object({ removed: z.boolean() })

/** Who was ever in a conversation, and the customer's leaving. */
export function participantRoutes(world: World): Route<Operation>[] {
  return [
    operation(
      'GET',
      BASE,
      (call) => {
        const { participants, user } = conversationById(world, call.params.id!)
        const { language = 'en' } = user
        const shown = participants.map((one) => ({ ...one, ...(one.type === 'user' && { language }) }))
        return listAnswer(world.settings, call, shown, { name: 'participants', pages: false, filters: false })
      },
      { shapes: { 404: 'codes' } },
    ),
    operation('PATCH', `${BASE}/user`, (call) => {
      const conversation = conversationById(world, call.params.id!)
      if (!read(leaving, call.json()).removed)
        throw invalid('invalid_parameter', 'removed must be true', 'removed', false)
      customerGone(world, conversation)
      return noContent()
    }),
  ]
}
