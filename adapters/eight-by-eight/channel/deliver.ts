import type { AttributesPayload, HandOffPayload, TopicsPayload } from '../../core/commands.ts'
import { NotSupportedError } from '../../core/errors.ts'
import type { Delivered, Platform } from '../../core/platform.ts'
import type { MessageBody } from '../client.ts'
import { EIGHT_BY_EIGHT } from '../webhook.ts'
import { handOff } from './hand-off.ts'
import type { ChannelPorts } from './ports.ts'
import { changeOf, type Rejected } from './properties.ts'
import { type ChannelReply, markOf } from './reply.ts'
import { attach } from './uploads.ts'
import { createUsers } from './users.ts'

/** Brings commands to 8x8. Its 202 is taken for "8x8 has it": there is nothing better (Chat Gateway, section Conventions). */
export function createDeliver(ports: ChannelPorts): Platform['deliver'] {
  const users = createUsers(ports)
  const { client, settings } = ports

  return async (command, view, signal) => {
    const { conversationId } = view.key
    switch (command.kind) {
      case 'reply':
        return reply(ports, conversationId, command.body as ChannelReply, signal)
      case 'add-topics':
        return partly(await users.change(view, { addTopics: (command.body as TopicsPayload).topics }, signal))
      case 'remove-topics':
        return partly(await users.change(view, { removeTopics: (command.body as TopicsPayload).topics }, signal))
      case 'set-attributes':
        return partly(await users.change(view, changeOf(command.body as AttributesPayload, settings.profile), signal))
      case 'hand-off':
        return handOff({ ...ports, users }, command.body as HandOffPayload, view, signal)
      case 'resolve':
        await client.removeUser(conversationId, signal)
        return {}
      default:
        throw new NotSupportedError(`8x8 has nothing for '${command.kind}'`, { channelId: EIGHT_BY_EIGHT })
    }
  }
}

const partly = (rejected: Rejected): Delivered => (rejected.length === 0 ? {} : { rejected })

/** One message of the bot's (8x8, Chat Gateway, Send message). What it is known by later is its text. */
async function reply(
  ports: ChannelPorts,
  conversationId: string,
  { text, cards, file }: ChannelReply,
  signal: AbortSignal,
): Promise<Delivered> {
  const attached = file === undefined ? { rejected: [] } : await attach(ports, conversationId, file, signal)
  const said = [text, attached.text].filter((one) => one !== undefined && one !== '').join('\n\n')
  const message: MessageBody = {
    authorType: 'bot',
    ...(said === '' ? {} : { text: said }),
    ...(attached.attachments === undefined ? {} : { attachments: attached.attachments }),
    ...(cards === undefined ? {} : { cards }),
  }
  const hasSomething = said !== '' || message.attachments !== undefined || cards !== undefined
  if (hasSomething) await ports.client.sendMessage(conversationId, message, signal)
  return {
    ...(said === '' ? {} : { platformId: markOf(said, ports.clock.now()) }),
    ...partly(attached.rejected),
  }
}
