import type { Clock } from '../core/clock.ts'
import { PlatformRefusedError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import { cached } from './cached.ts'
import type { GladlyClient } from './client.ts'
import type { Agent } from './schemas.ts'
import type { CompleteGladlySettings } from './settings.ts'
import { GLADLY } from './webhook.ts'

/** Who is who on our side. */
export interface People {
  /** Our own agent id: from the settings, or looked up by e-mail once. */
  ourId(): Promise<string>
  /** Whether an assignee or an initiator is us. */
  isOurs(id: string): Promise<boolean>
  /** A person's name, where it can be found cheaply. Never rejects. */
  nameOf(id: string): Promise<string | undefined>
}

const LIST_LIFE_MS = 300_000
/** A list we were not in is asked for again soon: somebody may have mended it. */
const RETRY_AFTER_MS = 10_000

/** Over Gladly's list of agents (Gladly API reference, Agents: List agents), which is kept for five minutes. */
export function createPeople(
  settings: CompleteGladlySettings,
  client: GladlyClient,
  clock: Clock,
  log: Logger,
): People {
  const agents = cached(() => client.agents(), LIST_LIFE_MS, clock)
  let known = settings.agentId
  const email = settings.userEmail.toLowerCase()
  const us = (all: readonly Agent[]) => all.find((agent) => agent.emailAddress?.trim().toLowerCase() === email)

  const ourId = async (): Promise<string> => {
    if (known !== undefined) return known
    const found = us(await agents.get()) ?? us(await agents.fresher(new Date(clock.now().getTime() - RETRY_AFTER_MS)))
    if (found === undefined) {
      throw new PlatformRefusedError('Gladly lists no agent with the e-mail address of GLADLY_USER_EMAIL', {
        channelId: GLADLY,
        // As with credentials: a person has to mend it, and until then events had better wait.
        status: 403,
        hint: 'Give the dedicated user the role Agent, or set GLADLY_AGENT_ID (it is in https://{host}/users/{agentId}).',
      })
    }
    known = found.id
    return known
  }

  return {
    ourId,
    async isOurs(id) {
      return settings.profile.initiators.ours.includes(id) || id === (await ourId())
    },
    async nameOf(id) {
      try {
        return (await agents.get()).find((agent) => agent.id === id)?.name
      } catch (error) {
        log.debug({ err: error }, 'the names of agents could not be fetched')
        return undefined
      }
    },
  }
}
