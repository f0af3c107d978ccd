import type { Beside } from './adapter-options.ts'
import { isDeskLine } from './desk/desk-orders.ts'
import type { ChannelHandler } from './engine/engine.ts'
import { waitWhileUnreachable } from './turn/interpret.ts'

/** One handler for a channel on which both an adapter and a desk have conversations. */
export function sharedHandler(own: ChannelHandler, beside: Beside): ChannelHandler {
  return {
    async runTurn(turn) {
      const theirs = await waitWhileUnreachable(() => beside.claims(turn.event!, turn.signal))
      return theirs ? beside.handler.runTurn(turn) : own.runTurn(turn)
    },
    deliver: (command, signal) =>
      isDeskLine(command.conversation) ? beside.handler.deliver(command, signal) : own.deliver(command, signal),
  }
}
