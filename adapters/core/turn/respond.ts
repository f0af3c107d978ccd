import { viewOf } from '../conversation.ts'
import type { PlatformCommand } from '../platform.ts'
import { applyHappening } from './apply.ts'
import { perform } from './perform.ts'
import type { TurnPorts } from './run-turn.ts'
import type { TurnSession } from './session.ts'

/**
 * Make what a turn said the answer of the request that brought its event. Whether the platform reads it cannot be known:
 * it is assumed, so a hand-off or a resolve takes effect here. Where the fallback went out before, the words come too
 * late: they go the way of all commands, which has no end on such a platform but the dead letters.
 */
export async function respond(ports: TurnPorts, session: TurnSession): Promise<void> {
  const { response } = ports.platform
  const event = session.turn.event!
  if (response === undefined) return
  const commands = session.release()
  const inTime = (await ports.responder?.claim({ ...event.conversation, key: event.key })) ?? true
  if (!inTime) {
    for (const { kind, body } of commands) session.command(kind, body)
    if (response.fallbackHandsOff) {
      // The same tenure: what comes too late is given up, for a person to look at, rather than superseded.
      const { leaving: _, ...record } = session.record
      session.record = { ...record, owner: 'queue' }
    }
    return
  }
  const handedOff = commands.some(({ kind }) => kind === 'hand-off')
  const resolved = commands.some(({ kind }) => kind === 'resolve')
  session.turn.respond(
    commands.length === 0 ? response.empty : response.compose(ordered(commands), viewOf(session.key, session.record)),
  )
  if (handedOff) {
    session.record = { ...session.record, handedOffAt: ports.clock.now().toISOString() }
    await perform(ports, session, applyHappening(session.record, { kind: 'owner', owner: 'queue' }))
  } else if (resolved) {
    await perform(
      ports,
      session,
      applyHappening(session.record, { kind: 'owner', owner: 'closed', why: 'resolved by the bot' }),
    )
  }
}

/** Hand-off and resolve last and once, hand-off before resolve, also where one event made several turns of the bot. */
function ordered(commands: readonly PlatformCommand[]): PlatformCommand[] {
  const ends = commands.filter(({ kind }) => kind === 'hand-off' || kind === 'resolve')
  const end = ends.find(({ kind }) => kind === 'hand-off') ?? ends[0]
  return [...commands.filter((command) => !ends.includes(command)), ...(end === undefined ? [] : [end])]
}
