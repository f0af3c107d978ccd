import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import http from 'node:http'
import type { TurnContext } from 'botbuilder'
import type { BotLogic, ChannelHandler, Engine, StoredCommand } from '../../../../adapters/index.ts'
import { CAUSE_HEADER, type Cause, causeToHeader, type Report } from './report.ts'

const cause = new AsyncLocalStorage<Cause>()

/** The engine, telling which turns run; what is done in a turn or for a command of it is known to be caused by it. */
export function watchedEngine(engine: Engine, report: (report: Report) => void): Engine {
  const watched = (handler: ChannelHandler): ChannelHandler => ({
    runTurn: (turn) => {
      const { conversationId } = turn.conversation
      const { origin = 'core', type = '', body = '' } = turn.event ?? {}
      report({ kind: 'turn', turn: turn.id, conversationId, origin, type, bodyDigest: digestOf(body) })
      return cause.run({ turn: turn.id, conversationId }, () => handler.runTurn(turn))
    },
    deliver: (command, signal) => {
      const { conversationId } = command.conversation
      return cause.run({ turn: turnOf(command), conversationId }, () => handler.deliver(command, signal))
    },
  })
  return new Proxy(engine, {
    get(target, name) {
      if (name === 'serve') {
        return (channelId: string, handler: ChannelHandler, account?: string) =>
          target.serve(channelId, watched(handler), account)
      }
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** The bot's logic, telling what it gets and what it sends. */
export function watchedLogic(logic: BotLogic, report: (report: Report) => void): BotLogic {
  return async (context) => {
    const tell = (direction: 'in' | 'out', activity: unknown, at = new Date()): void => {
      const turn = cause.getStore()?.turn
      const { channelId, conversation } = context.activity
      const conversationId = conversation?.id ?? ''
      report({ kind: 'activity', at: at.toISOString(), direction, turn, channelId, conversationId, activity })
    }
    tell('in', context.activity)
    watchSends(context, tell)
    await logic(context)
  }
}

/** From now on every call of this process says what caused it. There is no hook for it before Node.js 22.12. */
export function nameCauses(): void {
  const { request } = http
  http.request = ((...args: Parameters<typeof request>) => {
    const sent = request(...args)
    const now = cause.getStore()
    if (now !== undefined) sent.setHeader(CAUSE_HEADER, causeToHeader(now))
    return sent
  }) as typeof request
}

/** By which a webhook and its turn are found to be one. */
export function digestOf(body: string): string {
  return createHash('sha1').update(body).digest('base64')
}

function watchSends(context: TurnContext, tell: (direction: 'out', activity: unknown, at: Date) => void): void {
  context.onSendActivities(async (_, activities, next) => {
    // Before what it brings about.
    const at = new Date()
    const sent = await next()
    for (const [index, activity] of activities.entries()) tell('out', { ...activity, id: sent[index]?.id }, at)
    return sent
  })
}

/** Commands are numbered within their turn: `<turn>-<kind>-<n>`. */
function turnOf({ id, kind }: StoredCommand): string {
  const end = id.lastIndexOf(`-${kind}-`)
  return end < 0 ? id : id.slice(0, end)
}
