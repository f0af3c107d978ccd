import { ActivityTypes } from 'botbuilder'
import { overheardOf } from '../desk/desk-side.ts'
import { sayAgentWords } from '../desk/say-agent-words.ts'
import type { Happening } from '../platform.ts'
import {
  type Cast,
  conversationUpdateActivity,
  endOfConversationActivity,
  eventActivity,
  messageActivity,
  overheardActivity,
} from './activities.ts'
import { type Applied, applyHappening, type Effect } from './apply.ts'
import { moveConversation, moveUserState } from './merge-state.ts'
import type { TurnPorts } from './run-turn.ts'
import type { TurnSession } from './session.ts'

/**
 * Let what happened change the conversation, one thing after another, and reach the bot and the transcript as it must.
 * What is to be done first goes out as soon as the bot is known to own, ahead of anything it says to the news itself.
 */
export async function performHappenings(
  ports: TurnPorts,
  session: TurnSession,
  happenings: readonly Happening[],
): Promise<void> {
  let firsts = happenings.filter((happening) => happening.kind === 'first')
  for (const happening of happenings) {
    if (happening.kind === 'ignored')
      ports.log.debug({ type: session.turn.event?.type, why: happening.why }, 'event ignored')
    const applied = applyHappening(session.record, happening)
    if (applied.record.owner === 'bot') {
      session.record = applied.record
      for (const first of firsts) session.command('platform', first.body)
      firsts = []
    }
    await perform(ports, session, applied)
  }
}

/** Let an effect on the conversation reach the bot and the transcript. */
export async function perform(ports: TurnPorts, session: TurnSession, applied: Applied): Promise<void> {
  session.record = applied.record
  for (const effect of applied.effects) {
    // The same over all runs of the turn, and no two of a turn are the same.
    const id = `${session.turn.event!.id}-${effect.kind}-${session.nextNumber()}`
    await performEffect(ports, session, effect, id)
  }
}

async function performEffect(ports: TurnPorts, session: TurnSession, effect: Effect, id: string): Promise<void> {
  const cast: Cast = { platform: ports.platform, key: session.key, record: session.record, now: ports.clock.now() }
  switch (effect.kind) {
    case 'conversation-update':
      return ports.runBot(session, conversationUpdateActivity(cast, id))
    case 'message': {
      const activity = messageActivity(cast, effect.message)
      await session.log(activity)
      if (session.record.owner === 'bot')
        session.desk?.overhear(overheardOf(activity, 'customer', effect.message.id, ports.clock.now()))
      // The bot may have handed over when it greeted: the message is a person's then.
      return session.record.owner === 'bot' ? ports.runBot(session, activity) : undefined
    }
    case 'event':
      return ports.runBot(session, eventActivity(cast, id, effect.name, effect.value))
    case 'activity':
      if (effect.activity.type === ActivityTypes.Typing) session.desk?.type()
      return ports.runBot(session, effect.activity)
    case 'agent-words':
      return sayAgentWords(session, cast, effect.words)
    case 'agent-typing':
      return session.showTyping()
    case 'end':
      return ports.runBot(session, endOfConversationActivity(cast, id, effect.reason))
    case 'overheard': {
      await session.log(overheardActivity(cast, effect))
      const { message, ...said } = effect
      if (message !== undefined) session.desk?.relay(message)
      if (ports.observe) await ports.runBot(session, eventActivity(cast, id, 'contactcenter.observed', said))
      return
    }
    case 'merge':
      await moveUserState(ports.engine.storage, session.key.channelId, effect.from, effect.to)
      if (effect.conversation !== undefined) {
        session.record = await moveConversation(
          ports.engine,
          session.key,
          session.record,
          effect.to,
          effect.conversation.to,
        )
      }
      return
  }
}
