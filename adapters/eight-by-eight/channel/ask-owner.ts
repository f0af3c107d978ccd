import type { OwnerNews } from '../../core/platform.ts'
import { memoryOf } from './memory.ts'
import { ownerOf } from './owner.ts'
import type { ChannelPorts } from './ports.ts'

/**
 * Who has a conversation now (8x8, Chat Gateway, Get conversation). Writes are asynchronous, so that what is read right
 * after something showed that the bot has it may be of before: then 8x8 is asked once more, when that time is over.
 */
export function createAskOwner({
  settings,
  client,
  clock,
}: Pick<ChannelPorts, 'settings' | 'client' | 'clock'>): ChannelPorts['askOwner'] {
  const { profile } = settings
  const ask = async (conversationId: string, signal: AbortSignal): Promise<OwnerNews> => {
    const conversation = await client.conversation(conversationId, signal)
    if (conversation === undefined) return { owner: 'closed', why: '8x8 has no such conversation' }
    // Told nothing, the bot goes on: to be silent for ever would be worse.
    return ownerOf(conversation, profile) ?? { owner: 'bot' }
  }
  return async ({ key, record }, signal) => {
    const first = await ask(key.conversationId, signal)
    const { botAt } = memoryOf(record)
    const lag = botAt === undefined ? 0 : botAt + profile.channel.lagMs - clock.now().getTime()
    if (first.owner === 'bot' || lag <= 0) return first
    await clock.sleep(Math.min(lag, profile.channel.lagMs), signal)
    return ask(key.conversationId, signal)
  }
}
